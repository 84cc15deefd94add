import type { OptimizerPlan } from "../../engine/index.ts";
import { fromArguments } from "../../errors.ts";
import { nonNegative } from "../checks.ts";
import { Optimizer } from "./optimizer.ts";
import { COMMON, type OptimizerArgs, type OptimizerOptions } from "./optimizer-options.ts";

/** `learningRate` is 0.001 by default. */
export interface AdagradOptions extends OptimizerOptions {
  /** Initial value of the sum of the squared gradients, `initialAccumulatorValue: 0.5`; default 0.1. */
  initialAccumulatorValue?: number;
  /** Keeps the divisor away from zero, `epsilon: 1e-6`; default 1e-7. */
  epsilon?: number;
}

/**
 * `w -= lr · g / √(a + epsilon)`, where a is the sum of all squared gradients
 * ([Duchi et al. 2011](https://www.jmlr.org/papers/v12/duchi11a.html)).
 *
 * @example
 * const optimizer = new optimizers.Adagrad({ learningRate: 0.1 });
 */
export class Adagrad extends Optimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.adagrad.Adagrad";
  readonly initialAccumulatorValue: number;
  readonly epsilon: number;

  /** @throws ValueError for numbers out of range */
  constructor(...args: OptimizerArgs<AdagradOptions>) {
    const options = fromArguments<AdagradOptions>("Adagrad", args, {
      learningRate: 0.001,
      initialAccumulatorValue: 0.1,
      epsilon: 1e-7,
      ...COMMON,
      name: "Adagrad",
    });
    super(options);
    this.initialAccumulatorValue = nonNegative("initialAccumulatorValue", options.initialAccumulatorValue);
    this.epsilon = nonNegative("epsilon", options.epsilon);
  }

  plan(): OptimizerPlan {
    const { initialAccumulatorValue, epsilon } = this;
    return { ...this.common, kind: "adagrad", initialAccumulatorValue, epsilon };
  }
}
