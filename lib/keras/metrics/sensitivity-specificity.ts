import { ValueError } from "../../errors.ts";
import type { MetricOptions } from "./metric.ts";
import { forEachValue, type Outcome, OutputMetric } from "./metric.ts";
import { type Counts, evenThresholds, share, ThresholdCounts } from "./threshold-counts.ts";

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
