import type { Tensor1D } from "@tensorflow/tfjs";
import type { TensorFlow } from "../../../backend";
import type { OptimizerPlan } from "../../../engine";

/** The parameters after a step along `gradient`; `slots` are what the optimizer keeps, replaced by their new values. */
export type Step = (
  parameters: Tensor1D,
  gradient: Tensor1D,
  slots: Tensor1D[],
  learningRate: number,
  step: number,
) => Tensor1D;

/** How many vectors of the parameters' size an optimizer keeps. */
export function slotCount(plan: OptimizerPlan): number {
  if (plan.kind === "sgd") return plan.momentum === 0 ? 0 : 1;
  return plan.amsgrad ? 3 : 2;
}

/** Keras' own formulas: TensorFlow.js' Adam adds epsilon at another place and drifts away from Keras' weights. */
export function stepOf(tf: TensorFlow, plan: OptimizerPlan): Step {
  if (plan.kind === "sgd") return sgd(plan);
  return adam(tf, plan);
}

function sgd({ momentum, nesterov }: OptimizerPlan & { kind: "sgd" }): Step {
  return (parameters, gradient, slots, learningRate) => {
    const step = gradient.mul(learningRate);
    if (momentum === 0) return parameters.sub(step);
    slots[0] = slots[0].mul(momentum).sub(step);
    return parameters.add(nesterov ? slots[0].mul(momentum).sub(step) : slots[0]);
  };
}

function adam(tf: TensorFlow, { beta1, beta2, epsilon, amsgrad }: OptimizerPlan & { kind: "adam" }): Step {
  const f = Math.fround;
  return (parameters, gradient, slots, learningRate, step) => {
    // Rounded step by step, as Keras computes it: in float64 the weights drift in the sixth digit.
    const root = f(Math.sqrt(f(1 - f(f(beta2) ** step))));
    const alpha = f(f(f(learningRate) * root) / f(1 - f(f(beta1) ** step)));
    slots[0] = slots[0].add(gradient.sub(slots[0]).mul(1 - beta1));
    slots[1] = slots[1].add(
      gradient
        .square()
        .sub(slots[1])
        .mul(1 - beta2),
    );
    if (amsgrad) slots[2] = tf.maximum(slots[2], slots[1]);
    const velocity = amsgrad ? slots[2] : slots[1];
    return parameters.sub(slots[0].mul(alpha).div(velocity.sqrt().add(epsilon)));
  };
}
