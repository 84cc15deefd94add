import { COMMON, type OptimizerOptions } from "./optimizer-options.ts";
import { RuleOptimizer } from "./rule-optimizer.ts";

/** `learningRate` is 0.001 by default. */
export interface RMSpropOptions extends OptimizerOptions {
  /** Decay of the running mean of the squared gradients, `rho: 0.95`; default 0.9. */
  rho?: number;
  /** Fraction of the last step that is added to the next one, `momentum: 0.9`; default 0. */
  momentum?: number;
  /** Keeps the divisor away from zero, `epsilon: 1e-6`; default 1e-7. */
  epsilon?: number;
  /** Divide by the root of the gradients' variance, not of the mean of their squares; default false. */
  centered?: boolean;
}

/**
 * `w -= lr · g / √(v + epsilon)`, where v is the running mean of the squared gradients
 * ([Hinton 2012](https://www.cs.toronto.edu/~tijmen/csc321/slides/lecture_slides_lec6.pdf)).
 *
 * @example
 * const optimizer = new optimizers.RMSprop({ learningRate: 0.01, rho: 0.95 });
 */
export class RMSprop extends RuleOptimizer<RMSpropOptions> {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.rmsprop.RMSprop";
  protected static override readonly kind = "rmsprop";
  protected static override readonly defaults = {
    learningRate: 0.001,
    rho: 0.9,
    momentum: 0,
    epsilon: 1e-7,
    centered: false,
    ...COMMON,
    name: "RMSprop",
  };
  declare readonly rho: number;
  declare readonly momentum: number;
  declare readonly epsilon: number;
  declare readonly centered: boolean;
}
