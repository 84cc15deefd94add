import type { MetricPlan } from "../../engine/index.ts";
import { ValueError, withDefaults } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray, sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { AddedMetricPlan, CustomScorePlan, OutputLossPlan } from "../backend/plan.ts";
import type { ScoreFunction, TensorFlowTensor } from "../backend/tensor-types.ts";
import type { InitializerIdentifier } from "../initializers/index.ts";
import * as initializers from "../initializers/index.ts";
import { maskOf } from "../layers/keras-mask.ts";
import { newVariable } from "../layers/new-variable.ts";
import type { Loss } from "../losses/loss.ts";
import { checkPairs, metricOf, rowAxes, rowWeights } from "../losses/loss-of-batch.ts";
import { pairFor } from "../losses/ranks.ts";
import { PythonObject } from "../python-object.ts";
import { type ConfigClass, fromConfig } from "../saving/config.ts";
import { snakeCase } from "../state.ts";
import type { Variable } from "../variable.ts";

export interface MetricOptions {
  /** Key in `History.history`, `name: "mine"`; default: the class' name in Keras' snake_case. */
  name?: string;
}

/**
 * Base class of metrics: values that are reported beside the loss.
 *
 * A metric can also be used without a model: call `updateState` with targets and outputs, any number of times, then `result`.
 *
 * @example
 * const metric = new metrics.BinaryAccuracy();
 * metric.updateState([0, 1], [0.2, 0.4]);
 * console.log(metric.result()); // 0.5
 */
export abstract class Metric extends PythonObject {
  /** `"up"` if a larger value is better, `"down"` if a smaller one is; null, the default, if that is not known. */
  readonly direction: "up" | "down" | null = null;

  /** The key in `History.history`. */
  readonly name: string;

  /**
   * @param name the metric's name, also as `{ name }`; default: that of the class
   * @param ownConfig the entries of the configuration beside `name` and `dtype`
   */
  constructor(
    name: string | MetricOptions = {},
    private readonly ownConfig: Record<string, unknown> = {},
  ) {
    super();
    this.name =
      typeof name === "string"
        ? name
        : withDefaults(new.target.name, name, { name: "" }).name || snakeCase(new.target.name);
  }

  /**
   * Keras 3's dictionary of the configuration.
   *
   * @example
   * console.log(new metrics.AUC().getConfig().num_thresholds); // 200
   */
  getConfig(): Record<string, unknown> {
    return this.described({ name: this.name, dtype: "float32", ...this.ownConfig });
  }

  /** Entries of the configuration that Keras' class does not have, unlike the one that it extends. */
  protected static readonly withheld: readonly string[] = [];

  protected override described<T extends object>(config: T): T {
    const { withheld } = this.constructor as typeof Metric;
    const shown = Object.entries(config).filter(([key]) => !withheld.includes(key));
    return super.described(Object.fromEntries(shown) as T);
  }

  /**
   * A metric of this class from its configuration.
   *
   * @throws ValueError for settings that the class does not have
   *
   * @example
   * const metric = metrics.BinaryAccuracy.fromConfig({ threshold: 0.7 });
   */
  static fromConfig(this: ConfigClass<Metric>, config: object): Metric {
    return fromConfig(this, config);
  }

  protected readonly pythonClass: string = `tensorflow.python.keras.metrics.${this.constructor.name}`;

  #variables: Variable[] = [];

  /** The variables that a custom metric has made. */
  get variables(): readonly Variable[] {
    return this.#variables;
  }

  /**
   * Makes a variable of a custom metric, which `resetState` sets back to zero.
   *
   * @param spec `shape`, default `[]`, a single number; `initializer`, default `"zeros"`; `name`
   * @throws ValueError for an unknown option or initializer
   *
   * @example
   * class Count extends metrics.Metric {
   *   private readonly total = this.addVariable({ name: "total" });
   *   updateState(yTrue: any): void {
   *     this.total.assignAdd(yTrue.shape[0]);
   *   }
   *   result(): number {
   *     return this.total.numpy().values[0];
   *   }
   * }
   * const metric = new Count("count");
   */
  addVariable(spec: {
    shape?: readonly number[];
    initializer?: InitializerIdentifier | null;
    name?: string | null;
    dtype?: string | null;
  }): Variable {
    const { shape, initializer, name } = withDefaults("addVariable", spec, {
      shape: [],
      initializer: "zeros",
      name: null,
      dtype: null,
    });
    const variable = newVariable(`${this.name}/${name ?? "variable"}`, [...shape], {
      initializer: initializers.get(initializer ?? "zeros"),
    });
    this.#variables.push(variable);
    return variable;
  }

