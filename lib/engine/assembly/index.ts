/** What TypeScript calls: whole epochs, evaluation, prediction. */
import { erf4, exp4, log4, sigmoid4, tanh4 } from "./functions";
import { gather, scatter } from "./gather";
import { updateVariable } from "./matrix-updates";
import { muonBegin, muonEnd, muonRows } from "./muon";
import { beginUpdate, endUpdate, Stage, updateAll, updateBytes, variableAt } from "./optimize";
import { Net, Optimizer } from "./records";
import { realSamples } from "./scores/batch";
import { addScores, backward, forward, gradients, layerAt, lossScale, penalty, score } from "./step";

// Kernels that must not be inlined.
export { pack, sumTile } from "./dense";
export { productTile } from "./parameter-gradients";
export { sigmoidRow } from "./functions";
export { adam } from "./updates";
export { largest, shuffle } from "./shuffle";

/**
 * Trains on rows `order[0 … count)` (or `first` and after) of `x` and `y`, `batch` at a time; step i takes the learning
 * rate `rates[i]`, or with `oneRate` the first. Weights of samples are 1 where `sampleWeights` is 0. Stops before the
 * update of a batch that makes the loss NaN or infinite. Returns the samples trained on.
 */
export function train(
  net: Net,
  x: usize,
  y: usize,
  sampleWeights: usize,
  order: usize,
  first: i32,
  count: i32,
  batch: i32,
  rates: usize,
  oneRate: bool,
): i32 {
  for (let start = 0; start < count; start += batch) {
    const rows = min(batch, count - start);
    const here = order != 0 ? order + (<usize>start << 2) : 0;
    beginBatch(net, sampleWeights, here, first + start, rows);
    forwardRows(net, x, y, here, first + start, rows, 0, rows, true);
    scoreRows(net, rows, 0, rows, true);
    if (!scoreBatch(net, rows)) return start;
    if (net.kept != 0) keep(net, rows, start);
    backwardRows(net, 0, rows);
    for (let i = 0; i < net.layerCount; i++) unitGradients(net, i, rows, 0, layerAt(net, i).units);
    // A step that is skipped leaves its rate to the next.
    if (updateParameters(net, f32.load(rates)) && !oneRate) rates += 4;
  }
  return count;
}

export function evaluate(
  net: Net,
  x: usize,
  y: usize,
  sampleWeights: usize,
  first: i32,
  count: i32,
  batch: i32,
): void {
  for (let start = 0; start < count; start += batch) {
    const rows = min(batch, count - start);
    beginBatch(net, sampleWeights, 0, first + start, rows);
    forwardRows(net, x, y, 0, first + start, rows, 0, rows, false);
    scoreRows(net, rows, 0, rows, false);
    scoreBatch(net, rows);
    if (net.kept != 0) keep(net, rows, start);
  }
}

/** Outputs of the `rows` rows at `x`, `[rows][units]`. */
export function predict(net: Net, x: usize, rows: i32, batch: i32, out: usize): void {
  const units = layerAt(net, net.layerCount - 1).units;
  for (let start = 0; start < rows; start += batch) {
    const some = min(batch, rows - start);
    gather(x, net.inputs, 0, start, some, net.x, net.stride);
    forward(net, some, 0, padded(some), false);
    scatter(layerAt(net, net.layerCount - 1).outputs, net.stride, units, some, out);
    out += <usize>(some * units) << 2;
  }
}

// The pieces of a batch, in their order. A large one is computed in more calls than one: by rows `from … to)`, where
// `from` is a multiple of eight, and by units `from … to)`, where it is a multiple of four. The bits are the same.

/** What each of the batch's samples counts. */
export function beginBatch(net: Net, sampleWeights: usize, order: usize, first: i32, rows: i32): void {
  if (sampleWeights != 0) gather(sampleWeights, 1, order, first, rows, net.weights, net.stride);
  const share = f32x4.splat(lossScale(net) / <f32>rows);
  for (let at: usize = 0; at < padded(rows); at += 16) {
    const given = sampleWeights != 0 ? v128.load(net.weights + at) : f32x4.splat(1);
    const weight = v128.and(given, realSamples(at, rows));
    v128.store(net.weights + at, weight);
    v128.store(net.factors + at, f32x4.mul(weight, share));
  }
  if (net.metricWeights == net.weights) return;
  if (net.ownWeights != 0) gather(net.ownWeights, 1, order, first, rows, net.metricWeights, net.stride);
  for (let at: usize = 0; at < padded(rows); at += 16) {
    const own = net.ownWeights != 0 ? v128.load(net.metricWeights + at) : f32x4.splat(1);
    v128.store(net.metricWeights + at, v128.and(own, realSamples(at, rows)));
  }
}

