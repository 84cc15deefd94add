import { ValueError, withDefaults } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray, type NumberOrArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { forEachSample, forEachValue, type MetricOptions, type Outcome, OutputMetric } from "./metric.ts";

export interface R2ScoreOptions extends MetricOptions {
  /**
   * How the scores of several outputs are combined: `"uniform_average"`, the default, is their mean, and
   * `"variance_weighted_average"` their mean weighted by the variance of the targets. null keeps one score per output, see
   * `perClass`; the history then contains their mean.
   */
  classAggregation?: "uniform_average" | "variance_weighted_average" | null;
  /** Number of independent regressors for the adjusted score, `numRegressors: 2`; default 0: the plain score. */
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
  override readonly direction = "up";
  protected override readonly takesRows = "R2Score";
  private readonly classAggregation: "uniform_average" | "variance_weighted_average" | null;
  private readonly numRegressors: number;
  private count = 0;
  private weights: number[] = [];
  private sums: number[] = [];
  private squares: number[] = [];
  private residuals: number[] = [];

  /** @throws ValueError for an unknown aggregation or a negative number of regressors */
  constructor(options: R2ScoreOptions = {}) {
    const { name, classAggregation, numRegressors } = withDefaults<R2ScoreOptions>("R2Score", options, {
      classAggregation: "uniform_average",
      numRegressors: 0,
      name: "r2_score",
    });
    super(name, { class_aggregation: classAggregation, num_regressors: numRegressors });
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

  override resetState(): void {
    this.count = 0;
    this.weights = [];
    this.sums = [];
    this.squares = [];
    this.residuals = [];
  }

  /** As in Keras, numbers beside a column are a column too. */
  override updateState(yTrue: ArrayInput, yPred: ArrayInput, sampleWeight: ArrayInput | null = null): void {
    const [y, x] = [asArray(yTrue, "float32", "yTrue"), asArray(yPred, "float32", "yPred")];
    const column = (array: NDArray) =>
      array.ndim === 1 && y.ndim !== x.ndim ? array.reshape([-1, 1]) : array;
    super.updateState(column(y), column(x), sampleWeight);
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
    return this.scores().map((score) => this.adjusted(score));
  }

  /** A number; without an aggregation an array with the score of each output. */
  result(): NumberOrArray {
    const scores = this.perClass();
    const array = () => new NDArray(Float32Array.from(scores), tuple([scores.length]));
    return (
      this.classAggregation === null && scores.length > 1 ? array() : this.aggregated()
    ) as NumberOrArray;
  }

  private aggregated(): number {
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    const totals = this.totals();
    if (totals.length === 0) return 0;
    if (this.classAggregation !== "variance_weighted_average") return sum(this.perClass()) / totals.length;
    const weighted = this.scores().map((score, i) => totals[i] * score);
    return this.adjusted(sum(weighted) / sum(totals));
  }

  /** Per output the score before it is adjusted: as in Keras 0 for targets that are all alike, and NaN if they are met. */
  private scores(): number[] {
    return this.totals().map((total, i) => {
      const ratio = this.residuals[i] / total;
      return Math.abs(ratio) === Number.POSITIVE_INFINITY ? 0 : 1 - ratio;
    });
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

/** A correlation between the targets and the outputs of a sample, averaged over samples. */
abstract class Correlation extends OutputMetric {
  override readonly direction = "up";
  private sum = 0;
  private weight = 0;

  constructor(defaultName: string, options: MetricOptions) {
    super(withDefaults<MetricOptions>(new.target.name, options, { name: defaultName }).name, { axis: -1 });
  }

  override resetState(): void {
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
    forEachSample(outcome, (yTrue, yPred, weightOf) => {
      const weight = weightOf(0);
      this.sum += weight * this.of(yTrue, yPred);
      this.weight += weight;
    });
  }

  result(): number {
    return this.weight === 0 ? 0 : this.sum / this.weight;
  }

  protected abstract of(yTrue: Float32Array, yPred: Float32Array): number;
}

/**
 * Pearson's correlation of the targets and outputs of a sample, averaged over samples: 1 if they differ only by an offset and a
 * positive factor.
 *
 * @example
 * const metric = new metrics.PearsonCorrelation();
 * metric.updateState([[0, 1, 2]], [[1, 3, 5]]);
 * console.log(metric.result());
 */
export class PearsonCorrelation extends Correlation {
  constructor(options: MetricOptions = {}) {
    super("pearson_correlation", options);
  }

  protected of(yTrue: Float32Array, yPred: Float32Array): number {
    const [a, b] = [moments(yTrue), moments(yPred)];
    return covariance(yTrue, yPred, a.mean, b.mean) / Math.sqrt(a.variance * b.variance);
  }
}

/**
 * Lin's concordance correlation of the targets and outputs of a sample, averaged over samples: 1 only if they are equal.
 *
 * @example
 * const metric = new metrics.ConcordanceCorrelation();
 * metric.updateState([[0, 1, 2]], [[0.1, 1, 2.2]]);
 * console.log(metric.result());
 */
export class ConcordanceCorrelation extends Correlation {
  constructor(options: MetricOptions = {}) {
    super("concordance_correlation", options);
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