  /** Another name for `addVariable`. */
  addWeight(spec: Parameters<Metric["addVariable"]>[0] = {}): Variable {
    return this.addVariable(spec);
  }

  /** Starts a new pass over data. */
  resetState(): void {
    for (const variable of this.#variables) {
      variable.assign(new NDArray(new Float32Array(variable.size), [...variable.shape]));
    }
  }

  /**
   * Adds samples.
   *
   * @param yTrue a target or a row of them per sample
   * @param yPred an output or a row of them per sample
   * @param sampleWeight weight of each sample, default 1
   */
  // Loosely typed, as `model.metrics` has both these and means, which take values and their weights.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  abstract updateState(yTrue: ArrayInput, yPred?: any, sampleWeight?: ArrayInput | null): void;

  /** The value over all samples since the last `resetState`: a number, or a tensor of one in a metric of one's own. */
  abstract result(): TensorFlowTensor;
}

/** A metric that is a mean over samples, which the trainer computes along with the loss. */
export abstract class MeanMetric extends Metric {
  private sum = 0;
  private weight = 0;

  constructor(
    defaultName: string,
    options: MetricOptions,
    override readonly direction: "up" | "down" | null,
    private readonly formula: MetricPlan | CustomScorePlan | OutputLossPlan | AddedMetricPlan,
    ownConfig: Record<string, unknown> = {},
  ) {
    super(withDefaults<MetricOptions>(new.target.name, options, { name: defaultName }).name, ownConfig);
  }

  /** The data from which a trainer computes it. */
  plan(): MetricPlan | CustomScorePlan | OutputLossPlan | AddedMetricPlan {
    return this.formula;
  }

  /** The value of the metric for a mean over samples. */
  ofMean(mean: number): number {
    return mean;
  }

  override resetState(): void {
    this.sum = 0;
    this.weight = 0;
  }

  updateState(yTrue: ArrayInput, yPred: ArrayInput, sampleWeight: ArrayInput | null = null): void {
    const plan = this.formula as MetricPlan | CustomScorePlan;
    const weights = maskedWeights(yPred, sampleWeight);
    const { sum, weight } = metricOf(plan, ...pairFor(plan.kind, yTrue, yPred), weights);
    this.add(sum, weight);
  }

  /** Adds a weighted sum, and the weights in it. */
  protected add(sum: number, weight: number): void {
    this.sum += sum;
    this.weight += weight;
  }

  result(): number {
    return Math.fround(this.ofMean(this.weight === 0 ? 0 : this.sum / this.weight));
  }
}

/** The weights of the steps of outputs that have a mask; without one those of the samples. */
function maskedWeights(yPred: ArrayInput, sampleWeight: ArrayInput | null): ArrayInput | null {
  const given: ArrayInput | null = typeof yPred === "number" ? null : maskOf(yPred);
  if (given === null) return sampleWeight;
  const mask = asArray(given, "float32", "mask");
  if (sampleWeight === null) return mask;
  const { values } = asArray(sampleWeight, "float32", "sampleWeight");
  const each = mask.size / values.length;
  return new NDArray(
    mask.values.map((counts, i) => counts * values[Math.floor(i / each)]),
    mask.shape,
  );
}

/** A function of tensors as a metric; it returns a number per sample. */
export class FunctionMetric extends MeanMetric {
  constructor(call: ScoreFunction) {
    const name = call.name || "metric";
    super(name, {}, null, { kind: "custom", label: `metric '${name}' (a function)`, call });
  }
}

/** Targets, outputs (both row-major) and weights of some samples. */
export interface Outcome {
  yTrue: Float32Array;
  yPred: Float32Array;
  /** Of each sample, or of each output; null: every weight is 1. */
  weights: Float32Array | null;
  samples: number;
}

