import type { OptimizerPlan } from "../plan";
import type { Update } from "./optimizer";

const f = Math.fround;

/**
 * Keras' Adam (epsilon is the paper's "epsilon hat"), each operation rounded to float32 as Keras rounds it: in float64
 * the step size differs in the seventh digit and the weights drift away from Keras' by 3e-6, on raw data by 7e-4.
 */
export function adam(plan: OptimizerPlan & { kind: "adam" }, parameters: Float32Array): Update {
  const moments = new Float32Array(parameters.length);
  const velocities = new Float32Array(parameters.length);
  const largest = plan.amsgrad ? new Float32Array(parameters.length) : undefined;
  const beta1Rest = f(1 - plan.beta1);
  const beta2Rest = f(1 - plan.beta2);
  const epsilon = f(plan.epsilon);
  return (gradients, learningRate, step) => {
    const beta1Power = power(f(plan.beta1), step);
    const beta2Power = power(f(plan.beta2), step);
    const alpha = f(f(f(learningRate) * f(Math.sqrt(f(1 - beta2Power)))) / f(1 - beta1Power));
    for (let i = 0; i < parameters.length; i++) {
      const g = gradients[i];
      moments[i] += f(f(g - moments[i]) * beta1Rest);
      velocities[i] += f(f(f(g * g) - velocities[i]) * beta2Rest);
      let velocity = velocities[i];
      if (largest) velocity = largest[i] = Math.max(largest[i], velocity);
      parameters[i] -= f(f(moments[i] * alpha) / f(f(Math.sqrt(velocity)) + epsilon));
    }
  };
}

/** base^exponent of a float32 and a whole number, by squaring in float64, rounded to float32 once. */
function power(base: number, exponent: number): number {
  let result = 1;
  let square = base;
  for (let rest = exponent; rest > 0; rest = Math.floor(rest / 2)) {
    if (rest % 2 === 1) result *= square;
    square *= square;
  }
  return f(result);
}
