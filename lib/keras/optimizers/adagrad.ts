import { COMMON, type OptimizerOptions } from "./optimizer-options.ts";
import { RuleOptimizer } from "./rule-optimizer.ts";

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
export class Adagrad extends RuleOptimizer<AdagradOptions> {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.adagrad.Adagrad";
  protected static override readonly kind = "adagrad";
  protected static override readonly defaults = {
    learningRate: 0.001,
    initialAccumulatorValue: 0.1,
    epsilon: 1e-7,
    ...COMMON,
    name: "Adagrad",
  };
  declare readonly initialAccumulatorValue: number;
  declare readonly epsilon: number;
}
