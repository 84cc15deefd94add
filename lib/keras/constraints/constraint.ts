import type { Constraint as ConstraintPlan } from "../../engine";
import { PythonObject } from "../python-object";

/** A constraint in a layer's configuration, under Python's keys. */
export interface SerializedConstraint {
  class_name: string;
  config: Record<string, unknown>;
}

/** What weights may be: each update ends with putting them there. */
export abstract class Constraint extends PythonObject {
  /** Keras' name of the class. */
  abstract readonly className: string;

  protected get pythonClass(): string {
    return `tensorflow.python.keras.constraints.${this.className}`;
  }

  /** What the trainer needs to know. */
  abstract plan(): ConstraintPlan;

  abstract getConfig(): Record<string, unknown>;
}
