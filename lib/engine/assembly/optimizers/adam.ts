import { power } from "../functions";
import { add, div, mul, splat, sub } from "../lanes";
import { Optimizer } from "../records";

/** m += (g − m)·(1 − β1), v += (g² − v)·(1 − β2), w −= m·α / (√v + ε); with amsgrad the largest v so far counts. */
export function adam(o: Optimizer, p: usize, end: usize): void {
  const gradients = o.size;
  const momentums = o.size * 2;
  const velocities = o.size * 3;
  const largestVelocities = o.size * 4;
  const alpha = splat(adamStep(o));
  const oneMinusBeta1 = splat(o.oneMinusBeta1);
  const oneMinusBeta2 = splat(o.oneMinusBeta2);
  const epsilon = splat(o.epsilon);
  const amsgrad = o.amsgrad;
  for (; p < end; p += 16) {
    const g = v128.load(p + gradients);
    let m = v128.load(p + momentums);
    let v = v128.load(p + velocities);
    m = add(m, mul(sub(g, m), oneMinusBeta1));
    v = add(v, mul(sub(mul(g, g), v), oneMinusBeta2));
    v128.store(p + momentums, m);
    v128.store(p + velocities, v);
    if (amsgrad) {
      v = f32x4.max(v128.load(p + largestVelocities), v);
      v128.store(p + largestVelocities, v);
    }
    v128.store(p, sub(v128.load(p), div(mul(m, alpha), add(f32x4.sqrt(v), epsilon))));
  }
}

/** α = lr·√(1 − β2ᵗ) / (1 − β1ᵗ). */
export function adamStep(o: Optimizer): f32 {
  const one: f32 = 1;
  return (o.learningRate * sqrt(one - power(o.beta2, o.step))) / (one - power(o.beta1, o.step));
}
