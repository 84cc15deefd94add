/** The update of the parameters by their gradients. */
import { constrain } from "./constraints";
import { sumOfSquares } from "./lanes";
import { adafactor } from "./optimizers/adafactor";
import { Rule } from "./optimizers/kinds";
import { lamb } from "./optimizers/lamb";
import { muon } from "./optimizers/muon";
import { nadamProduct } from "./optimizers/nadam";
import { Optimizer, variableAt } from "./records";
import { average, rule, ruleAtEnds } from "./segments";
import { endOf, shareEnd, shareStart, startOf, sync, thread } from "./thread";

/** Due: applied to the parameters. Gathered: the gradients are added to those of a later update. Skipped: changes nothing. */
enum Stage {
  due,
  gathered,
  skipped,
}

/** Updates after which moments that have become subnormal are set to 0. */
const FLUSHED_EVERY: i32 = 64;
/** The smallest normal float32. */
const SMALLEST_NORMAL: f32 = 1.17549435e-38;

export function beginUpdate(o: Optimizer, rate: f32): void {
  o.learningRate = rate;
  o.batches = o.step + 1;
  // With accumulated gradients, Keras counts the updates, not the batches, in all that follows.
  o.step = o.step / o.accumulateSteps + 1;
  o.stage = o.batches % o.accumulateSteps == 0 ? Stage.due : Stage.gathered;
  o.scale = o.lossScale;
}

/**
 * The steps of an update, in order. All threads run it: each step is shared by values (sums are computed by one thread), and ends
 * with a wait for all.
 */
export function update(o: Optimizer): void {
  // Read before the first wait: after the last one, another thread may already have begun the next update.
  const flushes = o.step % FLUSHED_EVERY == 0;
  addPenaltyGradients(o);
  if (o.scaleGrowth >= 0) {
    if (thread == 0) findOverflow(o);
    sync();
    if (o.stage == Stage.skipped) return;
  }
  if (o.scale != 1) unscale(o);
  if (o.accumulateSteps > 1) accumulate(o);
  if (o.kind == Rule.scheduleFreeAdamW && o.batches == 1) beginAtWeights(o);
  if (o.stage == Stage.due) {
    if (o.clipNorm != 0) clipByNorm(o);
    if (o.globalClipNorm != 0) clipByGlobalNorm(o);
    if (o.clipValue != 0) clipByValue(o);
    decayWeights(o);
    optimize(o);
    if (flushes) flushMoments(o);
  }
  if (o.emaBlock != 0) {
    average(o);
    sync();
  }
  for (let i = 0; i < o.variableCount; i++) {
    const v = variableAt(o, i);
    if (!v.trainable || v.constraint == 0) continue;
    constrain(v);
    sync();
  }
}

export function endUpdate(o: Optimizer): void {
  o.step = o.stage == Stage.skipped ? o.batches - 1 : o.batches;
}

function optimize(o: Optimizer): void {
  if (o.kind == Rule.lamb || o.kind == Rule.adafactor || o.kind == Rule.muon) {
    for (let i = 0; i < o.variableCount; i++) {
      const v = variableAt(o, i);
      if (!v.trainable) continue;
      if (o.kind == Rule.lamb) lamb(o, v);
      else if (o.kind == Rule.adafactor) adafactor(o, v);
      else muon(o, v);
      sync();
    }
    return;
  }
  if (o.kind == Rule.nadam) {
    if (thread == 0) nadamProduct(o);
    sync();
  }
  rule(o);
  sync();
  if (!o.hasEnds) return;
  if (thread == 0) ruleAtEnds(o);
  sync();
}

/**
 * Sets subnormal moments to 0. Those of a unit without gradients, such as a dead ReLU, would stay subnormal for good, and a processor
 * takes many times as long to compute with them. TensorFlow has the processor treat them as 0.
 */
function flushMoments(o: Optimizer): void {
  const smallest = f32x4.splat(SMALLEST_NORMAL);
  for (let block = 2; block < o.blocks; block++) {
    const at = <usize>block * o.size;
    for (let p = firstOf(o) + at, end = lastOf(o) + at; p < end; p += 16) {
      const x = v128.load(p);
      v128.store(p, v128.andnot(x, f32x4.lt(f32x4.abs(x), smallest)));
    }
  }
  sync();
}

/** Adds the gradients of the regularizers: l1·sign(w) + 2·l2·w, times the loss scale. */
function addPenaltyGradients(o: Optimizer): void {
  for (let i = 0; i < o.variableCount; i++) {
    const v = variableAt(o, i);
    if (!v.trainable || (v.l1 == 0 && v.l2 == 0)) continue;
    for (let p = startOf(v), end = endOf(v); p < end; p += 4) {
      const w = f32.load(p);
      const sign: f32 = w > 0 ? 1 : w < 0 ? -1 : 0;
      f32.store(p + o.size, f32.load(p + o.size) + (v.l1 * sign + 2 * v.l2 * w) * o.scale);
    }
    sync();
  }
}

