import type { OptimizerPlan } from "../../engine/index.ts";
import { MomentOptimizer, type MomentOptions } from "./moment-optimizer.ts";

/**
 * Adam's step, scaled to the length of each weight: `w -= lr · ‖w‖ / ‖step‖ · step`. For large batches
 * ([You et al. 2019](https://arxiv.org/abs/1904.00962)).
 *
 * @example
 * const optimizer = new optimizers.Lamb({ learningRate: 0.01 });
 */
export class Lamb extends MomentOptimizer {
  protected readonly pythonClass = "keras.src.optimizers.lamb.Lamb";

  /**
   * @param options `learningRate` is 0.001 by default
   * @throws ValueError for numbers out of range
   */
  constructor(options: MomentOptions = {}) {
    super("Lamb", options);
  }

  plan(): OptimizerPlan {
    return { ...this.moments, kind: "lamb" };
  }
}
