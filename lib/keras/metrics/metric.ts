import type { MetricPlan } from "../../engine/index.ts";
import { type ArrayInput, asArray } from "../../ndarray.ts";
import { atOnce } from "../../pieces.ts";
import { type CustomScorePlan, checkPairs, metricOf } from "../losses/loss.ts";
import { PythonObject } from "../python-repr.ts";
import type { ScoreFunction } from "../tensorflow-tensor.ts";
import { sampleWeights } from "../trainers/sample-weights.ts";

export interface MetricOptions {
  /** The key in `History.history`; default: the class' name in Keras' snake_case. */
  name?: string;
}

/**
 * A figure that is reported beside the loss.
 *
 * It can be used by itself too: `updateState` with targets and outputs, as often as there are some, then `result`.
 */
export abstract class Metric extends PythonObject {
  /** Whether a larger value is better; null where Keras does not say. */
  abstract readonly direction: "up" | "down" | null;

  /** @param name the key in `History.history` */
  constructor(readonly name: string) {
    super();
  }

  protected get pythonClass(): string {
    return `tensorflow.python.keras.metrics.${this.constructor.name}`;
  }

  /** Forgets what it has seen: a pass over data begins. */
  abstract resetState(): void;

  /**
   * Takes samples in.
   *
   * @param yTrue a target or a row of them per sample
   * @param yPred an output or a row of them per sample
   * @param sampleWeight how much each sample counts, default 1
   */
  abstract updateState(yTrue: ArrayInput, yPred: ArrayInput, sampleWeight?: ArrayInput | null): void;

  /** The figure over what it has seen since it was reset. */
  abstract result(): number;
}

/** A metric that is a mean over samples, which the trainer takes on its way. */
export abstract class MeanMetric extends Metric {
  private sum = 0;
  private weight = 0;

  constructor(
    name: string,
    readonly direction: "up" | "down" | null,
    private readonly formula: MetricPlan | CustomScorePlan,
  ) {
    super(name);
  }

  /** What the trainer needs to know. */
  plan(): MetricPlan | CustomScorePlan {
    return this.formula;
  }

  /** The figure from the mean over samples. */
  ofMean(mean: number): number {
    return mean;
  }

  resetState(): void {
    this.sum = 0;
    this.weight = 0;
  }

  updateState(yTrue: ArrayInput, yPred: ArrayInput, sampleWeight: ArrayInput | null = null): void {
    const { sum, weight } = metricOf(this.formula, yTrue, yPred, sampleWeight);
    this.sum += sum;
    this.weight += weight;
  }

  result(): number {
    return Math.fround(this.ofMean(this.weight === 0 ? 0 : this.sum / this.weight));
  }
}

/** A function of tensors as a metric; it gives a number per sample. */
export class FunctionMetric extends MeanMetric {
  constructor(call: ScoreFunction) {
    const name = call.name || "metric";
    super(name, null, { kind: "custom", what: `metric '${name}' (a function)`, call });
  }
}

/** Outputs and targets of some samples, row-major, with as many numbers per sample each, and the samples' weights. */
export interface Outcome {
  yTrue: Float32Array;
  yPred: Float32Array;
  /** Null: each sample counts 1. */
  weights: Float32Array | null;
  samples: number;
}

/** A metric that is no mean over samples: it looks at the outputs themselves. */
export abstract class OutputMetric extends Metric {
  /** Whether a target is a class number, not a row with a number for each output. */
  readonly takesClassNumbers: boolean = false;

  /** Takes samples in. */
  abstract add(outcome: Outcome): void;

  updateState(yTrue: ArrayInput, yPred: ArrayInput, sampleWeight: ArrayInput | null = null): void {
    const [targets, outputs] = [asArray(yTrue, "float32", "yTrue"), asArray(yPred, "float32", "yPred")];
    checkPairs(targets, outputs, this.takesClassNumbers);
    const [samples] = outputs.shape;
    this.add({
      yTrue: targets.values as Float32Array,
      yPred: outputs.values as Float32Array,
      weights: sampleWeight === null ? null : atOnce(sampleWeights(sampleWeight, samples)),
      samples,
    });
  }
}

/** Calls back with target, output, weight and the place in the row of each number. */
export function forEachValue(
  { yTrue, yPred, weights, samples }: Outcome,
  call: (yTrue: number, yPred: number, weight: number, unit: number) => void,
): void {
  const width = yPred.length / samples;
  for (let row = 0; row < samples; row++) {
    for (let unit = 0; unit < width; unit++) {
      call(yTrue[row * width + unit], yPred[row * width + unit], weights?.[row] ?? 1, unit);
    }
  }
}

/** Calls back with targets, outputs and weight of each sample. */
export function forEachSample(
  { yTrue, yPred, weights, samples }: Outcome,
  call: (yTrue: Float32Array, yPred: Float32Array, weight: number) => void,
): void {
  const [targets, outputs] = [yTrue.length / samples, yPred.length / samples];
  for (let row = 0; row < samples; row++) {
    call(
      yTrue.subarray(row * targets, (row + 1) * targets),
      yPred.subarray(row * outputs, (row + 1) * outputs),
      weights?.[row] ?? 1,
    );
  }
}

/** The place of the largest number, the first of several. */
export function argMax(values: Float32Array): number {
  let best = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[best]) best = i;
  return best;
}
