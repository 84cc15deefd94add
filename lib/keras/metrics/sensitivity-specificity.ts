import { ValueError } from "../../errors.ts";
import { forEachValue, type MetricOptions, type Outcome, OutputMetric } from "./metric.ts";

/** The weights of right and wrong outputs, positive and negative, at each of several thresholds. */
export interface Counts {
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly trueNegatives: Float64Array;
  readonly falseNegatives: Float64Array;
}

/** Sorts outputs in between thresholds: one that is above a threshold is positive there. */
export class ThresholdCounts {
  /** Weights of positive and negative labels by the number of thresholds that their output is above. */
  private readonly positives: Float64Array;
  private readonly negatives: Float64Array;

  /**
   * @param thresholds from small to large
   * @param even whether they lie at equal distances from 0 to 1; the outermost may be a little beyond
   */
  constructor(
    private readonly thresholds: readonly number[],
    private readonly even: boolean,
  ) {
    this.positives = new Float64Array(thresholds.length + 1);
    this.negatives = new Float64Array(thresholds.length + 1);
  }

  add(yTrue: number, yPred: number, weight: number): void {
    (yTrue !== 0 ? this.positives : this.negatives)[this.below(yPred)] += weight;
  }

  counts(): Counts {
    const above = (weights: Float64Array) => {
      const sums = new Float64Array(this.thresholds.length);
      let sum = 0;
      for (let i = sums.length; i > 0; i--) {
        sum += weights[i];
        sums[i - 1] = sum;
      }
      return sums;
    };
    const [truePositives, falsePositives] = [above(this.positives), above(this.negatives)];
    const rest = (all: Float64Array, part: Float64Array) => {
      const sum = all.reduce((a, b) => a + b, 0);
      return part.map((value) => sum - value);
    };
    return {
      truePositives,
      falsePositives,
      trueNegatives: rest(this.negatives, falsePositives),
      falseNegatives: rest(this.positives, truePositives),
    };
  }

  /** How many thresholds are below the output. */
  private below(output: number): number {
    const { thresholds, even } = this;
    if (even) {
      // Keras' own arithmetic, in float32: which side of a threshold an output close to it is on depends on it.
      const clipped = Math.min(Math.max(output, 0), 1);
      const below = Math.ceil(Math.fround(clipped * (thresholds.length - 1)));
      return thresholds[0] < 0 ? Math.max(below, 1) : below;
    }
    let low = 0;
    let high = thresholds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (output > Math.fround(thresholds[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** As many thresholds at equal distances from 0 to 1. */
export function evenThresholds(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}

/** a / b, and 0 where b is 0. */
export function share(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}

export interface AtThresholdsOptions extends MetricOptions {
  /** How many thresholds are tried, at equal distances from 0 to 1; default 200. */
  numThresholds?: number;
  /** Look at that output of a sample alone; default: at all. */
  classId?: number | null;
}

/** A share of the outputs, by their counts at threshold `i`. */
type Share = (counts: Counts, i: number) => number;

const precision: Share = ({ truePositives: tp, falsePositives: fp }, i) => share(tp[i], tp[i] + fp[i]);
/** Recall is another name of it. */
const sensitivity: Share = ({ truePositives: tp, falseNegatives: fn }, i) => share(tp[i], tp[i] + fn[i]);
const specificity: Share = ({ trueNegatives: tn, falsePositives: fp }, i) => share(tn[i], tn[i] + fp[i]);

/** The largest value of one share among the thresholds at which another one is at least some value. */
abstract class ShareAtShare extends OutputMetric {
  readonly direction = "up";
  private readonly thresholds: readonly number[];
  private readonly classId: number | null;
  private counts: ThresholdCounts;

  constructor(
    defaultName: string,
    private readonly least: { name: string; value: number; of: Share },
    private readonly wanted: Share,
    { name, numThresholds = 200, classId = null }: AtThresholdsOptions,
  ) {
    super(name ?? defaultName);
    const { name: what, value } = least;
    if (!(value >= 0 && value <= 1)) {
      throw new ValueError(`Argument \`${what}\` must be in the range [0, 1]. Received: ${what}=${value}`);
    }
    if (!Number.isInteger(numThresholds) || numThresholds <= 0) {
      throw new ValueError(
        `Argument \`numThresholds\` must be an integer > 0. Received: numThresholds=${numThresholds}`,
      );
    }
    this.thresholds = numThresholds === 1 ? [0.5] : evenThresholds(numThresholds);
    this.classId = classId;
    this.counts = this.noCounts();
  }

  resetState(): void {
    this.counts = this.noCounts();
  }

  add(outcome: Outcome): void {
    forEachValue(outcome, (yTrue, yPred, weight, unit) => {
      if (this.classId === null || this.classId === unit) this.counts.add(yTrue, yPred, weight);
    });
  }

  result(): number {
    const counts = this.counts.counts();
    // Compared in float32, in which 7/10 is 0.7.
    const least = Math.fround(this.least.value);
    return this.thresholds.reduce(
      (best, _, i) =>
        Math.fround(this.least.of(counts, i)) >= least ? Math.max(best, this.wanted(counts, i)) : best,
      0,
    );
  }

  private noCounts(): ThresholdCounts {
    return new ThresholdCounts(this.thresholds, this.thresholds.length > 1);
  }
}

/** The best share of positives that are found, where at least the given share of the negatives is. */
export class SensitivityAtSpecificity extends ShareAtShare {
  /** @throws ValueError for a share outside 0 to 1 */
  constructor(value: number, options: AtThresholdsOptions = {}) {
    super(
      "sensitivity_at_specificity",
      { name: "specificity", value, of: specificity },
      sensitivity,
      options,
    );
  }
}

/** The best share of negatives that are found, where at least the given share of the positives is. */
export class SpecificityAtSensitivity extends ShareAtShare {
  /** @throws ValueError for a share outside 0 to 1 */
  constructor(value: number, options: AtThresholdsOptions = {}) {
    super(
      "specificity_at_sensitivity",
      { name: "sensitivity", value, of: sensitivity },
      specificity,
      options,
    );
  }
}

/** The best precision, where the recall is at least the given one. */
export class PrecisionAtRecall extends ShareAtShare {
  /** @throws ValueError for a recall outside 0 to 1 */
  constructor(value: number, options: AtThresholdsOptions = {}) {
    super("precision_at_recall", { name: "recall", value, of: sensitivity }, precision, options);
  }
}

/** The best recall, where the precision is at least the given one. */
export class RecallAtPrecision extends ShareAtShare {
  /** @throws ValueError for a precision outside 0 to 1 */
  constructor(value: number, options: AtThresholdsOptions = {}) {
    super("recall_at_precision", { name: "precision", value, of: precision }, sensitivity, options);
  }
}
