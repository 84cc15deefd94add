import { ValueError } from "../../errors.ts";
import { COMMON, type OptimizerOptions } from "./optimizer-options.ts";
import { type Checks, RuleOptimizer } from "./rule-optimizer.ts";

/** `learningRate` is 0.001 by default. */
export interface LionOptions extends OptimizerOptions {
  /** Weight of the momentum in the direction of the step, `beta1: 0.95`; default 0.9. */
  beta1?: number;
  /** Decay of the momentum, `beta2: 0.9`; default 0.99. */
  beta2?: number;
}

/**
 * Steps of equal size in each direction: `w -= lr · sign(beta1 · m + (1 − beta1) · g)`, `m = beta2 · m + (1 − beta2) · g`
 * ([Chen et al. 2023](https://arxiv.org/abs/2302.06675)).
 *
 * @example
 * const optimizer = new optimizers.Lion({ learningRate: 1e-4 });
 */
export class Lion extends RuleOptimizer<LionOptions> {
  protected readonly pythonClass = "keras.src.optimizers.lion.Lion";
  protected static override readonly kind = "lion";
  protected static override readonly defaults = {
    learningRate: 0.001,
    beta1: 0.9,
    beta2: 0.99,
    ...COMMON,
    name: "lion",
  };
  protected static override readonly checks: Checks = {
    beta1(_, beta1) {
      if (beta1 > 0 && beta1 <= 1) return beta1;
      throw new ValueError(
        "Argument `beta1` must be in the [0, 1] range. Otherwise, the optimizer degenerates to SignSGD. " +
          `Received: beta1=${beta1}.`,
      );
    },
  };
  declare readonly beta1: number;
  declare readonly beta2: number;
}
