import { power } from "../functions";
import { add, div, mul, splat, sub } from "../lanes";
import { Optimizer } from "../records";

/**
 * z −= lr·g / (√(v / (1 − β2ᵗ)) + ε), x = (1 − 1/t)·x + z/t, w = (1 − β1)·z + β1·x: the weights lie between the iterates z and
 * their mean x, which follows from w and z. lr grows during the warm-up.
 */
export function scheduleFreeAdamW(o: Optimizer, p: usize, end: usize): void {
  const gradients = o.size;
  const steps = o.size * 2;
  const velocities = o.size * 3;
  const one: f32 = 1;
  const step = <f32>o.step;
  const learningRate = splat(o.warmupSteps > 0 ? o.learningRate * min(step / o.warmupSteps, one) : o.learningRate);
  const beta1 = splat(o.beta1);
  const oneMinusBeta1 = splat(one - o.beta1);
  const oneMinusBeta2 = splat(one - o.beta2);
  const oneMinusBeta2Power = splat(one - power(o.beta2, o.step));
  const epsilon = splat(o.epsilon);
  const share = splat(one / step);
  const others = splat(one - one / step);
  for (; p < end; p += 16) {
    const g = v128.load(p + gradients);
    const before = v128.load(p + steps);
    let v = v128.load(p + velocities);
    v = add(v, mul(sub(mul(g, g), v), oneMinusBeta2));
    const z = sub(before, div(mul(learningRate, g), add(f32x4.sqrt(div(v, oneMinusBeta2Power)), epsilon)));
    const x = add(mul(others, div(sub(v128.load(p), mul(oneMinusBeta1, before)), beta1)), mul(share, z));
    v128.store(p + steps, z);
    v128.store(p + velocities, v);
    v128.store(p, add(mul(oneMinusBeta1, z), mul(beta1, x)));
  }
}
