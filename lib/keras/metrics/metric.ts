import type { MetricPlan } from "../../engine";
import type { CustomScorePlan } from "../losses/loss";
import { PythonObject } from "../python-object";

export interface MetricOptions {
  /** The key in `History.history`; default: the class' name in Keras' snake_case. */
  name?: string;
}

/** A figure that is reported beside the loss. */
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
}

/** A metric that is a mean over samples, which the trainer takes on its way. */
export abstract class MeanMetric extends Metric {
  /** What the trainer needs to know. */
  abstract plan(): MetricPlan | CustomScorePlan;

  /** The figure from the mean over samples. */
  result(mean: number): number {
    return mean;
  }
}