/**
 * Dynamic loss scaling: a gradient that is infinite or NaN halves the scale and skips the step; `scaleGrowth` steps without one
 * double it, unless it would overflow.
 */
function findOverflow(o: Optimizer): void {
  let finite = i32x4.splat(-1);
  const zero = f32x4.splat(0);
  for (let p = o.parameters + o.size; p < o.parameters + 2 * o.size; p += 16) {
    const g = v128.load(p);
    finite = v128.and(finite, f32x4.eq(f32x4.sub(g, g), zero));
  }
  const areFinite = i32x4.all_true(finite);
  o.scaleSteps = areFinite ? o.scaleSteps + 1 : 0;
  if (!areFinite) {
    o.lossScale *= 0.5;
    o.stage = Stage.skipped;
  } else if (o.scaleSteps == o.scaleGrowth) {
    o.scaleSteps = 0;
    const doubled = o.lossScale + o.lossScale;
    if (isFinite(doubled)) o.lossScale = doubled;
  }
}

// Start and end of this thread's share of all parameters.

// @ts-ignore: decorator
@inline
function firstOf(o: Optimizer): usize {
  return o.parameters + (<usize>shareStart(<i32>(o.size >> 2), 4) << 2);
}

// @ts-ignore: decorator
@inline
function lastOf(o: Optimizer): usize {
  return o.parameters + (<usize>shareEnd(<i32>(o.size >> 2), 4) << 2);
}

function unscale(o: Optimizer): void {
  const by = f32x4.splat(o.scale);
  for (let p = firstOf(o), end = lastOf(o); p < end; p += 16) {
    v128.store(p + o.size, f32x4.div(v128.load(p + o.size), by));
  }
  sync();
}

/** Keras' gradient accumulation: the mean of the gradients of some steps, then one update. */
function accumulate(o: Optimizer): void {
  const accumulated = <usize>o.accumulateBlock * o.size;
  const isDue = o.stage == Stage.due;
  const steps = f32x4.splat(<f32>o.accumulateSteps);
  for (let p = firstOf(o), end = lastOf(o); p < end; p += 16) {
    const sum = f32x4.add(v128.load(p + o.size), v128.load(p + accumulated));
    if (isDue) v128.store(p + o.size, f32x4.div(sum, steps));
    v128.store(p + accumulated, isDue ? f32x4.splat(0) : sum);
  }
  sync();
}

/** Before the first update, the iterates of schedule-free AdamW start at the weights. */
function beginAtWeights(o: Optimizer): void {
  for (let p = firstOf(o), end = lastOf(o); p < end; p += 16) v128.store(p + 2 * o.size, v128.load(p));
  sync();
}

/** Limits the norm of each gradient to `clipNorm`. */
function clipByNorm(o: Optimizer): void {
  for (let i = 0; i < o.variableCount; i++) {
    const v = variableAt(o, i);
    if (!v.trainable) continue;
    if (thread == 0) o.gradientSquare = sumOfSquares(v.address + o.size, v.bytes);
    sync();
    const square = o.gradientSquare;
    const norm = max(square > 0 ? sqrt(square) : square, o.clipNorm);
    for (let p = startOf(v) + o.size, end = endOf(v) + o.size; p < end; p += 4) {
      f32.store(p, (f32.load(p) * o.clipNorm) / norm);
    }
    sync();
  }
}

/** Limits the norm of all gradients together to `globalClipNorm`. */
function clipByGlobalNorm(o: Optimizer): void {
  if (thread == 0) {
    let squares: f32 = 0;
    for (let i = 0; i < o.variableCount; i++) {
      const v = variableAt(o, i);
      if (v.trainable) squares += sumOfSquares(v.address + o.size, v.bytes);
    }
    o.gradientSquare = squares;
  }
  sync();
  const one: f32 = 1;
  const norm = sqrt(o.gradientSquare);
  // NaN if the norm is NaN or infinite, as in Keras.
  const factor = f32x4.splat(o.globalClipNorm * min(one / norm, one / o.globalClipNorm) + (norm - norm));
  for (let p = firstOf(o) + o.size, end = lastOf(o) + o.size; p < end; p += 16) {
    v128.store(p, f32x4.mul(v128.load(p), factor));
  }
  sync();
}

function clipByValue(o: Optimizer): void {
  const bound = f32x4.splat(o.clipValue);
  for (let p = firstOf(o) + o.size, end = lastOf(o) + o.size; p < end; p += 16) {
    v128.store(p, f32x4.min(f32x4.max(v128.load(p), f32x4.neg(bound)), bound));
  }
  sync();
}

/** w −= w·decay·lr. */
function decayWeights(o: Optimizer): void {
  for (let i = 0; i < o.variableCount; i++) {
    const v = variableAt(o, i);
    if (!v.trainable || v.decay == 0) continue;
    for (let p = startOf(v), end = endOf(v); p < end; p += 4) {
      const w = f32.load(p);
      f32.store(p, w - w * v.decay * o.learningRate);
    }
    sync();
  }
}
