import { ValueError } from "../../errors.ts";
import * as losses from "../losses/index.ts";
import {
  forEachSample,
  forEachValue,
  MeanMetric,
  type MetricOptions,
  type Outcome,
  OutputMetric,
} from "./metric.ts";

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

export interface R2ScoreOptions extends MetricOptions {
  /**
   * How the scores of a sample's outputs become one: their mean, `"uniform_average"`, the default, or their mean by the
   * targets' variance. With null each keeps its own, see `perClass`; the history then holds their mean.
   */
  classAggregation?: "uniform_average" | "variance_weighted_average" | null;
  /** The number of independent regressors, for the adjusted score; default 0: the plain one. */
  numRegressors?: number;
}

/** The share of the variance of `y` that the outputs explain. */
export class R2Score extends OutputMetric {
  readonly direction = "up";
  private readonly classAggregation: "uniform_average" | "variance_weighted_average" | null;
  private readonly numRegressors: number;
  private count = 0;
  private weights: number[] = [];
  private sums: number[] = [];
  private squares: number[] = [];
  private residuals: number[] = [];

  /** @throws ValueError for another word, or a negative number */
  constructor(options: R2ScoreOptions = {}) {
    super(options.name ?? "r2_score");
    const { classAggregation = "uniform_average", numRegressors = 0 } = options;
    const words = ["uniform_average", "variance_weighted_average"];
    if (classAggregation !== null && !words.includes(classAggregation)) {
      throw new ValueError(
        "Invalid value for argument `classAggregation`. Expected one of (null, 'uniform_average', " +
          `'variance_weighted_average'). Received: classAggregation=${classAggregation}`,
      );
    }
    if (!(Number.isInteger(numRegressors) && numRegressors >= 0)) {
      throw new ValueError(
        `Invalid value for argument \`numRegressors\`. Expected a value >= 0. Received: numRegressors=${numRegressors}`,
      );
    }
    this.classAggregation = classAggregation;
    this.numRegressors = numRegressors;
  }

  resetState(): void {
    this.count = 0;
    this.weights = [];
    this.sums = [];
    this.squares = [];
    this.residuals = [];
  }

  add(outcome: Outcome): void {
    this.count += outcome.yPred.length;
    forEachValue(outcome, (yTrue, yPred, weight, i) => {
      this.weights[i] = (this.weights[i] ?? 0) + weight;
      this.sums[i] = (this.sums[i] ?? 0) + weight * yTrue;
      this.squares[i] = (this.squares[i] ?? 0) + weight * yTrue * yTrue;
      this.residuals[i] = (this.residuals[i] ?? 0) + weight * (yTrue - yPred) ** 2;
    });
  }

  /** The score of each of a sample's outputs. */
  perClass(): number[] {
    return this.totals().map((total, i) => this.adjusted(total === 0 ? 0 : 1 - this.residuals[i] / total));
  }

  result(): number {
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    const totals = this.totals();
    if (totals.length === 0) return 0;
    if (this.classAggregation !== "variance_weighted_average") return sum(this.perClass()) / totals.length;
    return this.adjusted(sum(totals.map((total, i) => total - this.residuals[i])) / sum(totals));
  }

  /** The targets' variance, times the samples' weight. */
  private totals(): number[] {
    return this.sums.map((sum, i) => this.squares[i] - (sum * sum) / this.weights[i]);
  }

  private adjusted(score: number): number {
    if (this.numRegressors === 0) return score;
    const freedom = this.count - this.numRegressors - 1;
    if (freedom > 0) return 1 - ((1 - score) * (this.count - 1)) / freedom;
    console.warn(
      freedom === 0
        ? "Division by zero in Adjusted R2 score. Falling back to standard R2 score."
        : "More independent predictors than datapoints in adjusted R2 score. Falling back to standard R2 score.",
    );
    return score;
  }
}

/** A correlation between a sample's targets and its outputs, averaged over the samples. */
abstract class Correlation extends OutputMetric {
  readonly direction = "up";
  private sum = 0;
  private weight = 0;

  resetState(): void {
    this.sum = 0;
    this.weight = 0;
  }

  add(outcome: Outcome): void {
    if (outcome.yPred.length === outcome.samples) {
      throw new ValueError(
        `Metric "${this.name}" correlates the outputs of a sample with its targets, and needs two at least. ` +
          "Received: one output per sample. For these, R2Score says how well they follow the targets.",
      );
    }
    forEachSample(outcome, (yTrue, yPred, weight) => {
      this.sum += weight * this.of(yTrue, yPred);
      this.weight += weight;
    });
  }

  result(): number {
    return this.weight === 0 ? 0 : this.sum / this.weight;
  }

  protected abstract of(yTrue: Float32Array, yPred: Float32Array): number;
}

/** Pearson's: from −1 to 1, where the outputs of a sample are its targets but for place and scale. */
export class PearsonCorrelation extends Correlation {
  constructor(options: MetricOptions = {}) {
    super(options.name ?? "pearson_correlation");
  }

  protected of(yTrue: Float32Array, yPred: Float32Array): number {
    const [a, b] = [moments(yTrue), moments(yPred)];
    return covariance(yTrue, yPred, a.mean, b.mean) / Math.sqrt(a.variance * b.variance);
  }
}

/** Lin's concordance: 1 only where the outputs of a sample are its targets, in place and scale too. */
export class ConcordanceCorrelation extends Correlation {
  constructor(options: MetricOptions = {}) {
    super(options.name ?? "concordance_correlation");
  }

  protected of(yTrue: Float32Array, yPred: Float32Array): number {
    const [a, b] = [moments(yTrue), moments(yPred)];
    const norm = a.variance + b.variance + (a.mean - b.mean) ** 2;
    return (2 * covariance(yTrue, yPred, a.mean, b.mean)) / (norm + 1e-7);
  }
}

function moments(values: Float32Array): { mean: number; variance: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, variance: covariance(values, values, mean, mean) };
}

function covariance(a: Float32Array, b: Float32Array, meanA: number, meanB: number): number {
  return a.reduce((sum, value, i) => sum + (value - meanA) * (b[i] - meanB), 0) / a.length;
}
