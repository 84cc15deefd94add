import { exp, log } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { forEachSample, forEachValue, type MetricOptions, type Outcome, OutputMetric } from "./metric.ts";
import { type Counts, evenThresholds, share, ThresholdCounts } from "./sensitivity-specificity.ts";

export interface ConfusionOptions extends MetricOptions {
  /** Outputs above it count as positive, default 0.5. */
  thresholds?: number | null;
}

export interface ClassConfusionOptions extends ConfusionOptions {
  /** Only so many of a sample's largest outputs can be positive; default: all. */
  topK?: number | null;
  /** Look at that output of a sample alone; default: at all. */
  classId?: number | null;
}

/** A figure from the counts of right and wrong, positive and negative outputs. */
abstract class ConfusionMetric extends OutputMetric {
  readonly direction: "up" | "down" = "up";
  protected truePositives = 0;
  protected falsePositives = 0;
  protected trueNegatives = 0;
  protected falseNegatives = 0;
  private readonly threshold: number;
  private readonly topK: number | null;
  private readonly classId: number | null;

  /** @throws ValueError for a threshold outside 0 to 1, and for several */
  constructor(defaultName: string, options: ClassConfusionOptions) {
    super(options.name ?? defaultName);
    this.topK = wholeNumber("topK", options.topK, 1);
    this.classId = wholeNumber("classId", options.classId, 0);
    // Among the largest few every output is positive, however small.
    const threshold = options.thresholds ?? (this.topK === null ? 0.5 : Number.NEGATIVE_INFINITY);
    if (Array.isArray(threshold)) {
      throw new ValueError(
        `Expected \`thresholds\` to be one number: a figure per epoch is one. Received: [${threshold}] for metric ` +
          `'${this.name}'. Take a metric for each.`,
      );
    }
    if (threshold !== Number.NEGATIVE_INFINITY && !(threshold >= 0 && threshold <= 1)) {
      throw new ValueError(
        `Threshold values must be in [0, 1]. Received: [${options.thresholds}] for metric '${this.name}'`,
      );
    }
    this.threshold = Math.fround(threshold);
  }

  resetState(): void {
    this.truePositives = this.falsePositives = this.trueNegatives = this.falseNegatives = 0;
  }

  add(outcome: Outcome): void {
    forEachSample(outcome, (yTrue, yPred, weight) => {
      const isOpen = this.topK === null ? () => true : largest(yPred, this.topK);
      yPred.forEach((output, unit) => {
        if (this.classId !== null && this.classId !== unit) return;
        const isPositive = output > this.threshold && isOpen(unit);
        if (yTrue[unit] !== 0) {
          if (isPositive) this.truePositives += weight;
          else this.falseNegatives += weight;
        } else if (isPositive) this.falsePositives += weight;
        else this.trueNegatives += weight;
      });
    });
  }
}

/** Of the outputs that are positive, the share that is right. */
export class Precision extends ConfusionMetric {
  constructor(options: ClassConfusionOptions = {}) {
    super("precision", options);
  }

  result(): number {
    return shareOf(this.truePositives, this.falsePositives);
  }
}

/** Of the labels that are positive, the share that is found. */
export class Recall extends ConfusionMetric {
  constructor(options: ClassConfusionOptions = {}) {
    super("recall", options);
  }

  result(): number {
    return shareOf(this.truePositives, this.falseNegatives);
  }
}

/** One of the four counts. */
abstract class CountMetric extends ConfusionMetric {
  override readonly direction: "up" | "down";

  constructor(
    private readonly count: "truePositives" | "trueNegatives" | "falsePositives" | "falseNegatives",
    defaultName: string,
    options: ConfusionOptions,
  ) {
    super(defaultName, options);
    this.direction = count.startsWith("true") ? "up" : "down";
  }

  result(): number {
    return this[this.count];
  }
}

