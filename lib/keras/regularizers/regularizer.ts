import { PythonObject } from "../python-object";
import type { TensorFunction } from "../tensorflow-tensor";

/** A regularizer in a layer's configuration, under Python's keys. */
export interface SerializedRegularizer {
  class_name: string;
  config: Record<string, number | string>;
}

/** `l1 · Σ|w| + l2 · Σw²`, which the engine knows, or a function of tensors to a number, which only TensorFlow.js does. */
export type RegularizerPlan =
  | { readonly l1: number; readonly l2: number }
  | { readonly what: string; readonly call: TensorFunction };

/** A penalty on weights, or on a layer's outputs, that is added to the loss. */
export abstract class Regularizer extends PythonObject {
  /** Keras' name of the class. */
  abstract readonly className: string;

  protected get pythonClass(): string {
    return `tensorflow.python.keras.regularizers.${this.className}`;
  }

  /** What the trainer needs to know. */
  abstract plan(): RegularizerPlan;

  abstract getConfig(): Record<string, number | string>;
}
