import type { MetricPlan } from "../../engine";
import * as losses from "../losses";
import type { CustomScorePlan } from "../losses/loss";
import type { ScoreFunction } from "../tensorflow-tensor";
import { MeanMetric, type MetricOptions } from "./metric";

/** A loss as a metric: the same figure, without regularizers. */
abstract class LossMetric extends MeanMetric {
  readonly direction: "up" | "down" = "down";

  constructor(
    private readonly loss: losses.Loss,
    name?: string,
  ) {
    super(name ?? loss.name);
  }

  plan(): MetricPlan | CustomScorePlan {
    return this.loss.plan();
  }
}

/** `(y − output)²`. */
export class MeanSquaredError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanSquaredError(options));
  }
}

/** The root of the mean of `(y − output)²`. */
export class RootMeanSquaredError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanSquaredError(), options.name ?? "root_mean_squared_error");
  }

  override result(mean: number): number {
    return Math.sqrt(mean);
  }
}

/** `|y − output|`. */
export class MeanAbsoluteError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanAbsoluteError(options));
  }
}

/** `100 · |(y − output) / y|`. */
export class MeanAbsolutePercentageError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanAbsolutePercentageError(options));
  }
}

/** `(log(y + 1) − log(output + 1))²`. */
export class MeanSquaredLogarithmicError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanSquaredLogarithmicError(options));
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
  override readonly direction = "up";

  constructor(options: MetricOptions = {}) {
    super(new losses.CosineSimilarity(options));
  }
}

export class BinaryCrossentropy extends LossMetric {
  constructor(options: losses.CrossentropyOptions = {}) {
    super(new losses.BinaryCrossentropy(options));
  }
}

export class CategoricalCrossentropy extends LossMetric {
  constructor(options: losses.CrossentropyOptions = {}) {
    super(new losses.CategoricalCrossentropy(options));
  }
}

export class SparseCategoricalCrossentropy extends LossMetric {
  constructor(options: Omit<losses.CrossentropyOptions, "labelSmoothing"> = {}) {
    super(new losses.SparseCategoricalCrossentropy(options));
  }
}

export class KLDivergence extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.KLDivergence(options));
  }
}

export class Poisson extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.Poisson(options));
  }
}

export class Hinge extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.Hinge(options));
  }
}

export class SquaredHinge extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.SquaredHinge(options));
  }
}

export class CategoricalHinge extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.CategoricalHinge(options));
  }
}

/** A function of tensors as a metric; it gives a number per sample. */
export class FunctionMetric extends MeanMetric {
  readonly direction = null;

  constructor(private readonly call: ScoreFunction) {
    super(call.name || "metric");
  }

  plan(): CustomScorePlan {
    return { kind: "custom", what: `metric '${this.name}' (a function)`, call: this.call };
  }
}
