import {
  checkOptions,
  fromArguments,
  received,
  receivedFirst,
  ValueError,
  withDefaults,
} from "../../errors.ts";
import { dict } from "../../python-repr.ts";
import { defaultName } from "../dialects/names.ts";
import { type ConfigClass, fromConfig } from "../saving/config.ts";
import { argMax, type Metric, type MetricOptions, type Outcome, OutputMetric } from "./metric.ts";

export interface IoUOptions extends MetricOptions {
  /** `"int"`, the default as in Keras, truncates sample weights to integers; `"float32"` does not. */
  dtype?: "int" | "float32";
  /** A class to leave out, `ignoreClass: 0`; default none. */
  ignoreClass?: number | null;
  /** Targets are class numbers, default true; false: one-hot rows. */
  sparseYTrue?: boolean;
  /** Outputs are class numbers, default true; false: rows, of which the largest entry counts. */
  sparseYPred?: boolean;
}

const IOU = { dtype: "int", ignoreClass: null, sparseYTrue: true, sparseYPred: true } as const;

/** Options of the metrics whose targets are one-hot rows. */
export type OneHotIoUOptions = Omit<IoUOptions, "sparseYTrue">;

/**
 * Intersection over union, `right / (right + wrong + missed)`, averaged over some classes.
 *
 * @example
 * const metric = new metrics.IoU(2, [0]);
 * metric.updateState([0, 0, 1, 1], [0, 1, 0, 1]);
 * console.log(metric.result());
 */
export class IoU extends OutputMetric {
  static readonly positional: readonly string[] = ["numClasses", "targetClassIds"];
  override readonly direction = "up";
  override readonly takesClassNumbers: boolean;
  private readonly targetClassIds: readonly number[];
  private readonly options: Required<IoUOptions>;
  /** Weights by true class, then by predicted class. */
  private confusion: Float64Array;

  /**
   * @param numClasses number of classes
   * @param targetClassIds the classes to average over
   * @throws ValueError for an invalid number of classes or a class out of range
   */
  constructor(
    private readonly numClasses: number,
    targetClassIds: readonly number[],
    options: IoUOptions = {},
  ) {
    const given = withDefaults<IoUOptions>(new.target.name, options, { ...IOU, name: "" });
    super(given.name || defaultName(new.target.name));
    this.options = given;
    if (!Number.isInteger(numClasses) || numClasses < 1) {
      throw new ValueError(
        "Expected `numClasses` to be a positive integer. " +
          `Received: ${receivedFirst(new.target.name, new.target.positional, numClasses)}`,
      );
    }
    if (!Array.isArray(targetClassIds)) {
      throw new ValueError(
        "Expected `targetClassIds` to be a list of class numbers, such as [0]. " +
          `Received: targetClassIds=${received(targetClassIds)}`,
      );
    }
    for (const id of targetClassIds) {
      if (Number.isInteger(id) && id >= 0 && id < numClasses) continue;
      throw new ValueError(
        `Target class id ${id} is out of range, which is [0, ${numClasses}). Name classes below \`numClasses\`.`,
      );
    }
    this.targetClassIds = targetClassIds;
    const { sparseYTrue, sparseYPred } = given;
    this.takesClassNumbers = sparseYTrue && !sparseYPred;
    this.confusion = new Float64Array(numClasses ** 2);
  }

  override getConfig(): Record<string, unknown> {
    const { dtype, ignoreClass, sparseYTrue, sparseYPred } = this.options;
    return this.described({
      num_classes: this.numClasses,
      target_class_ids: [...this.targetClassIds],
      name: this.name,
      dtype: dtype === "int" ? "int64" : dtype,
      ignore_class: ignoreClass,
      sparse_y_true: sparseYTrue,
      sparse_y_pred: sparseYPred,
      axis: -1,
    });
  }

  static override fromConfig(this: ConfigClass<Metric>, config: { dtype?: string }): Metric {
    return fromConfig(this, config.dtype === "int64" ? { ...config, dtype: "int" } : config);
  }

  override resetState(): void {
    this.confusion.fill(0);
  }

  add({ yTrue, yPred, weights, samples }: Outcome): void {
    const { dtype, ignoreClass, sparseYTrue, sparseYPred } = this.options;
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
      const weight = weights?.[weights.length === found.length ? i : Math.floor(i / perSample)] ?? 1;
      this.confusion[target * this.numClasses + output] += dtype === "int" ? Math.trunc(weight) : weight;
    });
  }

  /** The value of each class, in the order of `targetClassIds`; null for a class that neither targets nor outputs contain. */
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

  /** The class of a single output. */
  protected classOf(output: number): number {
    return Math.trunc(output);
  }
}

