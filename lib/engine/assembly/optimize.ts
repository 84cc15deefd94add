/** An update of all trainable parameters, as Keras' base optimizer goes about it: its beginning, its parts, its end. */
import { sumOfSquares, updateVariable } from "./matrix-updates";
import { Net, Optimizer, Stretch, Variable } from "./records";
import { power, Rule, update } from "./updates";

/** How far an update goes: one that is skipped is as if it had not been. */
export enum Stage {
  skipped,
  /** Its gradients are gathered for a later one. */
  gathered,
  due,
}

/** What comes before the rule. */
export function beginUpdate(o: Optimizer): Stage {
  if (o.lossScale != 0 && !unscale(o)) return Stage.skipped;
  o.batches = ++o.step;
  if (o.accumulateSteps > 1) {
    // Where gradients are gathered, Keras counts the updates, not the batches, in all that follows.
    const updates = accumulate(o);
    o.step = (o.batches - 1) / o.accumulateSteps + 1;
    if (!updates) return Stage.gathered;
  }
  clipGradients(o);
  decayWeights(o);
  if (o.kind == Rule.nadam) {
    const one: f32 = 1;
    const half: f32 = 0.5;
    o.product = o.product * o.a * (one - half * power(0.96, o.step));
  }
  return Stage.due;
}

/** The rule on all parameters. */
export function updateAll(o: Optimizer): void {
  if (o.kind < Rule.lamb) {
    updateBytes(o, 0, o.size);
    return;
  }
  for (let i = 0; i < o.variableCount; i++) {
    const v = variableAt(o, i);
    if (v.trainable) updateVariable(o, v);
  }
}

/** A rule that treats each parameter alike, on those at `from … to)` in the block of parameters. */
export function updateBytes(o: Optimizer, from: usize, to: usize): void {
  for (let i = 0; i < o.stretchCount; i++) {
    const stretch = changetype<Stretch>(o.stretches + <usize>i * offsetof<Stretch>());
    const start = max(stretch.address, o.parameters + from);
    const end = min(stretch.address + stretch.bytes, o.parameters + to);
    if (start < end) updateStretch(o, start, end);
  }
}

export function endUpdate(o: Optimizer): void {
  if (o.emaBlock > 0) average(o);
  o.step = o.batches;
}

/**
 * Divides the gradients by the loss' scale. Where that changes with time, a gradient that is no finite number halves it,
 * and the step is to be skipped; so many steps without one double it, as long as that is a number.
 */
function unscale(o: Optimizer): bool {
  const end = o.parameters + 2 * o.size;
  const scale = f32x4.splat(o.lossScale);
  const zero = f32x4.splat(0);
  if (o.scaleGrowth > 0) {
    let finite = i32x4.splat(-1);
    for (let p = o.parameters + o.size; p < end; p += 16) {
      const g = v128.load(p);
      finite = v128.and(finite, f32x4.eq(f32x4.sub(g, g), zero));
    }
    const areFinite = i32x4.all_true(finite);
    o.scaleSteps = areFinite ? o.scaleSteps + 1 : 0;
    if (!areFinite) {
      o.lossScale *= 0.5;
      return false;
    }
    if (o.scaleSteps == o.scaleGrowth) {
      o.scaleSteps = 0;
      const doubled = o.lossScale + o.lossScale;
      if (isFinite(doubled)) o.lossScale = doubled;
    }
  }
  for (let p = o.parameters + o.size; p < end; p += 16) v128.store(p, f32x4.div(v128.load(p), scale));
  return true;
}

// @ts-ignore: decorator
@inline
export function variableAt(o: Optimizer, i: i32): Variable {
  return changetype<Variable>(o.variables + <usize>i * offsetof<Variable>());
}

/** Four at a time; the values after the stretch that the last four reach into are put back, in every block. */
function updateStretch(o: Optimizer, start: usize, end: usize): void {
  if (((end - start) & 15) == 0 || end >= o.parameters + o.size - 16) {
    update(o, start, end);
    return;
  }
  for (let block = 0; block < o.blocks; block++) v128.store(o.scratch + (<usize>block << 4), v128.load(end + <usize>block * o.size));
  update(o, start, end);
  for (let block = 0; block < o.blocks; block++) v128.store(end + <usize>block * o.size, v128.load(o.scratch + (<usize>block << 4)));
}

