import { ValueError } from "../../errors.ts";
import { argMax, forEachSample, type MetricOptions, type Outcome, OutputMetric } from "./metric.ts";

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

export interface IoUOptions extends MetricOptions {
  /** `"int"`, the default as in Keras, drops the fractions of samples' weights; `"float32"` keeps them. */
  dtype?: "int" | "float32";
  /** A class that does not count; default none. */
  ignoreClass?: number | null;
  /** A sample's target is a class number, default true; false: a one-hot row. */
  sparseYTrue?: boolean;
  /** A sample's output is a class number, default true; false: a row, of which the largest is meant. */
  sparseYPred?: boolean;
}

/** "Intersection over union" of some classes: right / (right + wrong + missed) of each, and the mean of them. */
export class IoU extends OutputMetric {
  readonly direction = "up";
  override readonly takesClassNumbers: boolean;
  private readonly targetClassIds: readonly number[];
  /** Weights by true class, then by the class put out. */
  private confusion: Float64Array;

  /**
   * @param numClasses how many classes there are
   * @param targetClassIds the classes that count
   * @throws ValueError for a class that there is not
   */
  constructor(
    private readonly numClasses: number,
    targetClassIds: readonly number[],
    private readonly options: IoUOptions = {},
    defaultName = "io_u",
  ) {
    super(options.name ?? defaultName);
    if (!Number.isInteger(numClasses) || numClasses < 1) {
      throw new ValueError(
        `Expected \`numClasses\` to be a positive integer. Received: numClasses=${numClasses}`,
      );
    }
    for (const id of targetClassIds) {
      if (Number.isInteger(id) && id >= 0 && id < numClasses) continue;
      throw new ValueError(
        `Target class id ${id} is out of range, which is [0, ${numClasses}). Name classes below \`numClasses\`.`,
      );
    }
    this.targetClassIds = targetClassIds;
    const { sparseYTrue = true, sparseYPred = true } = options;
    this.takesClassNumbers = sparseYTrue && !sparseYPred;
    this.confusion = new Float64Array(numClasses ** 2);
  }

  resetState(): void {
    this.confusion.fill(0);
  }

  add({ yTrue, yPred, weights, samples }: Outcome): void {
    const { dtype = "int", ignoreClass = null, sparseYTrue = true, sparseYPred = true } = this.options;
    const actual = sparseYTrue ? yTrue : classes(yTrue, samples);
    const found = sparseYPred ? yPred.map((output) => this.classOf(output)) : classes(yPred, samples);
    if (actual.length !== found.length) {
      throw new ValueError(
        `Metric "${this.name}" found ${actual.length / samples} classes in a sample's targets and ` +
          `${found.length / samples} in its outputs. Set \`sparseYTrue\` or \`sparseYPred\` to false for rows of ` +
          "numbers per class.",
      );
    }
    const perSample = found.length / samples;
    found.forEach((output, i) => {
      const target = Math.trunc(actual[i]);
      const isKnown = (id: number) => id >= 0 && id < this.numClasses;
      if (!isKnown(target) || !isKnown(output) || target === ignoreClass) return;
      const weight = weights?.[Math.floor(i / perSample)] ?? 1;
      this.confusion[target * this.numClasses + output] += dtype === "int" ? Math.trunc(weight) : weight;
    });
  }

  /** Each class' own, in the order of `targetClassIds`; null for one that neither targets nor outputs have. */
  perClass(): (number | null)[] {
    const at = (row: number, column: number) => this.confusion[row * this.numClasses + column];
    return this.targetClassIds.map((id) => {
      let union = -at(id, id);
      for (let other = 0; other < this.numClasses; other++) union += at(id, other) + at(other, id);
      return union > 1e-9 ? at(id, id) / union : null;
    });
  }

  result(): number {
    const found = this.perClass().filter((value): value is number => value !== null);
    return found.length === 0 ? 0 : found.reduce((a, b) => a + b) / found.length;
  }

  /** The class that a single output stands for. */
  protected classOf(output: number): number {
    return Math.trunc(output);
  }
}

/** The mean "intersection over union" of all classes. */
export class MeanIoU extends IoU {
  constructor(numClasses: number, options: IoUOptions = {}, defaultName = "mean_io_u") {
    super(numClasses, allOf(numClasses), options, defaultName);
  }
}

/** "Intersection over union" for one-hot rows of targets and a row of outputs per sample. */
export class OneHotIoU extends IoU {
  constructor(
    numClasses: number,
    targetClassIds: readonly number[],
    options: Omit<IoUOptions, "sparseYTrue"> = {},
  ) {
    super(numClasses, targetClassIds, oneHot(options), "one_hot_io_u");
  }
}

/** The mean of all classes, for one-hot rows of targets and a row of outputs per sample. */
export class OneHotMeanIoU extends MeanIoU {
  constructor(numClasses: number, options: Omit<IoUOptions, "sparseYTrue"> = {}) {
    super(numClasses, oneHot(options), "one_hot_mean_io_u");
  }
}

/** "Intersection over union" of the classes 0 and 1, for outputs between them. */
export class BinaryIoU extends IoU {
  private readonly threshold: number;

  /**
   * @param options.targetClassIds default both
   * @param options.threshold outputs from it on are class 1, default 0.5
   */
  constructor(
    options: Pick<IoUOptions, "name" | "dtype"> & {
      targetClassIds?: readonly number[];
      threshold?: number;
    } = {},
  ) {
    const { targetClassIds = [0, 1], threshold = 0.5, ...rest } = options;
    super(2, targetClassIds, rest, "binary_io_u");
    this.threshold = Math.fround(threshold);
  }

  protected override classOf(output: number): number {
    return output >= this.threshold ? 1 : 0;
  }
}

function oneHot(options: Omit<IoUOptions, "sparseYTrue">): IoUOptions {
  return { sparseYPred: false, ...options, sparseYTrue: false };
}

function allOf(count: number): number[] {
  return Array.from({ length: Number.isInteger(count) && count > 0 ? count : 0 }, (_, i) => i);
}

function classes(rows: Float32Array, samples: number): Float32Array {
  const width = rows.length / samples;
  return Float32Array.from({ length: samples }, (_, i) => argMax(rows.subarray(i * width, (i + 1) * width)));
}
