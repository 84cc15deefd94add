import type { OptimizerPlan } from "../../engine";
import { inRange, Optimizer } from "./optimizer";

export interface SGDOptions {
  /** Default 0.01. */
  learningRate?: number;
  /** How much of the last step goes on, from 0 to 1, default 0. */
  momentum?: number;
  /** Look ahead by the momentum, default false. */
  nesterov?: boolean;
  name?: string;
}

/** Gradient descent: `w -= lr · g`, with momentum `v = momentum · v − lr · g`, `w += v`. */
export class SGD extends Optimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.gradient_descent.SGD";
  readonly momentum: number;
  readonly nesterov: boolean;

  /** @throws ValueError for numbers out of range */
  constructor(options: SGDOptions = {}) {
    super(options.name ?? "SGD", options.learningRate ?? 0.01);
    this.momentum = inRange("momentum", options.momentum ?? 0, 0, 1);
    this.nesterov = options.nesterov ?? false;
  }

  plan(): OptimizerPlan {
    return { kind: "sgd", momentum: this.momentum, nesterov: this.nesterov };
  }
}
