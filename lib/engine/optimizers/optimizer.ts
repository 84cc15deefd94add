import type { OptimizerPlan } from "../plan";
import { adam } from "./adam";
import { sgd } from "./sgd";

/** Changes `parameters` by `gradients`; `step` is 1 in the first update. */
export type Update = (gradients: Float32Array, learningRate: number, step: number) => void;

/** An optimizer of `parameters`, with its moments at zero. */
export function optimizerOf(plan: OptimizerPlan, parameters: Float32Array): Update {
  switch (plan.kind) {
    case "sgd":
      return sgd(plan, parameters);
    case "adam":
      return adam(plan, parameters);
  }
}