/**
 * Base class of metrics that are not a mean over samples, but are computed from all outputs.
 *
 * @example
 * class LargestError extends metrics.OutputMetric {
 *   override readonly direction = "down";
 *   private largest = 0;
 *   override resetState(): void {
 *     this.largest = 0;
 *   }
 *   add({ yTrue, yPred }: metrics.Outcome): void {
 *     yTrue.forEach((value, i) => (this.largest = Math.max(this.largest, Math.abs(value - yPred[i]))));
 *   }
 *   result(): number {
 *     return this.largest;
 *   }
 * }
 * const metric = new LargestError("largest_error");
 * metric.updateState([0, 1], [0.5, 0.9]);
 * console.log(metric.result()); // 0.5
 */
export abstract class OutputMetric extends Metric {
  /** True if a target is a class number instead of a row with a number for each output. */
  readonly takesClassNumbers: boolean = false;

  /** The class that names itself in the error for targets or outputs without a row per sample; default: they may have any shape. */
  protected readonly takesRows: string | null = null;

  /** Adds samples. */
  abstract add(outcome: Outcome): void;

  updateState(yTrue: ArrayInput, yPred: ArrayInput, sampleWeight: ArrayInput | null = null): void {
    const [targets, outputs] = [asArray(yTrue, "float32", "yTrue"), asArray(yPred, "float32", "yPred")];
    if (this.takesRows !== null) checkRows(this.takesRows, targets, outputs);
    checkPairs(targets, outputs, this.takesClassNumbers);
    const axes = rowAxes(outputs.shape);
    const weights = sampleWeight === null ? null : asArray(sampleWeight, "float32", "sampleWeight");
    const isForEach = weights !== null && weights.ndim === outputs.ndim && weights.shape.at(-1) !== 1;
    this.add({
      yTrue: targets.values as Float32Array,
      yPred: outputs.values as Float32Array,
      weights: weights && rowWeights(weights, isForEach ? outputs.shape : axes),
      samples: sizeOf(axes),
    });
  }
}

/** @throws ValueError unless both have a row per sample, for a metric of that class */
function checkRows(className: string, yTrue: NDArray, yPred: NDArray): void {
  if (yTrue.ndim === 2 && yPred.ndim === 2) return;
  throw new ValueError(
    `${className} expects 2D inputs with shape (batch_size, output_dim). Received input shapes: ` +
      `yPred.shape=${tuple([...yPred.shape])} and yTrue.shape=${tuple([...yTrue.shape])}.`,
  );
}

/** Calls `call` for each output, with the index of its unit. */
export function forEachValue(
  { yTrue, yPred, weights, samples }: Outcome,
  call: (yTrue: number, yPred: number, weight: number, unit: number) => void,
): void {
  const width = yPred.length / samples;
  for (let row = 0; row < samples; row++) {
    for (let unit = 0; unit < width; unit++) {
      const at = row * width + unit;
      call(yTrue[at], yPred[at], weights?.[weights.length === samples ? row : at] ?? 1, unit);
    }
  }
}

export function forEachSample(
  { yTrue, yPred, weights, samples }: Outcome,
  call: (yTrue: Float32Array, yPred: Float32Array, weights: (unit: number) => number) => void,
): void {
  const [targets, outputs] = [yTrue.length / samples, yPred.length / samples];
  for (let row = 0; row < samples; row++) {
    call(
      yTrue.subarray(row * targets, (row + 1) * targets),
      yPred.subarray(row * outputs, (row + 1) * outputs),
      (unit) => weights?.[weights.length === samples ? row : row * outputs + unit] ?? 1,
    );
  }
}

/** Index of the largest number, the first of several. */
export function argMax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}

/** A loss as a metric, without the penalties of regularizers. */
export abstract class LossMetric extends MeanMetric {
  constructor(
    loss: Loss,
    options: MetricOptions,
    direction: "up" | "down" = "down",
    defaultName = loss.name,
    ownConfig: Record<string, unknown> = {},
  ) {
    // There is no metric for a loss that only TensorFlow.js computes.
    super(defaultName, options, direction, loss.plan() as ReturnType<MeanMetric["plan"]>, ownConfig);
  }
}
