import { withDefaults } from "../../errors.ts";
import type { Loss } from "../losses/loss.ts";
import * as losses from "../losses/losses.ts";
import { LossMetric, type MetricOptions } from "./metric.ts";

/** A loss without options of its own. */
abstract class PlainLossMetric extends LossMetric {
  declare protected static readonly Loss: new () => Loss;

  constructor(options: MetricOptions = {}) {
    super(new new.target.Loss(), options);
  }
}

/**
 * `(y − output)²`, averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.MeanSquaredError();
 * metric.updateState([1, 2], [1.5, 2]);
 * console.log(metric.result());
 */
export class MeanSquaredError extends PlainLossMetric {
  protected static override readonly Loss = losses.MeanSquaredError;
}

/**
 * The root of the mean of `(y − output)²`.
 *
 * @example
 * const metric = new metrics.RootMeanSquaredError();
 * metric.updateState([1, 2], [1.5, 2]);
 * console.log(metric.result());
 */
export class RootMeanSquaredError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanSquaredError(), options, "down", "root_mean_squared_error");
  }

  override ofMean(mean: number): number {
    return Math.sqrt(mean);
  }
}

/**
 * `|y − output|`, averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.MeanAbsoluteError();
 * metric.updateState([1, 2], [1.5, 2]);
 * console.log(metric.result());
 */
export class MeanAbsoluteError extends PlainLossMetric {
  protected static override readonly Loss = losses.MeanAbsoluteError;
}

/**
 * `100 · |(y − output) / y|`, averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.MeanAbsolutePercentageError();
 * metric.updateState([1, 2], [1.5, 2]);
 * console.log(metric.result());
 */
export class MeanAbsolutePercentageError extends PlainLossMetric {
  protected static override readonly Loss = losses.MeanAbsolutePercentageError;
}

/**
 * `(log(y + 1) − log(output + 1))²`, averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.MeanSquaredLogarithmicError();
 * metric.updateState([1, 2], [1.5, 2]);
 * console.log(metric.result());
 */
export class MeanSquaredLogarithmicError extends PlainLossMetric {
  protected static override readonly Loss = losses.MeanSquaredLogarithmicError;
}

/**
 * `log(cosh(output − y))`, averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.LogCoshError();
 * metric.updateState([1, 2], [1.5, 2]);
 * console.log(metric.result());
 */
export class LogCoshError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.LogCosh(), options, "down", "logcosh");
  }
}

interface CosineOptions extends MetricOptions {
  /** The last axis of the outputs, of which there are more than one, `axis: 1`; default -1. */
  axis?: number;
}

/**
 * The cosine of the angle between `y` and the outputs: 1 if they have the same direction. Unlike the loss it is not negated.
 *
 * @example
 * const metric = new metrics.CosineSimilarity();
 * metric.updateState([[1, 0]], [[2, 0]]);
 * console.log(metric.result());
 */
export class CosineSimilarity extends LossMetric {
  /** @throws ValueError unless `axis` is -1 or a positive integer */
  constructor(options: CosineOptions = {}) {
    const defaults = { name: "cosine_similarity", axis: -1 };
    const { axis, ...rest } = withDefaults<CosineOptions>("CosineSimilarity", options, defaults);
    super(new losses.CosineSimilarity({ axis }), rest, "up");
  }
}

/**
 * `max(1 − y·output, 0)` for labels -1 and 1 (0 counts as -1), averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.Hinge();
 * metric.updateState([-1, 1], [0.5, 2]);
 * console.log(metric.result());
 */
export class Hinge extends PlainLossMetric {
  protected static override readonly Loss = losses.Hinge;
}

/**
 * `max(1 − y·output, 0)²` for labels -1 and 1 (0 counts as -1), averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.SquaredHinge();
 * metric.updateState([-1, 1], [0.5, 2]);
 * console.log(metric.result());
 */
export class SquaredHinge extends PlainLossMetric {
  protected static override readonly Loss = losses.SquaredHinge;
}

