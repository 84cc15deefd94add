import type { OptimizerPlan } from "../../engine/index.ts";
import { MomentOptimizer, type MomentOptions } from "./moment-optimizer.ts";

/**
 * Adam with Nesterov momentum ([Dozat 2016](https://openreview.net/pdf?id=OM0jvwB8jIp57ZJjtNEZ)).
 *
 * @example
 * const optimizer = new optimizers.Nadam({ learningRate: 0.01 });
 */
export class Nadam extends MomentOptimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.nadam.Nadam";

  /**
   * @param options `learningRate` is 0.001 by default
   * @throws ValueError for numbers out of range
   */
  constructor(options: MomentOptions = {}) {
    super("Nadam", options);
  }

  plan(): OptimizerPlan {
    return { ...this.moments, kind: "nadam" };
  }
}
