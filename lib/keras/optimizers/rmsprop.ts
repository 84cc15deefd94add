import type { OptimizerPlan } from "../../engine/index.ts";
import { inRange, Optimizer, type OptimizerOptions, positive } from "./optimizer.ts";

/** `learningRate` is 0.001 by default. */
export interface RMSpropOptions extends OptimizerOptions {
  /** Decay of the mean of the squared gradients, default 0.9. */
  rho?: number;
  /** How much of the last step goes on, default 0. */
  momentum?: number;
  /** Keeps the divisor from zero, default 1e-7. */
  epsilon?: number;
  /** Divide by the gradients' variance, not by the mean of their squares; default false. */
  centered?: boolean;
}

/** Steps by the gradient over the root of the running mean of its squares (Hinton 2012): `w -= lr · g / √(v + epsilon)`. */
export class RMSprop extends Optimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.rmsprop.RMSprop";
  readonly rho: number;
  readonly momentum: number;
  readonly epsilon: number;
  readonly centered: boolean;

  /** @throws ValueError for numbers out of range */
  constructor(options: RMSpropOptions = {}) {
    super("RMSprop", 0.001, options);
    this.rho = inRange("rho", options.rho ?? 0.9, 0, 1);
    this.momentum = inRange("momentum", options.momentum ?? 0, 0, 1);
    this.epsilon = positive("epsilon", options.epsilon ?? 1e-7);
    this.centered = options.centered ?? false;
  }

  plan(): OptimizerPlan {
    const { rho, momentum, epsilon, centered } = this;
    return { ...this.common, kind: "rmsprop", rho, momentum, epsilon, centered };
  }
}
