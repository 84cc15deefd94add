import type { OptimizerPlan } from "../../engine/index.ts";
import { fromArguments } from "../../errors.ts";
import { inRange, nonNegative } from "../checks.ts";
import { Optimizer } from "./optimizer.ts";
import { COMMON, type OptimizerArgs, type OptimizerOptions } from "./optimizer-options.ts";

/** `learningRate` is 0.001 by default; the paper uses 1. */
export interface AdadeltaOptions extends OptimizerOptions {
  /** Decay of the running means of the squared gradients and of the squared steps, `rho: 0.9`; default 0.95. */
  rho?: number;
  /** Keeps the divisor away from zero, `epsilon: 1e-6`; default 1e-7. */
  epsilon?: number;
}

/**
 * `w -= lr · g · √(d + epsilon) / √(v + epsilon)`, where v and d are the running means of the squared gradients and of the
 * squared steps ([Zeiler 2012](https://arxiv.org/abs/1212.5701)).
 *
 * @example
 * const optimizer = new optimizers.Adadelta({ learningRate: 1 });
 */
export class Adadelta extends Optimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.adadelta.Adadelta";
  readonly rho: number;
  readonly epsilon: number;

  /** @throws ValueError for numbers out of range */
  constructor(...args: OptimizerArgs<AdadeltaOptions>) {
    const options = fromArguments<AdadeltaOptions>("Adadelta", args, {
      learningRate: 0.001,
      rho: 0.95,
      epsilon: 1e-7,
      ...COMMON,
      name: "Adadelta",
    });
    super(options);
    this.rho = inRange("rho", options.rho, 0, 1);
    this.epsilon = nonNegative("epsilon", options.epsilon);
  }

  plan(): OptimizerPlan {
    const { rho, epsilon } = this;
    return { ...this.common, kind: "adadelta", rho, epsilon };
  }
}
