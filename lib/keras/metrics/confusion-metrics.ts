import { exp, log } from "../../engine/index.ts";
import { fromArguments, ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray, type NumberOrArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { defaultName } from "../dialects/names.ts";
import { forEachSample, forEachValue, type MetricOptions, type Outcome, OutputMetric } from "./metric.ts";
import {
  type Counts,
  checkClass,
  evenThresholds,
  share,
  ThresholdCounts,
} from "./sensitivity-specificity.ts";

export interface ConfusionOptions extends MetricOptions {
  /**
   * Outputs above this count as positive, `thresholds: [0.25, 0.5, 0.75]`; default 0.5. With a list the result is an array
   * with a number for each.
   */
  thresholds?: number | readonly number[] | null;
}

export interface ClassConfusionOptions extends ConfusionOptions {
  /** Only the `topK` largest outputs of a sample can be positive, `topK: 3`; default: all. */
  topK?: number | null;
  /** Index of the only output that counts, `classId: 0`; default: all outputs count. */
  classId?: number | null;
}

type ClassConfusionArgs =
  | [options?: ClassConfusionOptions]
  | [thresholds: ClassConfusionOptions["thresholds"], options?: ClassConfusionOptions];

const CONFUSION = { thresholds: null, topK: null, classId: null };

/** How many outputs are truly or falsely positive or negative at a threshold, by weight. */
class Confusion {
  truePositives = 0;
  falsePositives = 0;
  trueNegatives = 0;
  falseNegatives = 0;

  add(label: boolean, output: boolean, weight: number): void {
    if (label) {
      if (output) this.truePositives += weight;
      else this.falseNegatives += weight;
    } else if (output) this.falsePositives += weight;
    else this.trueNegatives += weight;
  }
}

/** A metric from the counts of true and false, positive and negative outputs. */
abstract class ConfusionMetric extends OutputMetric {
  override readonly direction: "up" | "down" = "up";
  private counts: Confusion[] = [];
  private readonly thresholds: readonly number[];
  private readonly isList: boolean;
  private readonly topK: number | null;
  private readonly classId: number | null;

  /** @throws ValueError for a threshold outside 0 to 1 */
  constructor(options: Required<ClassConfusionOptions>) {
    super(options.name || defaultName(new.target.name), {
      thresholds: options.thresholds,
      top_k: options.topK,
      class_id: options.classId,
    });
    this.topK = wholeNumber("topK", options.topK, 1);
    this.classId = wholeNumber("classId", options.classId, 0);
    // With `topK` every one of the largest outputs is positive, however small.
    const thresholds = options.thresholds ?? (this.topK === null ? 0.5 : Number.NEGATIVE_INFINITY);
    const list: readonly number[] = Array.isArray(thresholds) ? thresholds : [thresholds];
    const isThreshold = (value: unknown) =>
      typeof value === "number" && (value === Number.NEGATIVE_INFINITY || (value >= 0 && value <= 1));
    if (list.length === 0 || !list.every(isThreshold)) {
      throw new ValueError(
        `Threshold values must be in [0, 1]. Received: [${list.join(", ")}] for metric '${this.name}'`,
      );
    }
    this.thresholds = list.map(Math.fround);
    // As in Keras, where a list of one threshold gives one number.
    this.isList = list.length > 1;
    this.resetState();
  }

  override resetState(): void {
    this.counts = this.thresholds.map(() => new Confusion());
  }

  /** The result for the counts at one threshold. */
  protected abstract of(counts: Confusion): number;

  result(): NumberOrArray {
    const values = this.counts.map((counts) => this.of(counts));
    const result = this.isList ? new NDArray(Float32Array.from(values), tuple([values.length])) : values[0];
    return result as NumberOrArray;
  }

  /** As in Keras, `topK` counts all outputs if there is no batch axis. */
  override updateState(yTrue: ArrayInput, yPred: ArrayInput, sampleWeight: ArrayInput | null = null): void {
    const outputs = asArray(yPred, "float32", "yPred");
    if (outputs.ndim !== 1 || (this.topK === null && this.classId === null)) {
      super.updateState(yTrue, outputs, sampleWeight);
      return;
    }
    if (this.classId !== null) {
      throw new ValueError(
        "When classId is provided, yPred must be a 2D array with shape (num_samples, num_classes), found shape: " +
          `(${outputs.size},)`,
      );
    }
    const isOpen = largest(outputs.values as Float32Array, this.topK as number);
    const masked = Float32Array.from(outputs.values, (output, i) =>
      isOpen(i) ? output : Number.NEGATIVE_INFINITY,
    );
    super.updateState(yTrue, masked, sampleWeight);
  }

  add(outcome: Outcome): void {
    forEachSample(outcome, (yTrue, yPred, weightOf) => {
      checkClass(this.classId, yPred.length);
      const isOpen = this.topK === null ? () => true : largest(yPred, this.topK);
      yPred.forEach((output, unit) => {
        if (this.classId !== null && this.classId !== unit) return;
        for (const [i, threshold] of this.thresholds.entries())
          this.counts[i].add(yTrue[unit] !== 0, output > threshold && isOpen(unit), weightOf(unit));
      });
    });
  }
}

/**
 * `TP / (TP + FP)`: the fraction of positive outputs that are right.
 *
 * @example
 * const metric = new metrics.Precision();
 * metric.updateState([0, 1, 1], [0.2, 0.9, 0.4]);
 * console.log(metric.result());
 */
export class Precision extends ConfusionMetric {
  constructor(...args: ClassConfusionArgs) {
    super(fromArguments<ClassConfusionOptions>("Precision", args, { ...CONFUSION, name: "" }));
  }

  protected of({ truePositives, falsePositives }: Confusion): number {
    return shareOf(truePositives, falsePositives);
  }
}

/**
 * `TP / (TP + FN)`: the fraction of positive labels that are found.
 *
 * @example
 * const metric = new metrics.Recall();
 * metric.updateState([0, 1, 1], [0.2, 0.9, 0.4]);
 * console.log(metric.result());
 */
export class Recall extends ConfusionMetric {
  constructor(...args: ClassConfusionArgs) {
    super(fromArguments<ClassConfusionOptions>("Recall", args, { ...CONFUSION, name: "" }));
  }

  protected of({ truePositives, falseNegatives }: Confusion): number {
    return shareOf(truePositives, falseNegatives);
  }
}

type ConfusionArgs =
  | [options?: ConfusionOptions]
  | [thresholds: ConfusionOptions["thresholds"], options?: ConfusionOptions];

/** One of the four counts as a metric. */
abstract class CountMetric extends ConfusionMetric {
  protected static override readonly withheld = ["top_k", "class_id"];
  declare protected static readonly count: keyof Omit<Confusion, "add">;
  private readonly count = (this.constructor as typeof CountMetric).count;
  override readonly direction = this.count.startsWith("true") ? "up" : "down";

  constructor(...args: ConfusionArgs) {
    const options = fromArguments<ConfusionOptions>(new.target.name, args, { thresholds: null, name: "" });
    super({ ...CONFUSION, ...options });
  }

  protected of(counts: Confusion): number {
    return counts[this.count];
  }
}

/**
 * The number of positive labels with a positive output.
 *
 * @example
 * const metric = new metrics.TruePositives();
 * metric.updateState([0, 1, 1], [0.2, 0.9, 0.4]);
 * console.log(metric.result());
 */
export class TruePositives extends CountMetric {
  protected static override readonly count = "truePositives";
}

/**
 * The number of negative labels with a negative output.
 *
 * @example
 * const metric = new metrics.TrueNegatives();
 * metric.updateState([0, 1, 1], [0.2, 0.9, 0.4]);
 * console.log(metric.result());
 */
export class TrueNegatives extends CountMetric {
  protected static override readonly count = "trueNegatives";
}

/**
 * The number of negative labels with a positive output.
 *
 * @example
 * const metric = new metrics.FalsePositives();
 * metric.updateState([0, 1, 1], [0.2, 0.9, 0.4]);
 * console.log(metric.result());
 */
export class FalsePositives extends CountMetric {
  protected static override readonly count = "falsePositives";
}

/**
 * The number of positive labels with a negative output.
 *
 * @example
 * const metric = new metrics.FalseNegatives();
 * metric.updateState([0, 1, 1], [0.2, 0.9, 0.4]);
 * console.log(metric.result());
 */
export class FalseNegatives extends CountMetric {
  protected static override readonly count = "falseNegatives";
}

/** Returns whether an output is among the `k` largest; of equal outputs the first count. */
function largest(outputs: Float32Array, k: number): (unit: number) => boolean {
  const order = Array.from(outputs, (_, unit) => unit).sort((a, b) => outputs[b] - outputs[a] || a - b);
  const chosen = new Set(order.slice(0, k));
  return (unit) => chosen.has(unit);
}

function wholeNumber(name: string, value: number | null, from: number): number | null {
  if (value === null) return null;
  if (Number.isInteger(value) && value >= from) return value;
  throw new ValueError(`Expected \`${name}\` to be an integer >= ${from}. Received: ${name}=${value}`);
}

/** a / (a + b), and 0 if both are 0. */
function shareOf(a: number, b: number): number {
  return a === 0 ? 0 : a / (a + b);
}

export interface AUCOptions extends MetricOptions {
  /** Number of thresholds, `numThresholds: 100`; default 200. */
  numThresholds?: number | null;
  /**
   * `"ROC"`, the default: true over false positive rate; `curve: "PR"`: precision over recall; `"PRGAIN"`: their gains.
   */
  curve?: "ROC" | "PR" | "PRGAIN";
  /** Height between two points of the curve: their mean (or Davis & Goadrich for `"PR"`), minimum or maximum; default `"interpolation"`. */
  summationMethod?: "interpolation" | "minoring" | "majoring";
  /** Thresholds from 0 to 1, instead of `numThresholds`; 0 and 1 are added, `thresholds: [0.25, 0.5, 0.75]`. */
  thresholds?: readonly number[] | null;
  /** Average the areas of one curve per output; default false: one curve for all outputs. */
  multiLabel?: boolean;
  /** Weight of each output, `labelWeights: [2, 1]`; default 1. */
  labelWeights?: readonly number[] | null;
  /** The outputs are logits, default false. */
  fromLogits?: boolean;
}

/**
 * The area under the ROC curve, or another curve, approximated from counts at several thresholds.
 *
 * @example
 * const metric = new metrics.AUC();
 * metric.updateState([0, 1, 1], [0.2, 0.9, 0.4]);
 * console.log(metric.result());
 */
export class AUC extends OutputMetric {
  override readonly direction = "up";
  /** In ascending order; the first and last lie slightly outside 0 to 1. */
  readonly thresholds: readonly number[];
  private readonly isEven: boolean;
  private readonly options: Required<AUCOptions>;
  /** One entry, or with `multiLabel` one per output. */
  private counts: ThresholdCounts[] = [];

  /** @throws ValueError for fewer than two thresholds, or an unknown curve or method */
  constructor(...args: [options?: AUCOptions] | [numThresholds: number, options?: AUCOptions]) {
    const options = fromArguments<AUCOptions>("AUC", args, {
      numThresholds: 200,
      curve: "ROC",
      summationMethod: "interpolation",
      name: "",
      thresholds: null,
      multiLabel: false,
      labelWeights: null,
      fromLogits: false,
    });
    const { numThresholds, curve, summationMethod, thresholds } = options;
    super(options.name || defaultName(new.target.name), {
      num_thresholds: thresholds === null ? numThresholds : thresholds.length + 2,
      curve,
      summation_method: summationMethod,
      multi_label: options.multiLabel,
      num_labels: null,
      label_weights: options.labelWeights,
      from_logits: options.fromLogits,
      ...(thresholds !== null && { thresholds: [...thresholds].sort((a, b) => a - b) }),
    });
    if (thresholds === null && !(Number.isInteger(numThresholds) && Number(numThresholds) > 1)) {
      throw new ValueError(
        `Argument \`numThresholds\` must be an integer > 1. Received: numThresholds=${numThresholds}`,
      );
    }
    checkChoice("curve", curve, ["PR", "ROC", "PRGAIN"]);
    checkChoice("summation method", summationMethod, ["interpolation", "majoring", "minoring"]);
    this.options = options;
    const inner = thresholds
      ? [...thresholds].sort((a, b) => a - b)
      : evenThresholds(numThresholds as number).slice(1, -1);
    this.isEven = thresholds === null;
    this.thresholds = [-1e-7, ...inner, 1 + 1e-7];
  }

  override resetState(): void {
    this.counts = [];
  }

  add(outcome: Outcome): void {
    const { multiLabel, labelWeights, fromLogits } = this.options;
    const width = outcome.yPred.length / outcome.samples;
    if (labelWeights !== null && labelWeights.length !== width) {
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
    const weights = this.options.multiLabel ? this.options.labelWeights : null;
    const sum = (values: readonly number[]) => values.reduce((a, b) => a + b, 0);
    if (weights === null) return share(sum(areas), areas.length);
    return share(sum(areas.map((area, i) => area * weights[i])), sum(weights));
  }

  private area(counts: Counts): number {
    const { curve, summationMethod } = this.options;
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

  /** The x and y coordinates of the points of the curve. */
  private curve({ truePositives: tp, falsePositives: fp, trueNegatives: tn, falseNegatives: fn }: Counts) {
    const each = (of: (i: number) => number) => this.thresholds.map((_, i) => of(i));
    const recall = (i: number) => share(tp[i], tp[i] + fn[i]);
    switch (this.options.curve) {
      case "PR":
        return [each(recall), each((i) => share(tp[i], tp[i] + fp[i]))];
      case "PRGAIN": {
        const scale = (i: number) => share(tp[i] + fn[i], tn[i] + fp[i]);
        // Without true positives the recall gain is 0 and the precision gain 1.
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

/**
 * Interpolates the counts, not the precision, between two thresholds
 * ([Davis & Goadrich 2006](https://doi.org/10.1145/1143844.1143874)).
 */
function interpolatedPrecisionRecall({ truePositives: tp, falsePositives: fp, falseNegatives: fn }: Counts) {
  let area = 0;
  for (let i = 0; i + 1 < tp.length; i++) {
    const p = tp[i] + fp[i];
    const pNext = tp[i + 1] + fp[i + 1];
    // Counts below 0, of negative weights, count as 0.
    const slope = share(tp[i] - tp[i + 1], Math.max(p - pNext, 0));
    const intercept = tp[i + 1] - slope * pNext;
    const ratio = p > 0 && pNext > 0 ? p / pNext : 1;
    const positives = Math.max(tp[i + 1] + fn[i + 1], 0);
    area += share(slope * (tp[i] - tp[i + 1] + intercept * log(ratio)), positives);
  }
  return area;
}

function checkChoice(option: string, value: string, words: readonly string[]): void {
  if (words.includes(value)) return;
  const expected = words.map((word) => `"${word}"`).join(", ");
  throw new ValueError(`Invalid AUC ${option} value: "${value}". Expected values are [${expected}]`);
}
