import { pow4 } from "../functions";
import { add, div, mul, splat, sub } from "../lanes";
import { Optimizer } from "../records";

/**
 * n′ = n + g², σ = (n′^−p − n^−p) / lr, z += g + 2·shrinkage·w − σ·w, w = (clip(z, ±l1) − z) / (n′^−p / lr + 2·(l2 + β / 2lr)),
 * where p is the power of the learning rate.
 */
export function ftrl(o: Optimizer, p: usize, end: usize): void {
  const gradients = o.size;
  const accumulators = o.size * 2;
  const linears = o.size * 3;
  const power = -o.learningRatePower;
  const learningRate = splat(o.learningRate);
  const l1 = splat(o.l1RegularizationStrength);
  const l2 = o.l2RegularizationStrength + o.beta / (2 * o.learningRate);
  const twiceL2 = splat(2 * l2);
  const twiceShrinkage = splat(2 * o.l2ShrinkageRegularizationStrength);
  for (; p < end; p += 16) {
    const g = v128.load(p + gradients);
    const w = v128.load(p);
    const before = v128.load(p + accumulators);
    const n = add(before, mul(g, g));
    const powered = pow4(n, power);
    const sigma = div(sub(powered, pow4(before, power)), learningRate);
    const z = add(v128.load(p + linears), sub(add(g, mul(twiceShrinkage, w)), mul(sigma, w)));
    const quadratic = add(div(powered, learningRate), twiceL2);
    const clipped = f32x4.min(f32x4.max(z, f32x4.neg(l1)), l1);
    v128.store(p, div(sub(clipped, z), quadratic));
    v128.store(p + accumulators, n);
    v128.store(p + linears, z);
  }
}
