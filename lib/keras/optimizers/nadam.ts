import type { OptimizerPlan } from "../../engine";
import { MomentOptimizer, type MomentOptions } from "./adam";

/** Adam that looks ahead by its momentum, as Nesterov's does (Dozat 2016). */
export class Nadam extends MomentOptimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.nadam.Nadam";

  /** @throws ValueError for numbers out of range */
  constructor(options: MomentOptions = {}) {
    super("Nadam", options);
  }

  plan(): OptimizerPlan {
    return { ...this.moments, kind: "nadam" };
  }
}
