import { power } from "../functions";
import { add, div, mul, splat, sub } from "../lanes";
import { Optimizer } from "../records";

const ONE: f32 = 1;

/** μₜ = β1·(1 − ½·0.96ᵗ). */
function schedule(o: Optimizer, step: i32): f32 {
  const half: f32 = 0.5;
  return o.beta1 * (ONE - half * power(0.96, step));
}

/** Before each update: Π = μ₁·…·μₜ. */
export function nadamProduct(o: Optimizer): void {
  const half: f32 = 0.5;
  o.momentumProduct = o.momentumProduct * o.beta1 * (ONE - half * power(0.96, o.step));
}

/** m and v as Adam's; w −= lr·(μₜ₊₁·m / (1 − Π·μₜ₊₁) + (1 − μₜ)·g / (1 − Π)) / (√(v / (1 − β2ᵗ)) + ε). */
export function nadam(o: Optimizer, p: usize, end: usize): void {
  const gradients = o.size;
  const momentums = o.size * 2;
  const velocities = o.size * 3;
  const next = schedule(o, o.step + 1);
  const learningRate = splat(o.learningRate);
  const oneMinusBeta1 = splat(ONE - o.beta1);
  const oneMinusBeta2 = splat(ONE - o.beta2);
  const oneMinusBeta2Power = splat(ONE - power(o.beta2, o.step));
  const epsilon = splat(o.epsilon);
  const momentumWeight = splat(next);
  const momentumRest = splat(ONE - o.momentumProduct * next);
  const gradientWeight = splat(ONE - schedule(o, o.step));
  const gradientRest = splat(ONE - o.momentumProduct);
  for (; p < end; p += 16) {
    const g = v128.load(p + gradients);
    let m = v128.load(p + momentums);
    let v = v128.load(p + velocities);
    m = add(m, mul(sub(g, m), oneMinusBeta1));
    v = add(v, mul(sub(mul(g, g), v), oneMinusBeta2));
    v128.store(p + momentums, m);
    v128.store(p + velocities, v);
    const ahead = add(div(mul(momentumWeight, m), momentumRest), div(mul(gradientWeight, g), gradientRest));
    const root = add(f32x4.sqrt(div(v, oneMinusBeta2Power)), epsilon);
    v128.store(p, sub(v128.load(p), div(mul(ahead, learningRate), root)));
  }
}
