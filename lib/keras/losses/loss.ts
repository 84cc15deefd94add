import type { LossPlan } from "../../engine";
import { PythonObject } from "../python-object";

/** What training makes small: the mean over samples of a distance between `y` and the outputs. */
export abstract class Loss extends PythonObject {
  constructor(
    readonly name: string,
    /** The outputs are logits, not probabilities. */
    readonly fromLogits = false,
  ) {
    super();
  }

  /** What the trainer needs to know. */
  abstract plan(): LossPlan;
}