/** How many positive labels are found. */
export class TruePositives extends CountMetric {
  constructor(options: ConfusionOptions = {}) {
    super("truePositives", "true_positives", options);
  }
}

/** How many negative labels are found. */
export class TrueNegatives extends CountMetric {
  constructor(options: ConfusionOptions = {}) {
    super("trueNegatives", "true_negatives", options);
  }
}

/** How many negative labels are taken for positive ones. */
export class FalsePositives extends CountMetric {
  constructor(options: ConfusionOptions = {}) {
    super("falsePositives", "false_positives", options);
  }
}

/** How many positive labels are taken for negative ones. */
export class FalseNegatives extends CountMetric {
  constructor(options: ConfusionOptions = {}) {
    super("falseNegatives", "false_negatives", options);
  }
}

/** Whether an output is among the `k` largest; of equal ones the first are. */
function largest(outputs: Float32Array, k: number): (unit: number) => boolean {
  const order = Array.from(outputs, (_, unit) => unit).sort((a, b) => outputs[b] - outputs[a] || a - b);
  const chosen = new Set(order.slice(0, k));
  return (unit) => chosen.has(unit);
}

function wholeNumber(name: string, value: number | null | undefined, from: number): number | null {
  if (value === null || value === undefined) return null;
  if (Number.isInteger(value) && value >= from) return value;
  throw new ValueError(`Expected \`${name}\` to be an integer >= ${from}. Received: ${name}=${value}`);
}

/** a / (a + b), and 0 where nothing is counted. */
function shareOf(a: number, b: number): number {
  return a === 0 ? 0 : a / (a + b);
}

export interface AUCOptions extends MetricOptions {
  /** At how many thresholds the curve is taken, default 200. */
  numThresholds?: number;
  /** True over false positives, `"ROC"`, the default, precision over recall, `"PR"`, or their gains, `"PRGAIN"`. */
  curve?: "ROC" | "PR" | "PRGAIN";
  /** How high a stretch between two thresholds is: in between, the lower or the higher end; default `"interpolation"`. */
  summationMethod?: "interpolation" | "minoring" | "majoring";
  /** The thresholds themselves, from 0 to 1, in the place of `numThresholds`; 0 and 1 are added. */
  thresholds?: readonly number[];
  /** Take a curve for each output, and the mean of their areas; default false: one curve for all outputs. */
  multiLabel?: boolean;
  /** How much each output counts, default 1. */
  labelWeights?: readonly number[];
  /** The outputs are logits, default false. */
  fromLogits?: boolean;
}

/** The area under the ROC curve, or under that of precision over recall, from counts at some thresholds. */
export class AUC extends OutputMetric {
  readonly direction = "up";
  /** The outermost are a little beyond 0 and 1. */
  readonly thresholds: readonly number[];
  private readonly isEven: boolean;
  private readonly options: AUCOptions;
  /** One, or with `multiLabel` one for each output. */
  private counts: ThresholdCounts[] = [];

  /** @throws ValueError for fewer than two thresholds, or another word */
  constructor(options: AUCOptions = {}) {
    super(options.name ?? "auc");
    const { numThresholds = 200, curve = "ROC", summationMethod = "interpolation", thresholds } = options;
    if (!Number.isInteger(numThresholds) || numThresholds <= 1) {
      throw new ValueError(
        `Argument \`numThresholds\` must be an integer > 1. Received: numThresholds=${numThresholds}`,
      );
    }
    oneOf("curve", curve, ["PR", "ROC", "PRGAIN"]);
    oneOf("summation method", summationMethod, ["interpolation", "majoring", "minoring"]);
    this.options = options;
    const inner = thresholds
      ? [...thresholds].sort((a, b) => a - b)
      : evenThresholds(numThresholds).slice(1, -1);
    this.isEven = thresholds === undefined;
    this.thresholds = [-1e-7, ...inner, 1 + 1e-7];
  }

  resetState(): void {
    this.counts = [];
  }

