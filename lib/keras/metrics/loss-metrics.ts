import * as losses from "../losses/index.ts";
import { MeanMetric, type MetricOptions } from "./metric.ts";

/** A loss as a metric: the same figure, without regularizers. */
abstract class LossMetric extends MeanMetric {
  constructor(loss: losses.Loss, name = loss.name, direction: "up" | "down" = "down") {
    // Losses that only TensorFlow.js computes are no metrics.
    super(name, direction, loss.plan() as ReturnType<MeanMetric["plan"]>);
  }
}

/** `(y − output)²`. */
export class MeanSquaredError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanSquaredError(), options.name);
  }
}

/** `|y − output|`. */
export class MeanAbsoluteError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanAbsoluteError(), options.name);
  }
}

/** `100 · |(y − output) / y|`. */
export class MeanAbsolutePercentageError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanAbsolutePercentageError(), options.name);
  }
}

/** `(log(y + 1) − log(output + 1))²`. */
export class MeanSquaredLogarithmicError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanSquaredLogarithmicError(), options.name);
  }
}

/** `Σ y·log(y / output)`. */
export class KLDivergence extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.KLDivergence(), options.name);
  }
}

/** `output − y·log(output)`. */
export class Poisson extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.Poisson(), options.name);
  }
}

/** `max(1 − y·output, 0)`. */
export class Hinge extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.Hinge(), options.name);
  }
}

/** The square of the hinge. */
export class SquaredHinge extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.SquaredHinge(), options.name);
  }
}

/** `max(largest wrong output − right output + 1, 0)`. */
export class CategoricalHinge extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.CategoricalHinge(), options.name);
  }
}

/** The root of the mean of `(y − output)²`. */
export class RootMeanSquaredError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanSquaredError(), options.name ?? "root_mean_squared_error");
  }

  override ofMean(mean: number): number {
    return Math.sqrt(mean);
  }
}

/** `log(cosh(output − y))`. */
export class LogCoshError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.LogCosh(), options.name ?? "logcosh");
  }
}

/** The cosine of the angle between `y` and the outputs: 1 where both point the same way, minus the loss. */
export class CosineSimilarity extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.CosineSimilarity(), options.name, "up");
  }
}

export interface CrossentropyMetricOptions extends MetricOptions {
  /** The outputs are logits, not probabilities; default false. */
  fromLogits?: boolean;
  /** How far the labels are moved towards the middle, from 0 to 1; default 0. */
  labelSmoothing?: number;
}

/** `−y·log(p) − (1 − y)·log(1 − p)`. */
export class BinaryCrossentropy extends LossMetric {
  constructor(options: CrossentropyMetricOptions = {}) {
    super(new losses.BinaryCrossentropy(options));
  }
}

/** `−Σ y·log(p)` for one-hot rows of `y`. */
export class CategoricalCrossentropy extends LossMetric {
  constructor(options: CrossentropyMetricOptions = {}) {
    super(new losses.CategoricalCrossentropy(options));
  }
}

/** `−log(p[y])` for class numbers `y`. */
export class SparseCategoricalCrossentropy extends LossMetric {
  constructor(options: Omit<CrossentropyMetricOptions, "labelSmoothing"> = {}) {
    super(new losses.SparseCategoricalCrossentropy(options));
  }
}
