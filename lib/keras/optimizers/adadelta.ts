import { COMMON, type OptimizerOptions } from "./optimizer-options.ts";
import { RuleOptimizer } from "./rule-optimizer.ts";

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
export class Adadelta extends RuleOptimizer<AdadeltaOptions> {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.adadelta.Adadelta";
  protected static override readonly kind = "adadelta";
  protected static override readonly defaults = {
    learningRate: 0.001,
    rho: 0.95,
    epsilon: 1e-7,
    ...COMMON,
    name: "Adadelta",
  };
  declare readonly rho: number;
  declare readonly epsilon: number;
}