/** Takes the samples in and computes the outputs of every layer. */
export function forwardRows(
  net: Net,
  x: usize,
  y: usize,
  order: usize,
  first: i32,
  rows: i32,
  from: i32,
  to: i32,
  training: bool,
): void {
  const at = <usize>from << 2;
  const here = order != 0 ? order + at : 0;
  gather(x, net.inputs, here, first + from, to - from, net.x + at, net.stride);
  gather(y, net.targets, here, first + from, to - from, net.y + at, net.stride);
  forward(net, rows, at, padded(to), training);
}

/** Loss and metrics of these samples, after the whole batch has its outputs. */
export function scoreRows(net: Net, rows: i32, from: i32, to: i32, training: bool): void {
  score(net, rows, <usize>from << 2, padded(to), training);
}

/** Adds loss and metrics to the totals; false when the loss is not a finite number any more. */
export function scoreBatch(net: Net, rows: i32): bool {
  if (net.hasRegularizers) f64.store(net.totals, f64.load(net.totals) + penalty(net) * <f64>rows);
  addScores(net, rows);
  return isFinite(f64.load(net.totals));
}

/** Keeps the outputs, of sample `start` of the call and after. */
export function keep(net: Net, rows: i32, start: i32): void {
  const last = layerAt(net, net.layerCount - 1);
  scatter(last.outputs, net.stride, last.units, rows, net.kept + (<usize>(start * last.units) << 2));
}

export function backwardRows(net: Net, from: i32, to: i32): void {
  backward(net, <usize>from << 2, padded(to));
}

export function unitGradients(net: Net, layer: i32, rows: i32, from: i32, to: i32): void {
  gradients(net, layerAt(net, layer), padded(rows), from, to);
}

/** Returns whether there was an update, or a step towards one: a gradient that overflowed under a loss scale makes none. */
function updateParameters(net: Net, rate: f32): bool {
  const stage = startUpdate(net, rate);
  if (stage == Stage.skipped) return false;
  if (stage == Stage.due) updateAll(changetype<Optimizer>(net.optimizer));
  finishUpdate(net);
  return true;
}

// The pieces of an update, where `startUpdate` says that it is due. By the optimizer: bytes `from … to)` of the block
// of parameters; or a kernel or bias each; or for a kernel under Muon a beginning, rows of products, and an end.

export function startUpdate(net: Net, rate: f32): Stage {
  const o = changetype<Optimizer>(net.optimizer);
  o.learningRate = rate;
  return beginUpdate(o);
}

export function updatePart(net: Net, from: usize, to: usize): void {
  updateBytes(changetype<Optimizer>(net.optimizer), from, to);
}

export function updateOne(net: Net, variable: i32): void {
  const o = changetype<Optimizer>(net.optimizer);
  updateVariable(o, variableAt(o, variable));
}

export function startMuon(net: Net, variable: i32): void {
  const o = changetype<Optimizer>(net.optimizer);
  muonBegin(o, variableAt(o, variable));
}

export function muonProduct(net: Net, variable: i32, product: i32, from: i32, to: i32): void {
  const o = changetype<Optimizer>(net.optimizer);
  muonRows(o, variableAt(o, variable), product, from, to);
}

export function finishMuon(net: Net, variable: i32): void {
  const o = changetype<Optimizer>(net.optimizer);
  muonEnd(o, variableAt(o, variable));
}

export function finishUpdate(net: Net): void {
  endUpdate(changetype<Optimizer>(net.optimizer));
}

/** Bytes of a unit's row that so many samples take. */
// @ts-ignore: decorator
@inline
function padded(rows: i32): usize {
  return <usize>((rows + 7) & ~7) << 2;
}

/** For the tests: a function of `count` values (a multiple of four), in place. */
export function applyFunction(which: i32, values: usize, count: i32): void {
  for (let end = values + (<usize>count << 2); values < end; values += 16) {
    const x = v128.load(values);
    let y = x;
    if (which == 0) y = exp4(x);
    else if (which == 1) y = log4(x);
    else if (which == 2) y = tanh4(x);
    else if (which == 3) y = erf4(x);
    else y = sigmoid4(x);
    v128.store(values, y);
  }
}

/** Where memory is free to be laid out. */
export function heapBase(): usize {
  return __heap_base;
}
