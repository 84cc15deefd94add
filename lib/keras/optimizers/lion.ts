import type { OptimizerPlan } from "../../engine/index.ts";
import { fromArguments, ValueError } from "../../errors.ts";
import { inRange } from "../checks.ts";
import { Optimizer } from "./optimizer.ts";
import { COMMON, type OptimizerArgs, type OptimizerOptions } from "./optimizer-options.ts";

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
export class Lion extends Optimizer {
  protected readonly pythonClass = "keras.src.optimizers.lion.Lion";
  readonly beta1: number;
  readonly beta2: number;

  /** @throws ValueError for numbers out of range */
  constructor(...args: OptimizerArgs<LionOptions>) {
    const options = fromArguments<LionOptions>("Lion", args, {
      learningRate: 0.001,
      beta1: 0.9,
      beta2: 0.99,
      ...COMMON,
      name: "lion",
    });
    super(options);
    const { beta1 } = options;
    if (!(beta1 > 0 && beta1 <= 1)) {
      throw new ValueError(
        "Argument `beta1` must be in the [0, 1] range. Otherwise, the optimizer degenerates to SignSGD. " +
          `Received: beta1=${beta1}.`,
      );
    }
    this.beta1 = beta1;
    this.beta2 = inRange("beta2", options.beta2, 0, 1);
  }

  plan(): OptimizerPlan {
    const { beta1, beta2 } = this;
    return { ...this.common, kind: "lion", beta1, beta2 };
  }
}
