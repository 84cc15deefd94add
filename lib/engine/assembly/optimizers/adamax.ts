import { power } from "../functions";
import { add, div, mul, splat, sub } from "../lanes";
import { Optimizer } from "../records";

/** m += (g − m)·(1 − β1), u = max(β2·u, |g|), w −= lr·m / ((1 − β1ᵗ)·(u + ε)). */
export function adamax(o: Optimizer, p: usize, end: usize): void {
  const gradients = o.size;
  const momentums = o.size * 2;
  const norms = o.size * 3;
  const one: f32 = 1;
  const learningRate = splat(o.learningRate);
  const oneMinusBeta1 = splat(o.oneMinusBeta1);
  const oneMinusBeta1Power = splat(one - power(o.beta1, o.step));
  const beta2 = splat(o.beta2);
  const epsilon = splat(o.epsilon);
  for (; p < end; p += 16) {
    const g = v128.load(p + gradients);
    let m = v128.load(p + momentums);
    m = add(m, mul(sub(g, m), oneMinusBeta1));
    const u = f32x4.max(mul(beta2, v128.load(p + norms)), f32x4.abs(g));
    v128.store(p + momentums, m);
    v128.store(p + norms, u);
    v128.store(p, sub(v128.load(p), div(mul(learningRate, m), mul(oneMinusBeta1Power, add(u, epsilon)))));
  }
}
