/** Dice and Tversky: how little labels and outputs overlap, over a whole batch, each of its units, or each sample. */
import { laneSum } from "../lanes";
import { Score } from "../records";
import { EPSILON, Kind } from "./kinds";

/** Whether the score is not a number per sample, but one for all samples, or the mean of one for each unit. */
// @ts-ignore: decorator
@inline
export function isOfBatch(score: Score): bool {
  return (score.kind == Kind.dice || score.kind == Kind.tversky) && score.c != 2;
}

/** The loss of the batch; with `g` not zero, its slope by each output. Only the first `rows` samples count. */
export function batchScore(score: Score, p: usize, y: usize, g: usize, rows: i32, stride: usize, bytes: usize, units: i32): f32 {
  if (score.c == 0) return overlap(score, p, y, g, rows, stride, bytes, units, 1);
  let sum: f32 = 0;
  for (let unit = 0; unit < units; unit++) {
    const row = <usize>unit * stride;
    sum += overlap(score, p + row, y + row, g != 0 ? g + row : 0, rows, stride, bytes, 1, <f32>units);
  }
  return sum / <f32>units;
}

/** Of those units, as one; the slope is divided by `share`. */
function overlap(
  score: Score,
  p: usize,
  y: usize,
  g: usize,
  rows: i32,
  stride: usize,
  bytes: usize,
  units: i32,
  share: f32,
): f32 {
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
  both = f32x4.splat(laneSum(both));
  const top = numerator(score, both);
  const below = denominator(score, both, f32x4.splat(laneSum(outputs)), f32x4.splat(laneSum(targets)));
  if (g != 0) {
    for (let unit = 0; unit < units; unit++) {
      const row = <usize>unit * stride;
      for (let at: usize = 0; at < bytes; at += 16) {
        const rise = f32x4.div(slope(score, v128.load(y + row + at), top, below), f32x4.splat(share));
        v128.store(g + row + at, v128.and(rise, realSamples(at, rows)));
      }
    }
  }
  return f32x4.extract_lane(f32x4.sub(f32x4.splat(1), f32x4.div(top, below)), 0);
}

/** Of each of four samples, over its units. */
export function sampleOverlap(score: Score, p: usize, y: usize, g: usize, stride: usize, units: i32): v128 {
  let both = f32x4.splat(0);
  let outputs = both;
  let targets = both;
  const end = <usize>units * stride;
  for (let at: usize = 0; at < end; at += stride) {
    const q = v128.load(p + at);
    const t = v128.load(y + at);
    both = f32x4.add(both, f32x4.mul(q, t));
    outputs = f32x4.add(outputs, q);
    targets = f32x4.add(targets, t);
  }
  const top = numerator(score, both);
  const below = denominator(score, both, outputs, targets);
  if (g != 0) for (let at: usize = 0; at < end; at += stride) v128.store(g + at, slope(score, v128.load(y + at), top, below));
  return f32x4.sub(f32x4.splat(1), f32x4.div(top, below));
}

// Both are 1 − numerator / denominator. Keras' Tversky weighs Σt(1 − p) with its alpha and Σp(1 − t) with its beta.

function numerator(score: Score, both: v128): v128 {
  return score.kind == Kind.dice ? f32x4.add(both, both) : both;
}

function denominator(score: Score, both: v128, outputs: v128, targets: v128): v128 {
  const epsilon = f32x4.splat(EPSILON);
  if (score.kind == Kind.dice) return f32x4.add(f32x4.add(targets, outputs), epsilon);
  const missed = f32x4.mul(f32x4.sub(targets, both), f32x4.splat(score.a));
  const tooMuch = f32x4.mul(f32x4.sub(outputs, both), f32x4.splat(score.b));
  return f32x4.add(f32x4.add(f32x4.add(both, missed), tooMuch), epsilon);
}

/** By an output whose label is t. d denominator / dp = 1, or t − a·t + b·(1 − t). */
function slope(score: Score, t: v128, top: v128, below: v128): v128 {
  const a = score.a;
  const b = score.b;
  const isDice = score.kind == Kind.dice;
  const rise = isDice ? f32x4.splat(1) : f32x4.add(f32x4.splat(b), f32x4.mul(f32x4.splat(1 - a - b), t));
  return f32x4.div(
    f32x4.sub(f32x4.mul(top, rise), f32x4.mul(below, isDice ? f32x4.add(t, t) : t)),
    f32x4.mul(below, below),
  );
}

/** Set for the lanes at `at` that hold samples, not padding. */
// @ts-ignore: decorator
@inline
export function realSamples(at: usize, rows: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4.splat(<i32>(at >> 2)), i32x4(0, 1, 2, 3)), i32x4.splat(rows));
}
