import type { MetricPlan } from "../../engine/index.ts";
import type { ArrayInput } from "../../ndarray/index.ts";
import type { CustomScorePlan } from "../losses/loss.ts";
import { metricOf } from "../losses/score-of.ts";
import { PythonObject } from "../python-object.ts";
import type { ScoreFunction } from "../tensorflow-tensor.ts";

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
