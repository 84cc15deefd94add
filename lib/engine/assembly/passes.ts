/**
 * What an update does: passes over the parameters, one after the other, as TypeScript lists them in memory
 * (`lib/engine/passes.ts`). The threads share the values of a pass, unless it is a sum.
 */
import { factorsOfColumns, factorsOfRows, factoredVelocity, rootedGradient, scaledStep, velocityOf } from "./optimizers/adafactor";
import { constrain } from "./constraints";
import { lambDirection, lambStep } from "./optimizers/lamb";
import { laneSum } from "./lanes";
import { momentum, muonBias, muonStep, normalize, productRows, transposeRows } from "./optimizers/muon";
import { nadamProduct } from "./optimizers/nadam";
import { Optimizer, Pass, Variable } from "./records";
import { average, rule, ruleAtEnds } from "./segments";
import { shareEnd, shareStart, sync, thread } from "./thread";

/** In the order of `PASSES` in `lib/engine/passes.ts`. */
enum Kind {
  slopes,
  overflow,
  unscale,
  accumulate,
  beginning,
  // From here on not for a step whose gradients are only gathered.
  gradientSquares,
  clip,
  clipAll,
  clipValues,
  decay,
  weightSquares,
  nadamProduct,
  rule,
  ruleAtEnds,
  lambDirection,
  lambStep,
  factorsOfRows,
  factorsOfColumns,
  factoredVelocity,
  velocity,
  rootedGradient,
  scaledStep,
  momentum,
  normalize,
  transpose,
  product,
  muonStep,
  muonBias,
  // And these again.
  average,
  constrain,
}

/** How far an update goes: one that is skipped is as if it had not been; or its gradients are gathered for a later one. */
enum Stage {
  due,
  gathered,
  skipped,
}

export function beginUpdate(o: Optimizer, rate: f32): void {
  o.learningRate = rate;
  o.batches = o.step + 1;
  // Where gradients are gathered, Keras counts the updates, not the batches, in all that follows.
  o.step = o.step / o.accumulateSteps + 1;
  o.stage = o.batches % o.accumulateSteps == 0 ? Stage.due : Stage.gathered;
  o.scale = o.lossScale;
  o.allSquares = 0;
}

export function runPasses(o: Optimizer): void {
  for (let i = 0; i < o.passCount; i++) {
    const pass = changetype<Pass>(o.passes + <usize>i * offsetof<Pass>());
    if (isDue(o, <Kind>pass.kind)) {
      if (!isSum(<Kind>pass.kind)) run(o, pass, shareStart(pass.count, 4), shareEnd(pass.count, 4));
      else if (thread == 0) run(o, pass, 0, pass.count);
    }
    sync();
  }
}

export function endUpdate(o: Optimizer): void {
  o.step = o.stage == Stage.skipped ? o.batches - 1 : o.batches;
}

function isDue(o: Optimizer, kind: Kind): bool {
  if (o.stage == Stage.skipped) return false;
  return o.stage == Stage.due || kind <= Kind.beginning || kind >= Kind.average;
}

/** Whether one thread has to do it: a sum over many values, or a single value. */
function isSum(kind: Kind): bool {
  switch (kind) {
    case Kind.overflow:
    case Kind.gradientSquares:
    case Kind.weightSquares:
    case Kind.nadamProduct:
    case Kind.ruleAtEnds:
    case Kind.factorsOfRows:
    case Kind.momentum:
      return true;
  }
  return false;
}

/** A pass over the values `from … to)` of the block of parameters or of a variable, or over its rows or columns. */
function run(o: Optimizer, pass: Pass, from: i32, to: i32): void {
  const v = changetype<Variable>(pass.variable);
  const start = <usize>from << 2;
  const end = <usize>to << 2;
  switch (<Kind>pass.kind) {
    case Kind.slopes:
      slopes(o, v, start, end);
      return;
    case Kind.overflow:
      findOverflow(o);
      return;
    case Kind.unscale:
      unscale(o, start, end);
      return;
    case Kind.accumulate:
      accumulate(o, start, end);
      return;
    case Kind.beginning:
      keepBeginning(o, start, end);
      return;
    case Kind.gradientSquares:
      o.gradientSquare = squares(v.address + o.size, v.bytes);
      o.allSquares += o.gradientSquare;
      return;
    case Kind.weightSquares:
      o.weightSquare = squares(v.address, v.bytes);
      return;
    case Kind.clip:
      clip(o, v, start, end);
      return;
    case Kind.clipAll:
      clipAll(o, start, end);
      return;
    case Kind.clipValues:
      clipValues(o, start, end);
      return;
    case Kind.decay:
      decay(o, v, start, end);
      return;
    case Kind.nadamProduct:
      nadamProduct(o);
      return;
    case Kind.rule:
      rule(o);
      return;
    case Kind.ruleAtEnds:
      ruleAtEnds(o);
      return;
    case Kind.lambDirection:
      lambDirection(o, v, start, end);
      return;
    case Kind.lambStep:
      lambStep(o, v, start, end, o.weightSquare, o.gradientSquare);
      return;
    case Kind.factorsOfRows:
      factorsOfRows(o, v);
      return;
    case Kind.factorsOfColumns:
      factorsOfColumns(o, v, from, to);
      return;
    case Kind.factoredVelocity:
      factoredVelocity(o, v, from, to);
      return;
    case Kind.velocity:
      velocityOf(o, v, start, end);
      return;
    case Kind.rootedGradient:
      rootedGradient(o, v, start, end);
      return;
    case Kind.scaledStep:
      scaledStep(o, v, start, end, o.weightSquare, o.gradientSquare);
      return;
    case Kind.momentum:
      momentum(o, v);
      return;
    case Kind.normalize:
      normalize(o, start, end);
      return;
    case Kind.transpose:
      transposeRows(o, v, pass.round, from, to);
      return;
    case Kind.product:
      productRows(o, v, pass.round, from, to);
      return;
    case Kind.muonStep:
      muonStep(o, v, from, to);
      return;
    case Kind.muonBias:
      muonBias(o, v, start, end);
      return;
    case Kind.average:
      average(o);
      return;
    case Kind.constrain:
      constrain(v, from, to);
      return;
  }
}

