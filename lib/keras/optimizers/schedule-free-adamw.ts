import { inRange } from "../checks.ts";
import { COMMON, type OptimizerOptions } from "./optimizer-options.ts";
import { type Checks, RuleOptimizer } from "./rule-optimizer.ts";

/** `learningRate` is 0.0025 by default. */
export interface ScheduleFreeAdamWOptions extends OptimizerOptions {
  /** Weight of the mean in the interpolation of the weights, `beta1: 0.95`; default 0.9. */
  beta1?: number;
  /** Decay of the running mean of the squared gradients, `beta2: 0.99`; default 0.999. */
  beta2?: number;
  /** Keeps the divisor away from zero, `epsilon: 1e-6`; default 1e-8. */
  epsilon?: number;
  /** Number of warm-up updates, in which the learning rate grows linearly, `warmupSteps: 100`; default 0. */
  warmupSteps?: number;
}

/**
 * Adam without a learning rate schedule: the weights are interpolated between the latest step and the mean of all steps
 * ([Defazio et al. 2024](https://arxiv.org/abs/2405.15682)).
 *
 * Porting note: follows Keras on JAX. `fit` of Keras 3.15.1 on TensorFlow starts the steps at zero, not at the weights.
 *
 * @example
 * const optimizer = new optimizers.ScheduleFreeAdamW({ warmupSteps: 10 });
 */
export class ScheduleFreeAdamW extends RuleOptimizer<ScheduleFreeAdamWOptions> {
  protected readonly pythonClass = "keras.src.optimizers.schedule_free_adamw.ScheduleFreeAdamW";
  protected static override readonly kind = "scheduleFreeAdamW";
  protected static override readonly defaults = {
    learningRate: 0.0025,
    beta1: 0.9,
    beta2: 0.999,
    epsilon: 1e-8,
    warmupSteps: 0,
    ...COMMON,
    name: "schedule_free_adam_w",
  };
  protected static override readonly checks: Checks = {
    beta1: (name, value) => inRange(name, value, Number.MIN_VALUE, 1),
  };
}
