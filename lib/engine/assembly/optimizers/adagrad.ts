import { add, div, mul, splat, sub } from "../lanes";
import { Optimizer } from "../records";

/** a += g², w −= lr·g / √(a + ε). */
export function adagrad(o: Optimizer, p: usize, end: usize): void {
  const gradients = o.size;
  const accumulators = o.size * 2;
  const learningRate = splat(o.learningRate);
  const epsilon = splat(o.epsilon);
  for (; p < end; p += 16) {
    const g = v128.load(p + gradients);
    const a = add(v128.load(p + accumulators), mul(g, g));
    v128.store(p + accumulators, a);
    v128.store(p, sub(v128.load(p), div(mul(learningRate, g), f32x4.sqrt(add(a, epsilon)))));
  }
}
