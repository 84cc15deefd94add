import { ValueError, withDefaults } from "../../errors.ts";
import { NDArray, type NumberOrArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { forEachSample, type MetricOptions, type Outcome, OutputMetric } from "./metric.ts";

export interface F1ScoreOptions extends MetricOptions {
  /**
   * How the scores of the classes are combined: `"micro"` counts all outputs together, `average: "macro"` takes the mean of
   * the classes, `"weighted"` their mean weighted by the number of true instances. Default null: one score per class, see
   * `perClass`.
   */
  average?: "micro" | "macro" | "weighted" | null;
  /**
   * Outputs above this count as positive, from above 0 to 1, `threshold: 0.7`; default null: the largest output of a sample
   * does.
   */
  threshold?: number | null;
}

export interface FBetaScoreOptions extends F1ScoreOptions {
  /** Weight of recall relative to precision, `beta: 0.5`; default 1. */
  beta?: number;
}

const EPSILON = 1e-7;

/**
 * `(1 + beta²) · precision · recall / (beta² · precision + recall)`, for one-hot rows or several labels per sample.
 *
 * Porting note: with `average: null` Keras' history contains an array per epoch, and its progress line shows their mean.
 * Here the history contains that mean; `perClass()` returns the array.
 *
 * @example
 * const metric = new metrics.FBetaScore({ beta: 2 });
 * metric.updateState([[0, 1], [1, 0]], [[0.2, 0.8], [0.6, 0.4]]);
 * console.log(metric.result());
 */
export class FBetaScore extends OutputMetric {
  override readonly direction = "up";
  protected override readonly takesRows = "FBetaScore";
  readonly average: "micro" | "macro" | "weighted" | null;
  readonly beta: number;
  readonly threshold: number | null;
  private truePositives: number[] = [];
  private predicted: number[] = [];
  private actual: number[] = [];

  /** @throws ValueError for an unknown average, a beta that is not above 0, or a threshold outside 0 to 1 */
  constructor(options: FBetaScoreOptions = {}) {
    const given = withDefaults<FBetaScoreOptions>("FBetaScore", options, {
      average: null,
      beta: 1,
      threshold: null,
      name: "fbeta_score",
    });
    const { average, beta, threshold } = given;
    super(given.name, { average, beta, threshold });
    if (average !== null && !["micro", "macro", "weighted"].includes(average)) {
      throw new ValueError(
        "Invalid `average` argument value. Expected one of: {null, 'micro', 'macro', 'weighted'}. " +
          `Received: average=${average}`,
      );
    }
    if (!(beta > 0 && Number.isFinite(beta))) {
      throw new ValueError(`Invalid \`beta\` argument value. It should be > 0. Received: beta=${beta}`);
    }
    if (threshold !== null && !(typeof threshold === "number" && threshold > 0 && threshold <= 1)) {
      throw new ValueError(
        `Invalid \`threshold\` argument value. It should verify 0 < threshold <= 1. Received: threshold=${threshold}`,
      );
    }
    this.average = average;
    this.beta = beta;
    this.threshold = threshold;
  }

  override resetState(): void {
    this.truePositives = [];
    this.predicted = [];
    this.actual = [];
  }

  add(outcome: Outcome): void {
    forEachSample(outcome, (yTrue, yPred, weightOf) => {
      const largest = this.threshold === null ? yPred.reduce((a, b) => Math.max(a, b)) : 0;
      yPred.forEach((output, unit) => {
        // Without a threshold an output of zero is never positive, not even as the largest.
        const isPositive =
          this.threshold === null ? output >= largest && Math.abs(output) > 1e-9 : output > this.threshold;
        const at = this.average === "micro" ? 0 : unit;
        const weight = weightOf(unit);
        const positive = isPositive ? weight : 0;
        this.truePositives[at] = (this.truePositives[at] ?? 0) + positive * yTrue[unit];
        this.predicted[at] = (this.predicted[at] ?? 0) + positive;
        this.actual[at] = (this.actual[at] ?? 0) + weight * yTrue[unit];
      });
    });
  }

  /** The score of each class; with `average: "micro"` one score. */
  perClass(): number[] {
    const square = this.beta ** 2;
    return this.truePositives.map((right, i) => {
      const precision = right / (this.predicted[i] + EPSILON);
      const recall = right / (this.actual[i] + EPSILON);
      return ((1 + square) * precision * recall) / (square * precision + recall + EPSILON);
    });
  }

  /** A number; without an average an array with the score of each class. */
  result(): NumberOrArray {
    const scores = this.perClass();
    const array = () => new NDArray(Float32Array.from(scores), tuple([scores.length]));
    const isArray = this.average === null && scores.length > 1;
    return (isArray ? array() : Math.fround(this.averaged(scores))) as NumberOrArray;
  }

  private averaged(scores: readonly number[]): number {
    if (scores.length === 0) return 0;
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    if (this.average !== "weighted") return sum(scores) / scores.length;
    const all = sum(this.actual) + EPSILON;
    return sum(scores.map((score, i) => (score * this.actual[i]) / all));
  }
}

/**
 * `2 · precision · recall / (precision + recall)`, for one-hot rows or several labels per sample.
 *
 * @example
 * const metric = new metrics.F1Score({ average: "macro" });
 * metric.updateState([[0, 1], [1, 0]], [[0.2, 0.8], [0.6, 0.4]]);
 * console.log(metric.result());
 */
export class F1Score extends FBetaScore {
  protected static override readonly withheld = ["beta"];

  /** @throws ValueError for an unknown average, or a threshold outside 0 to 1 */
  constructor(options: F1ScoreOptions = {}) {
    const defaults = { average: null, threshold: null, name: "f1_score" };
    super(withDefaults<F1ScoreOptions>("F1Score", options, defaults));
  }
}
