import { ValueError } from "../../errors.ts";
import { KerasLoss, LOSS, type LossOptions, PlainLoss } from "./loss.ts";

/**
 * `(y − output)²`, averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.MeanSquaredError().call([0, 1], [0.5, 1]); // 0.125
 */
export class MeanSquaredError extends PlainLoss {
  protected static override readonly kind = "meanSquaredError";
}

/**
 * `|y − output|`, averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.MeanAbsoluteError().call([0, 1], [0.5, 1]); // 0.25
 */
export class MeanAbsoluteError extends PlainLoss {
  protected static override readonly kind = "meanAbsoluteError";
}

/**
 * `100 · |(y − output) / y|`, averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.MeanAbsolutePercentageError().call([1, 2], [1.5, 2]); // 25
 */
export class MeanAbsolutePercentageError extends PlainLoss {
  protected static override readonly kind = "meanAbsolutePercentageError";
}

/**
 * `(log(y + 1) − log(output + 1))²`, averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.MeanSquaredLogarithmicError().call([0, 1], [0.5, 1]);
 */
export class MeanSquaredLogarithmicError extends PlainLoss {
  protected static override readonly kind = "meanSquaredLogarithmicError";
}

export interface HuberOptions extends LossOptions {
  /** Largest error that is squared, `delta: 2`; default 1. */
  delta?: number;
}

/**
 * `e² / 2` for errors up to `delta`, `delta · (|e| − delta / 2)` beyond, averaged over the outputs of a sample: outliers count less
 * ([Huber 1964](https://doi.org/10.1214/aoms/1177703732)).
 *
 * @example
 * const loss = new losses.Huber({ delta: 0.5 }).call([0, 1], [2, 1]);
 */
export class Huber extends KerasLoss<[options?: HuberOptions] | [delta: number, options?: HuberOptions]> {
  protected static override readonly kind = "huber";
  protected static override readonly defaults = { delta: 1, ...LOSS, name: "huber_loss" };

  /** Keras' dictionary has no `delta`; one that is not the default is kept all the same, and Keras takes it. */
  protected static override config({ delta }: Required<HuberOptions>): Record<string, unknown> {
    return delta === 1 ? {} : { delta };
  }
}

/**
 * `log(cosh(output − y))`, averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.LogCosh().call([0, 1], [2, 1]);
 */
export class LogCosh extends PlainLoss {
  protected static override readonly kind = "logCosh";
}

export interface CosineOptions extends LossOptions {
  /** The last axis of the outputs, of which there are more than one, `axis: 1`; default -1. */
  axis?: number;
}

/**
 * Minus the cosine of the angle between `y` and the outputs: -1 if they have the same direction.
 *
 * @example
 * const loss = new losses.CosineSimilarity().call([[1, 0]], [[2, 0]]); // -1
 */
export class CosineSimilarity extends KerasLoss<[options?: CosineOptions]> {
  protected static override readonly kind = "cosineSimilarity";
  protected static override readonly defaults = { axis: -1, ...LOSS, name: "cosine_similarity" };

  protected static override formula({ axis }: Required<CosineOptions>): object {
    if (axis === -1) return {};
    if (Number.isInteger(axis) && axis > 0) return { ndim: axis + 1 };
    throw new ValueError(
      `Expected \`axis\` to be the last axis of the outputs: -1, or a positive integer. Received: axis=${axis}`,
    );
  }

  protected static override config(): Record<string, unknown> {
    return {};
  }
}