/**
 * Intersection over union, averaged over all classes.
 *
 * @example
 * const metric = new metrics.MeanIoU(2);
 * metric.updateState([0, 0, 1, 1], [0, 1, 0, 1]);
 * console.log(metric.result());
 */
export class MeanIoU extends IoU {
  protected static override readonly withheld: readonly string[] = ["target_class_ids"];
  static override readonly positional: readonly string[] = ["numClasses"];

  constructor(numClasses: number, options: IoUOptions = {}) {
    super(numClasses, allOf(numClasses), options);
  }
}

/**
 * Intersection over union of some classes, for one-hot rows of targets and rows of outputs.
 *
 * @example
 * const metric = new metrics.OneHotIoU(2, [0]);
 * metric.updateState([[1, 0], [0, 1]], [[0.8, 0.2], [0.6, 0.4]]);
 * console.log(metric.result());
 */
export class OneHotIoU extends IoU {
  protected static override readonly withheld = ["sparse_y_true"];

  constructor(numClasses: number, targetClassIds: readonly number[], options: OneHotIoUOptions = {}) {
    super(numClasses, targetClassIds, oneHot("OneHotIoU", options));
  }
}

/**
 * Intersection over union of all classes, for one-hot rows of targets and rows of outputs.
 *
 * @example
 * const metric = new metrics.OneHotMeanIoU(2);
 * metric.updateState([[1, 0], [0, 1]], [[0.8, 0.2], [0.6, 0.4]]);
 * console.log(metric.result());
 */
export class OneHotMeanIoU extends MeanIoU {
  protected static override readonly withheld = ["target_class_ids", "sparse_y_true"];

  constructor(numClasses: number, options: OneHotIoUOptions = {}) {
    super(numClasses, oneHot("OneHotMeanIoU", options));
  }
}

export interface BinaryIoUOptions extends Pick<IoUOptions, "name" | "dtype"> {
  /** The classes to average over, `targetClassIds: [1]`; default both. */
  targetClassIds?: readonly number[];
  /** Smallest output of class 1, `threshold: 0.7`; default 0.5. */
  threshold?: number;
}

/**
 * Intersection over union of the classes 0 and 1, for outputs from 0 to 1.
 *
 * @example
 * const metric = new metrics.BinaryIoU({ threshold: 0.3 });
 * metric.updateState([0, 1, 1], [0.2, 0.9, 0.4]);
 * console.log(metric.result());
 */
export class BinaryIoU extends IoU {
  static override readonly positional: readonly string[] = [];
  private readonly threshold: number;
  private readonly givenThreshold: number;

  /** @throws ValueError for an unknown option or a class other than 0 and 1 */
  constructor(
    ...args:
      | [options?: BinaryIoUOptions]
      | [targetClassIds: readonly number[], threshold?: number, options?: BinaryIoUOptions]
  ) {
    const { targetClassIds, threshold, ...rest } = fromArguments<BinaryIoUOptions>("BinaryIoU", args, {
      targetClassIds: [0, 1],
      threshold: 0.5,
      name: "",
      dtype: "int",
    });
    super(2, targetClassIds, rest);
    this.givenThreshold = threshold;
    this.threshold = Math.fround(threshold);
  }

  protected override classOf(output: number): number {
    return output >= this.threshold ? 1 : 0;
  }

  override getConfig(): Record<string, unknown> {
    const { target_class_ids, name, dtype } = super.getConfig();
    return dict({ target_class_ids, threshold: this.givenThreshold, name, dtype });
  }
}

function oneHot(owner: string, options: OneHotIoUOptions): Partial<IoUOptions> {
  const { sparseYTrue: _, ...known } = IOU;
  checkOptions(owner, options, { ...known, name: true });
  return { sparseYPred: false, ...options, sparseYTrue: false };
}

function allOf(count: number): number[] {
  return Array.from({ length: Number.isInteger(count) && count > 0 ? count : 0 }, (_, i) => i);
}

function classes(rows: Float32Array, samples: number): Float32Array {
  const width = rows.length / samples;
  return Float32Array.from({ length: samples }, (_, i) => argMax(rows.subarray(i * width, (i + 1) * width)));
}
