/** Losses of a sample's outputs as one vector. */
import { add, mul, splat, sub } from "../lanes";
import { EPSILON } from "./epsilon";

/** max(max((1 − t)·p) − Σ t·p + 1, 0); equal largest values share the derivative. */
export function categoricalHinge(p: usize, y: usize, g: usize, stride: usize, units: i32): v128 {
  const one = splat(1);
  const zero = splat(0);
  let own = zero;
  let largest = splat(-Infinity);
  let ties = zero;
  let at: usize = 0;
  for (let unit = 0; unit < units; unit++) {
    const q = v128.load(p + at);
    const t = v128.load(y + at);
    own = add(own, mul(t, q));
    const other = mul(sub(one, t), q);
    const above = f32x4.gt(other, largest);
    ties = v128.bitselect(one, add(ties, v128.and(one, f32x4.eq(other, largest))), above);
    largest = f32x4.max(largest, other);
    at += stride;
  }
  const margin = add(sub(largest, own), one);
  if (g == 0) return f32x4.max(margin, zero);
  const active = f32x4.ge(margin, zero);
  at = 0;
  for (let unit = 0; unit < units; unit++) {
    const t = v128.load(y + at);
    const rest = sub(one, t);
    const isLargest = f32x4.eq(mul(rest, v128.load(p + at)), largest);
    const derivative = sub(v128.and(f32x4.div(rest, ties), isLargest), t);
    v128.store(g + at, v128.and(derivative, active));
    at += stride;
  }
  return f32x4.max(margin, zero);
}

/** −Σ of the products of both, each divided by its length (of at least ε). */
export function cosineSimilarity(p: usize, y: usize, g: usize, stride: usize, units: i32): v128 {
  let pp = splat(0);
  let tt = pp;
  let at: usize = 0;
  for (let unit = 0; unit < units; unit++) {
    const q = v128.load(p + at);
    const t = v128.load(y + at);
    pp = add(pp, mul(q, q));
    tt = add(tt, mul(t, t));
    at += stride;
  }
  const bound = splat(1 / EPSILON);
  const inverse = f32x4.min(f32x4.div(splat(1), f32x4.sqrt(pp)), bound);
  const inverseTarget = f32x4.min(f32x4.div(splat(1), f32x4.sqrt(tt)), bound);
  let sum = splat(0);
  at = 0;
  for (let unit = 0; unit < units; unit++) {
    sum = add(sum, mul(mul(v128.load(p + at), inverse), mul(v128.load(y + at), inverseTarget)));
    at += stride;
  }
  at = 0;
  if (g != 0) {
    for (let unit = 0; unit < units; unit++) {
      const t = mul(v128.load(y + at), inverseTarget);
      const q = mul(v128.load(p + at), inverse);
      v128.store(g + at, mul(inverse, sub(mul(q, sum), t)));
      at += stride;
    }
  }
  return f32x4.neg(sum);
}
