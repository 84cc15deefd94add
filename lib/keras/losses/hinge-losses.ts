import { PlainLoss } from "./loss.ts";

/**
 * `max(1 − y·output, 0)` for labels -1 and 1 (0 counts as -1), averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.Hinge().call([-1, 1], [0.5, 2]); // 0.75
 */
export class Hinge extends PlainLoss {
  protected static override readonly kind = "hinge";
}

/**
 * `max(1 − y·output, 0)²` for labels -1 and 1 (0 counts as -1), averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.SquaredHinge().call([-1, 1], [0.5, 2]); // 1.125
 */
export class SquaredHinge extends PlainLoss {
  protected static override readonly kind = "squaredHinge";
}

/**
 * `max(largest wrong output − right output + 1, 0)` for one-hot rows of `y`.
 *
 * @example
 * const loss = new losses.CategoricalHinge().call([[0, 1, 0]], [[0.1, 0.8, 0.1]]);
 */
export class CategoricalHinge extends PlainLoss {
  protected static override readonly kind = "categoricalHinge";
}