/** Keras' gradient accumulation: the mean of the gradients of some steps, then one update. Whether this step updates. */
function accumulate(o: Optimizer): bool {
  const to = <usize>o.accumulateBlock * o.size;
  const updates = o.step % o.accumulateSteps == 0;
  const steps = f32x4.splat(<f32>o.accumulateSteps);
  for (let p = o.parameters; p < o.parameters + o.size; p += 16) {
    const sum = f32x4.add(v128.load(p + o.size), v128.load(p + to));
    if (updates) v128.store(p + o.size, f32x4.div(sum, steps));
    v128.store(p + to, updates ? f32x4.splat(0) : sum);
  }
  return updates;
}

function clipGradients(o: Optimizer): void {
  const end = o.parameters + 2 * o.size;
  if (o.clipNorm > 0) {
    for (let i = 0; i < o.variableCount; i++) {
      const v = variableAt(o, i);
      const square = sumOfSquares(v.address + o.size, v.bytes);
      const norm = max(square > 0 ? sqrt(square) : square, o.clipNorm);
      for (let p = v.address + o.size; p < v.address + o.size + v.bytes; p += 4) {
        f32.store(p, (f32.load(p) * o.clipNorm) / norm);
      }
    }
  } else if (o.globalClipNorm > 0) {
    let square: f32 = 0;
    for (let i = 0; i < o.variableCount; i++) {
      const v = variableAt(o, i);
      if (v.trainable) square += sumOfSquares(v.address + o.size, v.bytes);
    }
    const one: f32 = 1;
    const norm = sqrt(square);
    // NaN where the norm is no number or infinite, as in Keras.
    const scale = f32x4.splat(o.globalClipNorm * min(one / norm, one / o.globalClipNorm) + (norm - norm));
    for (let p = o.parameters + o.size; p < end; p += 16) v128.store(p, f32x4.mul(v128.load(p), scale));
  } else if (o.clipValue > 0) {
    const bound = f32x4.splat(o.clipValue);
    for (let p = o.parameters + o.size; p < end; p += 16) {
      v128.store(p, f32x4.min(f32x4.max(v128.load(p), f32x4.neg(bound)), bound));
    }
  }
}

/** w −= w · decay · rate. */
function decayWeights(o: Optimizer): void {
  for (let i = 0; i < o.variableCount; i++) {
    const v = variableAt(o, i);
    if (v.decay < 0 || !v.trainable) continue;
    for (let p = v.address; p < v.address + v.bytes; p += 4) {
      const w = f32.load(p);
      f32.store(p, w - w * v.decay * o.learningRate);
    }
  }
}

/** The moving average of the parameters, and from time to time the average in their place. */
function average(o: Optimizer): void {
  const to = <usize>o.emaBlock * o.size;
  const one: f32 = 1;
  const momentum: f32 = o.step == 1 ? 0 : o.emaMomentum;
  const keep = f32x4.splat(momentum);
  const rest = f32x4.splat(one - momentum);
  const overwrites = o.emaEvery > 0 && o.step % o.emaEvery == 0;
  for (let i = 0; i < o.stretchCount; i++) {
    const stretch = changetype<Stretch>(o.stretches + <usize>i * offsetof<Stretch>());
    const end = stretch.address + stretch.bytes;
    let p = stretch.address;
    for (; p + 16 <= end; p += 16) {
      const mean = f32x4.add(f32x4.mul(keep, v128.load(p + to)), f32x4.mul(rest, v128.load(p)));
      v128.store(p + to, mean);
      if (overwrites) v128.store(p, mean);
    }
    for (; p < end; p += 4) {
      const mean: f32 = momentum * f32.load(p + to) + (one - momentum) * f32.load(p);
      f32.store(p + to, mean);
      if (overwrites) f32.store(p, mean);
    }
  }
}
