import { PythonObject } from "../python-object";

/** An initializer in a layer's configuration, under Python's keys. */
export interface SerializedInitializer {
  class_name: string;
  config: Record<string, number | string | null>;
}

/** Makes the first values of a weight. */
export abstract class Initializer extends PythonObject {
  /** Keras' name of the class. */
  abstract readonly className: string;

  /** The values for a weight of that shape, row-major. */
  abstract call(shape: readonly number[]): Float32Array;
  abstract getConfig(): Record<string, number | string | null>;

  protected get pythonClass(): string {
    return `tensorflow.python.keras.initializers.initializers_v2.${this.className}`;
  }
}
