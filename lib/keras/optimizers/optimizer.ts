import type { OptimizerPlan } from "../../engine";
import { ValueError } from "../../errors";
import { PythonObject } from "../python-object";

/** Changes the weights after each batch, by the gradient of the loss. */
export abstract class Optimizer extends PythonObject {
  /** Updates made so far by the model that was compiled with it. */
  iterations = 0;
  #learningRate: number;

  constructor(
    readonly name: string,
    learningRate: number,
  ) {
    super();
    this.#learningRate = inRange("learningRate", learningRate, 0, Number.MAX_VALUE);
  }

  /** The step size; may be changed while training, as a callback does. */
  get learningRate(): number {
    return this.#learningRate;
  }

  set learningRate(value: number) {
    this.#learningRate = inRange("learningRate", value, 0, Number.MAX_VALUE);
  }

  /** What the trainer needs to know. */
  abstract plan(): OptimizerPlan;
}

/** @throws ValueError outside `[from, to]` */
export function inRange(name: string, value: number, from: number, to: number): number {
  if (typeof value === "number" && value >= from && value <= to) return value;
  const range = to === Number.MAX_VALUE ? `a finite number from ${from}` : `a number from ${from} to ${to}`;
  throw new ValueError(`Expected \`${name}\` to be ${range}. Received: ${name}=${value}`);
}
