import { power } from "../functions";
import { sumOfSquares } from "../lanes";
import { Optimizer, Variable } from "../records";
import { endOf, startOf, sync, thread } from "../thread";

/** m and v as Adam's; u = m / (1 − β1ᵗ) / (√(v / (1 − β2ᵗ)) + ε), w −= lr·‖w‖ / ‖u‖·u, of a kernel or bias. */
export function lamb(o: Optimizer, variable: Variable): void {
  const gradients = o.size;
  const momentums = o.size * 2;
  const velocities = o.size * 3;
  const one: f32 = 1;
  const oneMinusBeta1Power = one - power(o.beta1, o.step);
  const oneMinusBeta2Power = one - power(o.beta2, o.step);
  const end = endOf(variable);
  // The update u replaces the gradient.
  for (let p = startOf(variable); p < end; p += 4) {
    const g = f32.load(p + gradients);
    let m = f32.load(p + momentums);
    let v = f32.load(p + velocities);
    m += (g - m) * o.oneMinusBeta1;
    v += (g * g - v) * o.oneMinusBeta2;
    f32.store(p + momentums, m);
    f32.store(p + velocities, v);
    f32.store(p + gradients, m / oneMinusBeta1Power / (sqrt(v / oneMinusBeta2Power) + o.epsilon));
  }
  sync();
  if (thread == 0) {
    o.weightSquare = sumOfSquares(variable.address, variable.bytes);
    o.gradientSquare = sumOfSquares(variable.address + gradients, variable.bytes);
  }
  sync();
  const weightNorm = sqrt(o.weightSquare);
  const updateNorm = sqrt(o.gradientSquare);
  const ratio: f32 = weightNorm > 0 && updateNorm > 0 ? weightNorm / updateNorm : 1;
  const step = ratio * o.learningRate;
  for (let p = startOf(variable); p < end; p += 4) f32.store(p, f32.load(p) - step * f32.load(p + gradients));
}
