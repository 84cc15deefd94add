import { ValueError } from "../../errors.ts";
import type { MetricOptions } from "./metric.ts";
import { forEachValue, type Outcome, OutputMetric } from "./metric.ts";

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
