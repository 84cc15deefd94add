/** Dice and Tversky: losses of the overlap of labels and outputs, over the whole batch, per unit or per sample. */
import { laneSum } from "../lanes";
import { Score } from "../records";
import { scratch } from "../thread";
import { EPSILON } from "./epsilon";
import { Kind } from "./kinds";

/** True if the score is one number for all samples, or the mean of one per unit, instead of one per sample. */
// @ts-ignore: decorator
@inline
export function isOfBatch(score: Score): bool {
  return (score.kind == Kind.dice || score.kind == Kind.tversky) && score.c != 2;
}

/** Running sums over a group of units, in four lanes: of target · output, of the outputs, and of the targets. */
const BOTH = scratch + 256;
const OUTPUTS = scratch + 272;
const TARGETS = scratch + 288;
/** Numerator and denominator of a group. */
const TOP = scratch + 304;
const BELOW = scratch + 320;
let sumOfGroups: f32 = 0;

/** All units together, or each by itself. */
// @ts-ignore: decorator
@inline
function groups(score: Score, units: i32): i32 {
  return score.c == 0 ? 1 : units;
}

/** Adds a unit's row, of `bytes`, to the sums of its group. Only the first `rows` samples count. Called for the units in order. */
export function overlapSums(
  score: Score,
  p: usize,
  y: usize,
  rows: i32,
  unit: i32,
  units: i32,
  bytes: usize,
): void {
  const zero = f32x4.splat(0);
  const isGroup = groups(score, units) > 1;
  const begins = unit == 0 || isGroup;
  if (unit == 0) sumOfGroups = 0;
  let both = begins ? zero : v128.load(BOTH);
  let outputs = begins ? zero : v128.load(OUTPUTS);
  let targets = begins ? zero : v128.load(TARGETS);
  for (let at: usize = 0; at < bytes; at += 16) {
    const real = realSamples(at, rows);
    const q = v128.and(v128.load(p + at), real);
    const t = v128.and(v128.load(y + at), real);
    both = f32x4.add(both, f32x4.mul(q, t));
    outputs = f32x4.add(outputs, q);
    targets = f32x4.add(targets, t);
  }
  v128.store(BOTH, both);
  v128.store(OUTPUTS, outputs);
  v128.store(TARGETS, targets);
  if (unit < units - 1 && !isGroup) return;
  both = f32x4.splat(laneSum(both));
  const top = numerator(score, both);
  const below = denominator(score, both, f32x4.splat(laneSum(outputs)), f32x4.splat(laneSum(targets)));
  v128.store(TOP, top);
  v128.store(BELOW, below);
  sumOfGroups += f32x4.extract_lane(f32x4.sub(f32x4.splat(1), f32x4.div(top, below)), 0);
}

/** The loss of the batch, after all sums. */
export function batchValue(score: Score, units: i32): f32 {
  return sumOfGroups / <f32>groups(score, units);
}

/** The derivative of the loss with respect to a unit's outputs, once its group is summed. */
export function overlapGradients(score: Score, y: usize, g: usize, rows: i32, units: i32, bytes: usize): void {
  const top = v128.load(TOP);
  const below = v128.load(BELOW);
  const share = f32x4.splat(<f32>groups(score, units));
  for (let at: usize = 0; at < bytes; at += 16) {
    const gradient = f32x4.div(derivative(score, v128.load(y + at), top, below), share);
    v128.store(g + at, v128.and(gradient, realSamples(at, rows)));
  }
}

/** The overlap loss of four samples, each over its own units. */
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
  if (g != 0) for (let at: usize = 0; at < end; at += stride) v128.store(g + at, derivative(score, v128.load(y + at), top, below));
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

/** The derivative with respect to an output whose label is t. d denominator / dp = 1 (Dice), or t − a·t + b·(1 − t). */
function derivative(score: Score, t: v128, top: v128, below: v128): v128 {
  const a = score.a;
  const b = score.b;
  const isDice = score.kind == Kind.dice;
  const belowDerivative = isDice ? f32x4.splat(1) : f32x4.add(f32x4.splat(b), f32x4.mul(f32x4.splat(1 - a - b), t));
  return f32x4.div(
    f32x4.sub(f32x4.mul(top, belowDerivative), f32x4.mul(below, isDice ? f32x4.add(t, t) : t)),
    f32x4.mul(below, below),
  );
}

/** Set for the lanes at `at` that hold samples, not padding. */
// @ts-ignore: decorator
@inline
export function realSamples(at: usize, rows: i32): v128 {
  return i32x4.lt_s(i32x4.add(i32x4.splat(<i32>(at >> 2)), i32x4(0, 1, 2, 3)), i32x4.splat(rows));
}
