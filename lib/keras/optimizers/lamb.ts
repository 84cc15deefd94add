import type { OptimizerPlan } from "../../engine";
import { MomentOptimizer, type MomentOptions } from "./adam";

/** Adam's step, as long as each weight's own length says: for large batches (You et al. 2019). */
export class Lamb extends MomentOptimizer {
  protected readonly pythonClass = "keras.src.optimizers.lamb.Lamb";

  /** @throws ValueError for numbers out of range */
  constructor(options: MomentOptions = {}) {
    super("Lamb", options);
  }

  plan(): OptimizerPlan {
    return { ...this.moments, kind: "lamb" };
  }
}
