import { ValueError } from "../../errors.ts";
import type { MetricOptions } from "./metric.ts";
import { forEachSample, type Outcome, OutputMetric } from "./metric.ts";

export interface F1ScoreOptions extends MetricOptions {
  /**
   * How the classes' scores become one: over all outputs together, `"micro"`, their mean, `"macro"`, or their mean by the
   * number of true instances, `"weighted"`. Default null: each class keeps its own, see `perClass`.
   */
  average?: "micro" | "macro" | "weighted" | null;
  /** Outputs above it count as positive, from above 0 to 1; default null: the largest of a sample's outputs does. */
  threshold?: number | null;
}

export interface FBetaScoreOptions extends F1ScoreOptions {
  /** How much the recall weighs next to the precision, default 1. */
  beta?: number;
}

const EPSILON = 1e-7;

/**
 * `(1 + beta²) · precision · recall / (beta² · precision + recall)`, for one-hot rows or several labels per sample.
 *
 * Porting note: with `average: null` Keras' history holds an array per epoch, and its progress line shows their mean.
 * Here the history holds that mean too; `perClass()` gives the array.
 */
export class FBetaScore extends OutputMetric {
  readonly direction = "up";
  readonly average: "micro" | "macro" | "weighted" | null;
  readonly beta: number;
  readonly threshold: number | null;
  private truePositives: number[] = [];
  private predicted: number[] = [];
  private actual: number[] = [];

  /** @throws ValueError for another word, a beta that is not above 0, a threshold outside 0 to 1 */
  constructor(options: FBetaScoreOptions = {}, defaultName = "fbeta_score") {
    super(options.name ?? defaultName);
    const { average = null, beta = 1, threshold = null } = options;
    if (average !== null && !["micro", "macro", "weighted"].includes(average)) {
      throw new ValueError(
        "Invalid `average` argument value. Expected one of: {null, 'micro', 'macro', 'weighted'}. " +
          `Received: average=${average}`,
      );
    }
    if (!(beta > 0 && Number.isFinite(beta))) {
      throw new ValueError(`Invalid \`beta\` argument value. It should be > 0. Received: beta=${beta}`);
    }
    if (threshold !== null && !(threshold > 0 && threshold <= 1)) {
      throw new ValueError(
        `Invalid \`threshold\` argument value. It should verify 0 < threshold <= 1. Received: threshold=${threshold}`,
      );
    }
    this.average = average;
    this.beta = beta;
    this.threshold = threshold;
  }

  resetState(): void {
    this.truePositives = [];
    this.predicted = [];
    this.actual = [];
  }

  add(outcome: Outcome): void {
    forEachSample(outcome, (yTrue, yPred, weight) => {
      const largest = this.threshold === null ? yPred.reduce((a, b) => Math.max(a, b)) : 0;
      yPred.forEach((output, unit) => {
        // Without a threshold an output of zero is never the answer, not even as the largest.
        const isPositive =
          this.threshold === null ? output >= largest && Math.abs(output) > 1e-9 : output > this.threshold;
        const at = this.average === "micro" ? 0 : unit;
        const positive = isPositive ? weight : 0;
        this.truePositives[at] = (this.truePositives[at] ?? 0) + positive * yTrue[unit];
        this.predicted[at] = (this.predicted[at] ?? 0) + positive;
        this.actual[at] = (this.actual[at] ?? 0) + weight * yTrue[unit];
      });
    });
  }

  /** The score of each class; with `average: "micro"` the one of all. */
  perClass(): number[] {
    const square = this.beta ** 2;
    return this.truePositives.map((right, i) => {
      const precision = right / (this.predicted[i] + EPSILON);
      const recall = right / (this.actual[i] + EPSILON);
      return ((1 + square) * precision * recall) / (square * precision + recall + EPSILON);
    });
  }

  result(): number {
    const scores = this.perClass();
    if (scores.length === 0) return 0;
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    if (this.average !== "weighted") return sum(scores) / scores.length;
    const all = sum(this.actual) + EPSILON;
    return sum(scores.map((score, i) => (score * this.actual[i]) / all));
  }
}

/** `2 · precision · recall / (precision + recall)`: the harmonic mean of both. */
export class F1Score extends FBetaScore {
  /** @throws ValueError for another word, a threshold outside 0 to 1 */
  constructor(options: F1ScoreOptions = {}) {
    super({ ...options, beta: 1 }, "f1_score");
  }
}