  add(outcome: Outcome): void {
    const { multiLabel = false, labelWeights, fromLogits = false } = this.options;
    const width = outcome.yPred.length / outcome.samples;
    if (labelWeights !== undefined && labelWeights.length !== width) {
      throw new ValueError(
        `Expected \`labelWeights\` to hold a weight for each of the ${width} outputs. ` +
          `Received: labelWeights=[${labelWeights.join(", ")}]`,
      );
    }
    for (let i = this.counts.length; i < (multiLabel ? width : 1); i++) {
      this.counts.push(new ThresholdCounts(this.thresholds, this.isEven));
    }
    forEachValue(outcome, (yTrue, yPred, weight, unit) => {
      const ofLabel = multiLabel ? 1 : (labelWeights?.[unit] ?? 1);
      this.counts[multiLabel ? unit : 0].add(
        yTrue,
        fromLogits ? 1 / (1 + exp(-yPred)) : yPred,
        weight * ofLabel,
      );
    });
  }

  result(): number {
    const areas = this.counts.map((counts) => this.area(counts.counts()));
    const weights = this.options.multiLabel ? this.options.labelWeights : undefined;
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    if (weights === undefined) return share(sum(areas), areas.length);
    return share(sum(areas.map((area, i) => area * weights[i])), sum(weights));
  }

  private area(counts: Counts): number {
    const { curve = "ROC", summationMethod = "interpolation" } = this.options;
    if (curve === "PR" && summationMethod === "interpolation") return interpolatedPrecisionRecall(counts);
    const [x, y] = this.curve(counts);
    let area = 0;
    for (let i = 0; i + 1 < x.length; i++) {
      const between = {
        interpolation: (y[i] + y[i + 1]) / 2,
        minoring: Math.min(y[i], y[i + 1]),
        majoring: Math.max(y[i], y[i + 1]),
      };
      area += (x[i] - x[i + 1]) * between[summationMethod];
    }
    return area;
  }

  /** The points of the curve: x, and y over it. */
  private curve({ truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn }: Counts) {
    const each = (of: (i: number) => number) => this.thresholds.map((_, i) => of(i));
    const recall = (i: number) => share(tp[i], tp[i] + fn[i]);
    switch (this.options.curve) {
      case "PR":
        return [each(recall), each((i) => share(tp[i], tp[i] + fp[i]))];
      case "PRGAIN": {
        const scale = (i: number) => share(tp[i] + fn[i], tn[i] + fp[i]);
        // Without true positives there is no recall, and nothing that would make the precision worse.
        return [
          each((i) => (tp[i] === 0 ? 0 : Math.max(1 - (scale(i) * fn[i]) / tp[i], 0))),
          each((i) => (tp[i] === 0 ? 1 : 1 - (scale(i) * fp[i]) / tp[i])),
        ];
      }
      default:
        return [each((i) => share(fp[i], fp[i] + tn[i])), each(recall)];
    }
  }
}

/** Between two thresholds precision does not change on a line but as the counts do (Davis & Goadrich 2006). */
function interpolatedPrecisionRecall({ truePositives: tp, falsePositives: fp, falseNegatives: fn }: Counts) {
  let area = 0;
  for (let i = 0; i + 1 < tp.length; i++) {
    const p = tp[i] + fp[i];
    const pNext = tp[i + 1] + fp[i + 1];
    const slope = share(tp[i] - tp[i + 1], p - pNext);
    const intercept = tp[i + 1] - slope * pNext;
    const ratio = p > 0 && pNext > 0 ? p / pNext : 1;
    area += share(slope * (tp[i] - tp[i + 1] + intercept * log(ratio)), tp[i + 1] + fn[i + 1]);
  }
  return area;
}

function oneOf(what: string, value: string, words: readonly string[]): void {
  if (words.includes(value)) return;
  const expected = words.map((word) => `"${word}"`).join(", ");
  throw new ValueError(`Invalid AUC ${what} value: "${value}". Expected values are [${expected}]`);
}
