import { add, mul, splat, sub } from "../lanes";
import { Optimizer } from "../records";

/** w −= g·lr. */
export function sgd(o: Optimizer, p: usize, end: usize): void {
  const learningRate = splat(o.learningRate);
  for (; p < end; p += 16) v128.store(p, sub(v128.load(p), mul(v128.load(p + o.size), learningRate)));
}

/** m = momentum·m − g·lr, w += m; Nesterov: w += momentum·m − g·lr. */
export function sgdMomentum(o: Optimizer, p: usize, end: usize): void {
  const gradients = o.size;
  const momentums = o.size * 2;
  const learningRate = splat(o.learningRate);
  const momentum = splat(o.momentum);
  const nesterov = o.nesterov;
  for (; p < end; p += 16) {
    const step = mul(v128.load(p + gradients), learningRate);
    const m = sub(mul(v128.load(p + momentums), momentum), step);
    v128.store(p + momentums, m);
    v128.store(p, add(v128.load(p), nesterov ? sub(mul(m, momentum), step) : m));
  }
}
