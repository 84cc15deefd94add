import { ValueError } from "../../errors.ts";
import * as losses from "../losses/losses.ts";
import { forEachValue, LossMetric, type MetricOptions, type Outcome, OutputMetric } from "./metric.ts";

/**
 * `(y − output)²`, averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.MeanSquaredError();
 * metric.updateState([1, 2], [1.5, 2]);
 * console.log(metric.result());
 */
export class MeanSquaredError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanSquaredError(), options.name);
  }
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
    super(new losses.MeanSquaredError(), options.name ?? "root_mean_squared_error");
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
export class MeanAbsoluteError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanAbsoluteError(), options.name);
  }
}

/**
 * `100 · |(y − output) / y|`, averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.MeanAbsolutePercentageError();
 * metric.updateState([1, 2], [1.5, 2]);
 * console.log(metric.result());
 */
export class MeanAbsolutePercentageError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanAbsolutePercentageError(), options.name);
  }
}

/**
 * `(log(y + 1) − log(output + 1))²`, averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.MeanSquaredLogarithmicError();
 * metric.updateState([1, 2], [1.5, 2]);
 * console.log(metric.result());
 */
export class MeanSquaredLogarithmicError extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.MeanSquaredLogarithmicError(), options.name);
  }
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
    super(new losses.LogCosh(), options.name ?? "logcosh");
  }
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
  constructor(options: MetricOptions = {}) {
    super(new losses.CosineSimilarity(), options.name, "up");
  }
}

export interface R2ScoreOptions extends MetricOptions {
  /**
   * How the scores of several outputs are combined: `"uniform_average"`, the default, is their mean, and
   * `"variance_weighted_average"` their mean weighted by the variance of the targets. null keeps one score per output, see
   * `perClass`; the history then contains their mean.
   */
  classAggregation?: "uniform_average" | "variance_weighted_average" | null;
  /** Number of independent regressors for the adjusted score; default 0: the plain score. */
  numRegressors?: number;
}

/**
 * The fraction of the variance of `y` that the outputs explain: `1 − Σ (y − output)² / Σ (y − mean of y)²`.
 *
 * @example
 * const metric = new metrics.R2Score();
 * metric.updateState([[0], [1], [2]], [[0.1], [0.9], [2.2]]);
 * console.log(metric.result());
 */
export class R2Score extends OutputMetric {
  readonly direction = "up";
  private readonly classAggregation: "uniform_average" | "variance_weighted_average" | null;
  private readonly numRegressors: number;
  private count = 0;
  private weights: number[] = [];
  private sums: number[] = [];
  private squares: number[] = [];
  private residuals: number[] = [];

  /** @throws ValueError for an unknown aggregation or a negative number of regressors */
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

  /** The score of each output. */
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

  /** Per output the weighted sum of squares of the targets around their mean. */
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
