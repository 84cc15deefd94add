import { add, mul, splat, sub } from "../lanes";
import { Optimizer } from "../records";

/** w −= lr·sign(β1·m + (1 − β1)·g), m = β2·m + (1 − β2)·g. */
export function lion(o: Optimizer, p: usize, end: usize): void {
  const gradients = o.size;
  const momentums = o.size * 2;
  const one: f32 = 1;
  const zero = splat(0);
  const learningRate = splat(o.learningRate);
  const beta1 = splat(o.beta1);
  const beta2 = splat(o.beta2);
  const oneMinusBeta1 = splat(one - o.beta1);
  const oneMinusBeta2 = splat(one - o.beta2);
  for (; p < end; p += 16) {
    const g = v128.load(p + gradients);
    const m = v128.load(p + momentums);
    const direction = add(mul(m, beta1), mul(g, oneMinusBeta1));
    const up = v128.and(learningRate, f32x4.gt(direction, zero));
    const down = v128.and(learningRate, f32x4.lt(direction, zero));
    v128.store(p, sub(v128.load(p), sub(up, down)));
    v128.store(p + momentums, add(mul(m, beta2), mul(g, oneMinusBeta2)));
  }
}