/** Adds the regularizers' slopes: l1·sign(w) + 2·l2·w, times the loss' scale. */
function slopes(o: Optimizer, v: Variable, from: usize, to: usize): void {
  const factor: f32 = o.scale == 0 ? 1 : o.scale;
  for (let p = v.address + from; p < v.address + to; p += 4) {
    const w = f32.load(p);
    const sign: f32 = w > 0 ? 1 : w < 0 ? -1 : 0;
    f32.store(p + o.size, f32.load(p + o.size) + (v.l1 * sign + 2 * v.l2 * w) * factor);
  }
}

/**
 * Under a loss' scale that changes with time, a gradient that is no finite number halves it, and the step is to be skipped;
 * so many steps without one double it, as long as that is a number.
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

function unscale(o: Optimizer, from: usize, to: usize): void {
  const by = f32x4.splat(o.scale);
  for (let p = o.parameters + o.size + from; p < o.parameters + o.size + to; p += 16) {
    v128.store(p, f32x4.div(v128.load(p), by));
  }
}

/** Keras' gradient accumulation: the mean of the gradients of some steps, then one update. */
function accumulate(o: Optimizer, from: usize, to: usize): void {
  const kept = <usize>o.accumulateBlock * o.size;
  const isDue = o.stage == Stage.due;
  const steps = f32x4.splat(<f32>o.accumulateSteps);
  for (let p = o.parameters + from; p < o.parameters + to; p += 16) {
    const sum = f32x4.add(v128.load(p + o.size), v128.load(p + kept));
    if (isDue) v128.store(p + o.size, f32x4.div(sum, steps));
    v128.store(p + kept, isDue ? f32x4.splat(0) : sum);
  }
}

/** Before the first update: the steps begin at the weights. */
function keepBeginning(o: Optimizer, from: usize, to: usize): void {
  if (o.batches > 1) return;
  for (let p = o.parameters + from; p < o.parameters + to; p += 16) v128.store(p + 2 * o.size, v128.load(p));
}

/** The sum of squares: in four classes, index modulo 4; the last values that fill no vector are added one by one. */
function squares(at: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  const end = at + bytes;
  const whole = at + (bytes & ~15);
  for (; at < whole; at += 16) {
    const x = v128.load(at);
    sum = f32x4.add(sum, f32x4.mul(x, x));
  }
  let total = laneSum(sum);
  for (; at < end; at += 4) total += f32.load(at) * f32.load(at);
  return total;
}

function clip(o: Optimizer, v: Variable, from: usize, to: usize): void {
  const square = o.gradientSquare;
  const norm = max(square > 0 ? sqrt(square) : square, o.clipNorm);
  for (let p = v.address + o.size + from; p < v.address + o.size + to; p += 4) {
    f32.store(p, (f32.load(p) * o.clipNorm) / norm);
  }
}

function clipAll(o: Optimizer, from: usize, to: usize): void {
  const one: f32 = 1;
  const norm = sqrt(o.allSquares);
  // NaN where the norm is no number or infinite, as in Keras.
  const factor = f32x4.splat(o.globalClipNorm * min(one / norm, one / o.globalClipNorm) + (norm - norm));
  for (let p = o.parameters + o.size + from; p < o.parameters + o.size + to; p += 16) {
    v128.store(p, f32x4.mul(v128.load(p), factor));
  }
}

function clipValues(o: Optimizer, from: usize, to: usize): void {
  const bound = f32x4.splat(o.clipValue);
  for (let p = o.parameters + o.size + from; p < o.parameters + o.size + to; p += 16) {
    v128.store(p, f32x4.min(f32x4.max(v128.load(p), f32x4.neg(bound)), bound));
  }
}

/** w −= w · decay · rate. */
function decay(o: Optimizer, v: Variable, from: usize, to: usize): void {
  for (let p = v.address + from; p < v.address + to; p += 4) {
    const w = f32.load(p);
    f32.store(p, w - w * v.decay * o.learningRate);
  }
}