/**
 * `max(largest wrong output − right output + 1, 0)` for one-hot rows of `y`, averaged over samples.
 *
 * @example
 * const metric = new metrics.CategoricalHinge();
 * metric.updateState([[0, 1]], [[0.2, 0.8]]);
 * console.log(metric.result());
 */
export class CategoricalHinge extends PlainLossMetric {
  protected static override readonly Loss = losses.CategoricalHinge;
}

/**
 * `Σ y·log(y / output)` over the outputs of a sample, averaged over samples.
 *
 * @example
 * const metric = new metrics.KLDivergence();
 * metric.updateState([[0.5, 0.5]], [[0.25, 0.75]]);
 * console.log(metric.result());
 */
export class KLDivergence extends PlainLossMetric {
  protected static override readonly Loss = losses.KLDivergence;
}

/**
 * `output − y·log(output)`, averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.Poisson();
 * metric.updateState([1, 2], [1.5, 2]);
 * console.log(metric.result());
 */
export class Poisson extends PlainLossMetric {
  protected static override readonly Loss = losses.Poisson;
}

export interface CrossentropyMetricOptions extends MetricOptions {
  /** The outputs are logits, not probabilities; default false. */
  fromLogits?: boolean;
  /** How far labels are moved towards a uniform distribution, from 0 to 1, `labelSmoothing: 0.1`; default 0. */
  labelSmoothing?: number;
}

/**
 * `−y·log(p) − (1 − y)·log(1 − p)`, averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.BinaryCrossentropy();
 * metric.updateState([0, 1], [0.2, 0.9]);
 * console.log(metric.result());
 */
export class BinaryCrossentropy extends LossMetric {
  constructor(options: CrossentropyMetricOptions = {}) {
    const defaults = { name: "binary_crossentropy", fromLogits: false, labelSmoothing: 0 };
    const given = withDefaults<CrossentropyMetricOptions>("BinaryCrossentropy", options, defaults);
    const { fromLogits: from_logits, labelSmoothing: label_smoothing } = given;
    super(new losses.BinaryCrossentropy(given), {}, "down", given.name, { from_logits, label_smoothing });
  }
}

/**
 * `−Σ y·log(p)` for one-hot rows of `y`, averaged over samples.
 *
 * @example
 * const metric = new metrics.CategoricalCrossentropy();
 * metric.updateState([[0, 1]], [[0.2, 0.8]]);
 * console.log(metric.result());
 */
export class CategoricalCrossentropy extends LossMetric {
  constructor(options: CrossentropyMetricOptions = {}) {
    const defaults = { name: "categorical_crossentropy", fromLogits: false, labelSmoothing: 0 };
    const given = withDefaults<CrossentropyMetricOptions>("CategoricalCrossentropy", options, defaults);
    const { fromLogits: from_logits, labelSmoothing: label_smoothing } = given;
    const config = { from_logits, label_smoothing, axis: -1 };
    super(new losses.CategoricalCrossentropy(given), {}, "down", given.name, config);
  }
}

export interface SparseCrossentropyMetricOptions extends Omit<CrossentropyMetricOptions, "labelSmoothing"> {
  /**
   * A class number, such as -1 or 255, whose samples do not count, `ignoreClass: 0`; default none. With one TensorFlow.js
   * computes the model.
   */
  ignoreClass?: number | null;
}

/**
 * `−log(p[y])` for class numbers `y`, averaged over samples.
 *
 * @example
 * const metric = new metrics.SparseCategoricalCrossentropy();
 * metric.updateState([1], [[0.2, 0.8]]);
 * console.log(metric.result());
 */
export class SparseCategoricalCrossentropy extends LossMetric {
  constructor(options: SparseCrossentropyMetricOptions = {}) {
    const defaults = { name: "sparse_categorical_crossentropy", fromLogits: false, ignoreClass: null };
    const given = withDefaults<SparseCrossentropyMetricOptions>(
      "SparseCategoricalCrossentropy",
      options,
      defaults,
    );
    const config = { from_logits: given.fromLogits, ignore_class: given.ignoreClass, axis: -1 };
    super(new losses.SparseCategoricalCrossentropy(given), {}, "down", given.name, config);
  }
}
