import { add, div, mul, splat } from "../lanes";
import { Optimizer } from "../records";

/** a = ρ·a + (1 − ρ)·g², Δ = −√(d + ε)·g / √(a + ε), d = ρ·d + (1 − ρ)·Δ², w += lr·Δ. */
export function adadelta(o: Optimizer, p: usize, end: usize): void {
  const gradients = o.size;
  const accumulatedGradients = o.size * 2;
  const accumulatedDeltas = o.size * 3;
  const learningRate = splat(o.learningRate);
  const rho = splat(o.rho);
  const oneMinusRho = splat(o.oneMinusRho);
  const epsilon = splat(o.epsilon);
  for (; p < end; p += 16) {
    const g = v128.load(p + gradients);
    const a = add(mul(rho, v128.load(p + accumulatedGradients)), mul(oneMinusRho, mul(g, g)));
    const d = v128.load(p + accumulatedDeltas);
    const delta = f32x4.neg(div(mul(f32x4.sqrt(add(d, epsilon)), g), f32x4.sqrt(add(a, epsilon))));
    v128.store(p + accumulatedGradients, a);
    v128.store(p + accumulatedDeltas, add(mul(rho, d), mul(oneMinusRho, mul(delta, delta))));
    v128.store(p, add(v128.load(p), mul(learningRate, delta)));
  }
}
