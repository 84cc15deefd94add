import { add, div, mul, splat, sub } from "../lanes";
import { Optimizer } from "../records";

/** v = ρ·v + (1 − ρ)·g², w −= lr·g / √(v + ε); centered: v − mean² for v; with momentum: m = momentum·m + the step, w −= m. */
export function rmsprop(o: Optimizer, p: usize, end: usize): void {
  const gradients = o.size;
  const velocities = o.size * 2;
  const momentums = o.size * 3;
  const means = o.size * 4;
  const learningRate = splat(o.learningRate);
  const rho = splat(o.rho);
  const oneMinusRho = splat(o.oneMinusRho);
  const momentum = splat(o.momentum);
  const epsilon = splat(o.epsilon);
  for (; p < end; p += 16) {
    const g = v128.load(p + gradients);
    const v = add(mul(rho, v128.load(p + velocities)), mul(oneMinusRho, mul(g, g)));
    v128.store(p + velocities, v);
    let denominator = v;
    if (o.centered) {
      const mean = add(mul(rho, v128.load(p + means)), mul(oneMinusRho, g));
      v128.store(p + means, mean);
      denominator = sub(v, mul(mean, mean));
    }
    let step = div(mul(learningRate, g), f32x4.sqrt(add(denominator, epsilon)));
    if (o.momentum > 0) {
      step = add(mul(momentum, v128.load(p + momentums)), step);
      v128.store(p + momentums, step);
    }
    v128.store(p, sub(v128.load(p), step));
  }
}
