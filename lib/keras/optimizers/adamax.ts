import type { OptimizerPlan } from "../../engine";
import { MomentOptimizer, type MomentOptions } from "./adam";

/** Adam over the largest gradient so far, slowly forgotten, in the place of the root (Kingma & Ba 2014, section 7). */
export class Adamax extends MomentOptimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.adamax.Adamax";

  /** @throws ValueError for numbers out of range */
  constructor(options: MomentOptions = {}) {
    super("Adamax", options);
  }

  plan(): OptimizerPlan {
    return { ...this.moments, kind: "adamax" };
  }
}
