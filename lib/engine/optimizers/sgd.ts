import type { OptimizerPlan } from "../plan";
import type { Update } from "./optimizer";

const f = Math.fround;

/** Keras' SGD: w −= lr·g, or with momentum m = momentum·m − lr·g; w += m (Nesterov: w += momentum·m − lr·g). */
export function sgd(plan: OptimizerPlan & { kind: "sgd" }, parameters: Float32Array): Update {
  const momentum = f(plan.momentum);
  const moments = new Float32Array(parameters.length);
  return (gradients, learningRate) => {
    const lr = f(learningRate);
    for (let i = 0; i < parameters.length; i++) {
      const step = f(gradients[i] * lr);
      if (momentum === 0) {
        parameters[i] -= step;
        continue;
      }
      moments[i] = f(moments[i] * momentum) - step;
      parameters[i] += plan.nesterov ? f(f(moments[i] * momentum) - step) : moments[i];
    }
  };
}
