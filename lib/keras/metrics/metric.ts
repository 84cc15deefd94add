import type { MetricPlan } from "../../engine";
import { PythonObject } from "../python-object";

/** A figure that is reported beside the loss: a mean over samples. */
export abstract class Metric extends PythonObject {
  /** Whether a larger value is better. */
  abstract readonly direction: "up" | "down";
  /** What the trainer needs to know. */
  abstract readonly kind: MetricPlan["kind"];

  /** @param name the key in `History.history` */
  constructor(readonly name: string) {
    super();
  }

  protected get pythonClass(): string {
    return `tensorflow.python.keras.metrics.${this.constructor.name}`;
  }
}
