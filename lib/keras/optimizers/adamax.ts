import type { OptimizerPlan } from "../../engine/index.ts";
import { MomentOptimizer, type MomentOptions } from "./moment-optimizer.ts";

/**
 * Adam with the infinity norm: `u = max(beta2 · u, |g|)`, `w -= lr / (1 − beta1ᵗ) · m / (u + epsilon)`
 * ([Kingma & Ba 2014](https://arxiv.org/abs/1412.6980), section 7).
 *
 * @example
 * const optimizer = new optimizers.Adamax({ learningRate: 0.01 });
 */
export class Adamax extends MomentOptimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.adamax.Adamax";

  /**
   * @param options `learningRate` is 0.001 by default
   * @throws ValueError for numbers out of range
   */
  constructor(options: MomentOptions = {}) {
    super("Adamax", options);
  }

  plan(): OptimizerPlan {
    return { ...this.moments, kind: "adamax" };
  }
}
