import { ValueError } from "../../errors";
import { PythonObject } from "../python-object";
import { dict } from "../python-repr";

/** A regularizer in a layer's configuration, under Python's keys. */
export interface SerializedRegularizer {
  class_name: string;
  config: Record<string, number>;
}

/** A penalty on weights that is added to the loss: `l1 · Σ|w| + l2 · Σw²`. */
export abstract class Regularizer extends PythonObject {
  /** Keras' name of the class. */
  abstract readonly className: string;

  /** @throws ValueError for strengths that are no finite numbers from 0 */
  constructor(
    readonly l1: number,
    readonly l2: number,
  ) {
    super();
    for (const [name, value] of Object.entries({ l1, l2 })) {
      if (Number.isFinite(value) && value >= 0) continue;
      throw new ValueError(
        `Invalid value for argument ${name}: expected a non-negative float. Received: ${name}=${value}`,
      );
    }
  }

  protected get pythonClass(): string {
    return `tensorflow.python.keras.regularizers.${this.className}`;
  }

  /** The strengths as Keras keeps them: float32. */
  protected get strengths(): { l1: number; l2: number } {
    return dict({ l1: Math.fround(this.l1), l2: Math.fround(this.l2) });
  }

  abstract getConfig(): Record<string, number>;
}
