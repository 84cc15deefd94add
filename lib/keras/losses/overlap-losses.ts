import { ValueError } from "../../errors.ts";
import { KerasLoss, LOSS, type LossOptions } from "./loss.ts";

export interface OverlapOptions extends LossOptions {
  /**
   * Axes of the sums: null, the default, or `[0, 1]` for one loss of the whole batch; `axis: 1` or -1 for a loss per sample; 0
   * for a loss per output. For images all of their axes: `[1, 2, 3]` for a loss per sample. As in Keras, 0 cannot be combined
   * with sample or class weights if there is more than one output.
   */
  axis?: number | readonly number[] | null;
}

/** A loss of sums over labels and outputs. */
abstract class OverlapLoss<Args extends readonly unknown[]> extends KerasLoss<Args> {
  protected static override formula({ axis, ...own }: Required<OverlapOptions>): object {
    return { ...own, ...overlapAxis(axis) };
  }
}

/**
 * `1 − 2·Σ y·p / (Σ y + Σ p)`: 0 if labels and outputs overlap completely.
 *
 * One number per batch, unless `axis` says otherwise. As in Keras, sample and class weights multiply that number once per
 * sample.
 *
 * @example
 * const loss = new losses.Dice().call([[0, 1]], [[0.2, 0.9]]);
 */
export class Dice extends OverlapLoss<[options?: OverlapOptions]> {
  protected static override readonly kind = "dice";
  protected static override readonly defaults = { ...LOSS, name: "dice", axis: null };
}

export interface TverskyOptions extends OverlapOptions {
  /** Weight of false negatives, `alpha: 0.3`; default 0.5. */
  alpha?: number;
  /** Weight of false positives, `beta: 0.3`; default 0.5. */
  beta?: number;
}

/**
 * `1 − Σ y·p / (Σ y·p + alpha · Σ y·(1 − p) + beta · Σ (1 − y)·p)`: Dice with separate weights of false negatives and false
 * positives ([Salehi et al. 2017](https://arxiv.org/abs/1706.05721)).
 *
 * @example
 * const loss = new losses.Tversky({ alpha: 0.7, beta: 0.3 }).call([[0, 1]], [[0.2, 0.9]]);
 */
export class Tversky extends OverlapLoss<
  [options?: TverskyOptions] | [alpha: number, beta: number, options?: TverskyOptions]
> {
  protected static override readonly kind = "tversky";
  protected static override readonly defaults = {
    alpha: 0.5,
    beta: 0.5,
    ...LOSS,
    name: "tversky",
    axis: null,
  };
}

/** @throws ValueError for axes that are neither 0 (over the samples) nor all others (over the outputs) */
function overlapAxis(axis: Required<OverlapOptions>["axis"]): { axis?: 0 | 1; ndim?: number } {
  if (axis === null) return {};
  const summed = [axis].flat().map((one) => (one < 0 ? one + 2 : one));
  summed.sort((a, b) => a - b);
  const first = summed[0] === 0 ? 0 : 1;
  if (summed.length === 0 || summed.some((one, i) => one !== first + i)) {
    throw new ValueError(
      "Expected `axis` to be null, 0 (over the samples), 1 (over the outputs), or both in a list; for outputs of more axes all of " +
        `them, such as [1, 2, 3]. Received: axis=${JSON.stringify(axis)}`,
    );
  }
  // A sum over the samples leaves one loss per output.
  if (summed.length === 1 && first === 0) return { axis: 0 };
  return { ndim: first + summed.length, ...(first === 1 && { axis: 1 }) };
}
