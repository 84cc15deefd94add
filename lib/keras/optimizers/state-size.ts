import type { OptimizerPlan } from "../../engine/index.ts";
import type { Variable } from "../variable.ts";
import type { MultiOptimizer } from "./multi-optimizer.ts";
import type { Optimizer } from "./optimizer.ts";

/** A number of variables' values, and their bytes. */
export interface StateSize {
  readonly values: number;
  readonly bytes: number;
}

/** Values of an optimizer's state per weight, by its kind. */
const SLOTS = {
  sgd: 0,
  adagrad: 1,
  lion: 1,
  rmsprop: 1,
  adadelta: 2,
  adam: 2,
  adamax: 2,
  ftrl: 2,
  lamb: 2,
  nadam: 2,
  scheduleFreeAdamW: 2,
} as const;

/**
 * The variables of an optimizer as Keras 3 counts them: its state for the trained weights, the counter of updates, which takes eight
 * bytes, and the learning rate unless it is a schedule.
 */
export function stateSize(optimizer: Optimizer, trained: readonly Variable[]): StateSize {
  const plan = optimizer.plan(trained);
  if (plan.kind === "multi") {
    const { assigned } = optimizer as Optimizer & Pick<MultiOptimizer, "assigned">;
    const sizes = assigned.call(optimizer, trained).map(([one, indices]) => {
      const own = indices.map((i) => trained[i]);
      // Optimizers that wrap others are refused.
      return total(one.plan(own) as OptimizerPlan, own, one.schedule === null);
    });
    return sizes.reduce((a, b) => ({ values: a.values + b.values, bytes: a.bytes + b.bytes }), {
      values: 2,
      bytes: 12,
    });
  }
  const { values, bytes } = total(plan, trained, optimizer.schedule === null);
  // A wrapper counts updates and has a rate too, and counts the steps for its scale.
  return plan.dynamicLossScale ? { values: values + 4, bytes: bytes + 24 } : { values, bytes };
}

function total(plan: OptimizerPlan, trained: readonly Variable[], hasRate: boolean): StateSize {
  const slots = trained.reduce((sum, variable) => sum + slotsOf(plan, variable), 0);
  const values = slots + Number(hasRate) + Number(plan.kind === "nadam" && trained.length > 0);
  return { values: values + 1, bytes: 4 * values + 8 };
}

function slotsOf(plan: OptimizerPlan, { size, shape }: Variable): number {
  const average = plan.emaMomentum == null ? 0 : size;
  const accumulated = plan.gradientAccumulationSteps == null ? 0 : size;
  return average + accumulated + ruleSlots(plan, size, shape);
}

function ruleSlots(plan: OptimizerPlan, size: number, shape: readonly number[]): number {
  switch (plan.kind) {
    case "sgd":
      return plan.momentum > 0 ? size : 0;
    case "adam":
      return plan.amsgrad ? 3 * size : 2 * size;
    case "rmsprop":
      return size * (1 + Number(plan.momentum > 0) + Number(plan.centered));
    case "muon":
      return shape.length === 1 ? 2 * size : size;
    case "adafactor": {
      const columns = shape[shape.length - 1];
      // Two numbers stand for the means of rows and columns that a vector does not have.
      const factors = shape.length < 2 ? 2 : size / columns + size / shape[shape.length - 2];
      return size + factors;
    }
    default:
      return size * SLOTS[plan.kind];
  }
}
