/** The losses that Keras takes of a whole batch at once, dice and Tversky: one number for all samples and units. */
import { laneSum } from "../lanes";
import { Score } from "../records";
import { EPSILON, Kind } from "./kinds";

/** The loss of the batch; with `g` not zero, its slope by each output. Only the first `rows` samples count. */
export function batchScore(score: Score, p: usize, y: usize, g: usize, rows: i32, stride: usize, bytes: usize, units: i32): f32 {
  let both = f32x4.splat(0);
  let outputs = both;
  let targets = both;
  for (let unit = 0; unit < units; unit++) {
    const row = <usize>unit * stride;
    for (let at: usize = 0; at < bytes; at += 16) {
      const real = realSamples(at, rows);
      const q = v128.and(v128.load(p + row + at), real);
      const t = v128.and(v128.load(y + row + at), real);
      both = f32x4.add(both, f32x4.mul(q, t));
      outputs = f32x4.add(outputs, q);
      targets = f32x4.add(targets, t);
    }
  }
  const i = laneSum(both);
  const sp = laneSum(outputs);
  const st = laneSum(targets);
  // Both are 1 − numerator / denominator. Keras' Tversky weighs Σt(1 − p) with its alpha and Σp(1 − t) with its beta.
  const isDice = score.kind == Kind.dice;
  const a: f32 = score.a;
  const b: f32 = score.b;
  const numerator: f32 = isDice ? 2 * i : i;
  const denominator: f32 = isDice ? st + sp + EPSILON : i + (st - i) * a + (sp - i) * b + EPSILON;
  if (g != 0) {
    for (let unit = 0; unit < units; unit++) {
      const row = <usize>unit * stride;
      for (let at: usize = 0; at < bytes; at += 16) {
        const t = v128.load(y + row + at);
        const top = isDice ? f32x4.add(t, t) : t;
        // d denominator / dp = 1, or t − a·t + b·(1 − t).
        const below = isDice ? f32x4.splat(1) : f32x4.add(f32x4.splat(b), f32x4.mul(f32x4.splat(1 - a - b), t));
        const slope = f32x4.div(
          f32x4.sub(f32x4.mul(f32x4.splat(numerator), below), f32x4.mul(f32x4.splat(denominator), top)),
          f32x4.splat(denominator * denominator),
        );
        v128.store(g + row + at, v128.and(slope, realSamples(at, rows)));
      }
    }
  }
  return 1 - numerator / denominator;
}

/** Set for the lanes at `at` that hold samples, not padding. */
// @ts-ignore: decorator
@inline
export function realSamples(at: usize, rows: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4.splat(<i32>(at >> 2)), i32x4(0, 1, 2, 3)), i32x4.splat(rows));
}
