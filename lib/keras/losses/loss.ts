import type { LossPlan } from "../../engine";
import { PythonObject } from "../python-object";
import type { ScoreFunction } from "../tensorflow-tensor";

/** A loss or a metric that only TensorFlow.js can compute. */
export interface CustomScorePlan {
  readonly kind: "custom";
  /** How an error message names it. */
  readonly what: string;
  readonly call: ScoreFunction;
}

/** What training makes small: the mean over samples of a distance between `y` and the outputs. */
export abstract class Loss extends PythonObject {
  constructor(readonly name: string) {
    super();
  }

  protected get pythonClass(): string {
    return `tensorflow.python.keras.losses.${this.constructor.name}`;
  }

  /** What the trainer needs to know. */
  abstract plan(): LossPlan | CustomScorePlan;
}

/** The options of a loss without parameters. */
export interface LossOptions {
  /** Default: the class' name in Keras' snake_case. */
  name?: string;
}

/** A function of tensors as a loss; it gives a number per sample. */
export class FunctionLoss extends Loss {
  constructor(private readonly call: ScoreFunction) {
    super(call.name || "loss");
  }

  plan(): CustomScorePlan {
    return { kind: "custom", what: `loss '${this.name}' (a function)`, call: this.call };
  }
}
