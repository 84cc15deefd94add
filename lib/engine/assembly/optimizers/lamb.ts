/** Keras' Lamb, in passes over a kernel or bias. */
import { power } from "../functions";
import { Optimizer, Variable } from "../records";

/** Adam's direction; it waits in the gradient's place, which is free by then. */
export function lambDirection(o: Optimizer, v: Variable, from: usize, to: usize): void {
  const one: f32 = 1;
  const size = o.size;
  const correction1 = one - power(o.beta1, o.step);
  const correction2 = one - power(o.beta2, o.step);
  for (let p = v.address + from; p < v.address + to; p += 4) {
    const g = f32.load(p + size);
    let m = f32.load(p + 2 * size);
    let s = f32.load(p + 3 * size);
    m += (g - m) * o.oneMinusBeta1;
    s += (g * g - s) * o.oneMinusBeta2;
    f32.store(p + 2 * size, m);
    f32.store(p + 3 * size, s);
    f32.store(p + size, m / correction1 / (sqrt(s / correction2) + o.epsilon));
  }
}

/** Along it, as long as the weights are, by the squares of both. */
export function lambStep(o: Optimizer, v: Variable, from: usize, to: usize, weights: f32, direction: f32): void {
  const weightNorm = sqrt(weights);
  const updateNorm = sqrt(direction);
  const ratio: f32 = weightNorm > 0 && updateNorm > 0 ? weightNorm / updateNorm : 1;
  const scale = ratio * o.learningRate;
  for (let p = v.address + from; p < v.address + to; p += 4) f32.store(p, f32.load(p) - scale * f32.load(p + o.size));
}
