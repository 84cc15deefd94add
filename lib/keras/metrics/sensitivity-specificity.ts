import { receivedFirst, ValueError, withDefaults } from "../../errors.ts";
import { defaultName } from "../dialects/names.ts";
import { forEachValue, type MetricOptions, type Outcome, OutputMetric } from "./metric.ts";

/** Weights of true and false, positive and negative outputs at each threshold. */
export interface Counts {
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly trueNegatives: Float64Array;
  readonly falseNegatives: Float64Array;
}

/** Counts outputs at several thresholds: an output above a threshold is positive there. */
export class ThresholdCounts {
  /** Weights of positive and negative labels by the number of thresholds below their output. */
  private readonly positives: Float64Array;
  private readonly negatives: Float64Array;

  /**
   * @param thresholds in ascending order
   * @param even whether they are evenly spaced from 0 to 1; the first and last may lie slightly outside
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

  private below(output: number): number {
    const { thresholds, even } = this;
    if (even) {
      // Keras' own float32 arithmetic, which decides on which side of a threshold a close output lies.
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

/** `count` evenly spaced thresholds from 0 to 1. */
export function evenThresholds(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}

/** a / b, and 0 if b is 0. */
export function share(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}

/** @throws ValueError for the index of an output that there is not */
export function checkClass(classId: number | null, outputs: number): void {
  if (classId === null || classId < outputs) return;
  throw new ValueError(
    `Expected \`classId\` to be the index of one of ${outputs} outputs. Received: classId=${classId}`,
  );
}

export interface AtThresholdsOptions extends MetricOptions {
  /** Number of evenly spaced thresholds from 0 to 1, `numThresholds: 100`; default 200. */
  numThresholds?: number;
  /** Index of the only output that counts, `classId: 0`; default: all outputs count. */
  classId?: number | null;
}

/** A ratio of counts at threshold `i`. */
type Share = (counts: Counts, i: number) => number;

const precision: Share = ({ truePositives: tp, falsePositives: fp }, i) => share(tp[i], tp[i] + fp[i]);
/** Also called recall. */
const sensitivity: Share = ({ truePositives: tp, falseNegatives: fn }, i) => share(tp[i], tp[i] + fn[i]);
const specificity: Share = ({ trueNegatives: tn, falsePositives: fp }, i) => share(tn[i], tn[i] + fp[i]);

/** The largest value of one ratio among the thresholds at which another one is at least `least.value`. */
abstract class ShareAtShare extends OutputMetric {
  override readonly direction = "up";
  private readonly thresholds: readonly number[];
  private readonly classId: number | null;
  private counts: ThresholdCounts;
  /** The name of the argument. */
  declare static readonly positional: readonly [string];
  declare protected static readonly shares: readonly [least: Share, wanted: Share];
  private readonly least: Share;
  private readonly wanted: Share;

  /** @throws ValueError for a value outside 0 to 1, or an invalid number of thresholds */
  constructor(
    private readonly value: number,
    options: AtThresholdsOptions = {},
  ) {
    const defaults = { numThresholds: 200, classId: null, name: "" };
    const { name, numThresholds, classId } = withDefaults<AtThresholdsOptions>(
      new.target.name,
      options,
      defaults,
    );
    const [argument] = new.target.positional;
    super(name || defaultName(new.target.name), {
      num_thresholds: numThresholds,
      [argument]: value,
      class_id: classId,
    });
    if (!(value >= 0 && value <= 1)) {
      throw new ValueError(
        `Argument \`${argument}\` must be in the range [0, 1]. Received: ${receivedFirst(new.target.name, [argument], value)}`,
      );
    }
    if (!Number.isInteger(numThresholds) || numThresholds <= 0) {
      throw new ValueError(
        `Argument \`numThresholds\` must be an integer > 0. Received: numThresholds=${numThresholds}`,
      );
    }
    [this.least, this.wanted] = new.target.shares;
    this.thresholds = numThresholds === 1 ? [0.5] : evenThresholds(numThresholds);
    this.classId = classId;
    this.counts = this.noCounts();
  }

  override resetState(): void {
    this.counts = this.noCounts();
  }

  add(outcome: Outcome): void {
    checkClass(this.classId, outcome.yPred.length / outcome.samples);
    forEachValue(outcome, (yTrue, yPred, weight, unit) => {
      if (this.classId === null || this.classId === unit) this.counts.add(yTrue, yPred, weight);
    });
  }

  result(): number {
    const counts = this.counts.counts();
    // Compared in float32, where 7/10 equals 0.7.
    const least = Math.fround(this.value);
    return this.thresholds.reduce(
      (best, _, i) =>
        Math.fround(this.least(counts, i)) >= least ? Math.max(best, this.wanted(counts, i)) : best,
      0,
    );
  }

  private noCounts(): ThresholdCounts {
    return new ThresholdCounts(this.thresholds, this.thresholds.length > 1);
  }
}

/**
 * The best sensitivity (`TP / (TP + FN)`) among the thresholds with at least the given specificity.
 *
 * @example
 * const metric = new metrics.SensitivityAtSpecificity(0.5);
 * metric.updateState([0, 1, 1], [0.2, 0.9, 0.4]);
 * console.log(metric.result());
 */
export class SensitivityAtSpecificity extends ShareAtShare {
  static override readonly positional = ["specificity"] as const;
  protected static override readonly shares = [specificity, sensitivity] as const;
}

/**
 * The best specificity (`TN / (TN + FP)`) among the thresholds with at least the given sensitivity.
 *
 * @example
 * const metric = new metrics.SpecificityAtSensitivity(0.5);
 * metric.updateState([0, 1, 1], [0.2, 0.9, 0.4]);
 * console.log(metric.result());
 */
export class SpecificityAtSensitivity extends ShareAtShare {
  static override readonly positional = ["sensitivity"] as const;
  protected static override readonly shares = [sensitivity, specificity] as const;
}

/**
 * The best precision among the thresholds with at least the given recall.
 *
 * @example
 * const metric = new metrics.PrecisionAtRecall(0.5);
 * metric.updateState([0, 1, 1], [0.2, 0.9, 0.4]);
 * console.log(metric.result());
 */
export class PrecisionAtRecall extends ShareAtShare {
  static override readonly positional = ["recall"] as const;
  protected static override readonly shares = [sensitivity, precision] as const;
}

/**
 * The best recall among the thresholds with at least the given precision.
 *
 * @example
 * const metric = new metrics.RecallAtPrecision(0.5);
 * metric.updateState([0, 1, 1], [0.2, 0.9, 0.4]);
 * console.log(metric.result());
 */
export class RecallAtPrecision extends ShareAtShare {
  static override readonly positional = ["precision"] as const;
  protected static override readonly shares = [precision, sensitivity] as const;
}
