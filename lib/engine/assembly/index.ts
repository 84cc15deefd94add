/** The exports to TypeScript: training, evaluation and prediction, whole or in parts. */
import {
  addPenalties,
  addPenalty,
  addScores,
  batchSlopes,
  batchSums,
  lookAtLabels,
  score,
  scoreWholeBatch,
  weigh,
} from "./batch-score";
import { erf4, exp4, log4, sigmoid4, tanh4 } from "./functions";
import { gather, scatter } from "./gather";
import { beginUpdate, endUpdate, passAt, passPart } from "./passes";
import { layerAt, Net, Optimizer, variableAt } from "./records";
import { backward, backwardLayer, forward, forwardLayer, gradients, gradientsOfTile } from "./step";

// Kernels that must not be inlined.
export { continueTile, pack, sumTile } from "./dense";
export { productTile } from "./parameter-gradients";
export { sigmoidRow } from "./functions";
export { adam } from "./optimizers/adam";
export { inTurn, largest, shuffle } from "./shuffle";

/**
 * Trains on the rows `order[0 … count)` of `x` and `y`, or on `count` rows from `first` if `order` is 0, in batches of `batch`.
 * Step i uses the learning rate `rates[i]`, or `rates[0]` with `oneRate`. Sample weights are 1 if `sampleWeights` is 0. Stops
 * before the update of a batch that makes the loss NaN or infinite. Returns the number of samples trained on.
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
    scoreAll(net, x, y, sampleWeights, here, first + start, rows, true);
    if (!endBatch(net, rows)) return start;
    if (net.kept != 0) keepRows(net, 0, rows, start);
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
    scoreAll(net, x, y, sampleWeights, 0, first + start, rows, false);
    endBatch(net, rows);
    if (net.kept != 0) keepRows(net, 0, rows, start);
  }
}

/** Outputs of the `rows` rows at `x`, `[rows][units]`. */
export function predict(net: Net, x: usize, rows: i32, batch: i32, out: usize): void {
  const units = layerAt(net, net.layerCount - 1).units;
  for (let start = 0; start < rows; start += batch) {
    const some = min(batch, rows - start);
    gather(x, net.inputs, 0, start, some, net.x, net.stride);
    forward(net, some, 0, padded(some), false);
    outputRows(net, 0, some, out);
    out += <usize>(some * units) << 2;
  }
}

// The pieces of a batch, in their order. A large one is computed in more calls than one: by rows `from … to)`, where
// `from` is a multiple of eight, and by units `from … to)`, where it is a multiple of four. The bits are the same.

/** Outputs, loss and metrics of a batch at once. */
function scoreAll(
  net: Net,
  x: usize,
  y: usize,
  sampleWeights: usize,
  order: usize,
  first: i32,
  rows: i32,
  training: bool,
): void {
  weighRows(net, sampleWeights, order, first, rows, 0, rows);
  forwardRows(net, x, y, order, first, rows, 0, rows, training);
  scoreWholeBatch(net, rows, training);
  scoreRows(net, rows, 0, rows, training);
  if (net.hasRegularizers) addPenalties(net);
}

/** What each of these samples counts; the first ones begin the batch's sums. */
export function weighRows(
  net: Net,
  sampleWeights: usize,
  order: usize,
  first: i32,
  rows: i32,
  from: i32,
  to: i32,
): void {
  const at = <usize>from << 2;
  const here = order != 0 ? order + at : 0;
  if (sampleWeights != 0) gather(sampleWeights, 1, here, first + from, to - from, net.weights + at, net.stride);
  const ownWeights = net.metricWeights != net.weights ? net.ownWeights : 0;
  if (ownWeights != 0) gather(ownWeights, 1, here, first + from, to - from, net.metricWeights + at, net.stride);
  weigh(net, rows, sampleWeights != 0, ownWeights != 0, at, padded(to));
}

/** Takes the samples in and computes the outputs of every layer. */
function forwardRows(
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
  takeRows(net, x, y, order, first, from, to);
  forward(net, rows, <usize>from << 2, padded(to), training);
}

/** Takes the samples in; `y` is 0 where there are no targets. */
export function takeRows(net: Net, x: usize, y: usize, order: usize, first: i32, from: i32, to: i32): void {
  const at = <usize>from << 2;
  const here = order != 0 ? order + at : 0;
  gather(x, net.inputs, here, first + from, to - from, net.x + at, net.stride);
  if (y == 0) return;
  gather(y, net.targets, here, first + from, to - from, net.y + at, net.stride);
  lookAtLabels(net, at, padded(to));
}

/** Then computes the outputs of a layer, of its product units `first … end)`. */
export function forwardUnits(
  net: Net,
  layer: i32,
  rows: i32,
  from: i32,
  to: i32,
  first: i32,
  end: i32,
  training: bool,
): void {
  forwardLayer(net, layerAt(net, layer), rows, <usize>from << 2, padded(to), first, end, training);
}

/** The outputs of these samples, `[rows][units]`. */
export function outputRows(net: Net, from: i32, to: i32, out: usize): void {
  const last = layerAt(net, net.layerCount - 1);
  scatter(last.outputs + (<usize>from << 2), net.stride, last.units, to - from, out);
}

/** Scores of the whole batch: sums of a unit's samples `from … to)`, then, for the loss in training, slopes. */
export function batchSumRows(net: Net, which: i32, rows: i32, unit: i32, from: i32, to: i32): void {
  batchSums(net, which, rows, unit, <usize>from << 2, padded(to));
}

export function batchSlopeRows(net: Net, rows: i32, unit: i32, from: i32, to: i32): void {
  batchSlopes(net, rows, unit, <usize>from << 2, padded(to));
}

/** Loss and metrics of these samples, after those. */
export function scoreRows(net: Net, rows: i32, from: i32, to: i32, training: bool): void {
  score(net, rows, <usize>from << 2, padded(to), training);
}

/** What the regularizer of a variable adds to the loss, by its values `from … to)`. */
export function penaltyPart(net: Net, variable: i32, from: i32, to: i32): void {
  addPenalty(variableAt(changetype<Optimizer>(net.optimizer), variable), from, to);
}

/** Adds loss and metrics to the totals; false when the loss is not a finite number any more. */
export function endBatch(net: Net, rows: i32): bool {
  addScores(net, rows);
  return isFinite(f64.load(net.totals));
}

/** Keeps the outputs of these samples, the first of which is number `start + from` of the call. */
export function keepRows(net: Net, from: i32, to: i32, start: i32): void {
  const last = layerAt(net, net.layerCount - 1);
  outputRows(net, from, to, net.kept + (<usize>(start + from) * <usize>last.units << 2));
}

function backwardRows(net: Net, from: i32, to: i32): void {
  backward(net, <usize>from << 2, padded(to));
}

/** Of a layer, of its product inputs `first … end)`. */
export function backwardInputs(net: Net, layer: i32, from: i32, to: i32, first: i32, end: i32): void {
  backwardLayer(net, layer, <usize>from << 2, padded(to), first, end);
}

/** Gradients of up to five units, by the samples `from … to)`. */
export function tileGradientRows(
  net: Net,
  layer: i32,
  rows: i32,
  first: i32,
  end: i32,
  from: i32,
  to: i32,
): void {
  gradientsOfTile(net, layerAt(net, layer), padded(rows), first, end, <usize>from << 2, padded(to));
}

export function unitGradients(net: Net, layer: i32, rows: i32, from: i32, to: i32): void {
  gradients(net, layerAt(net, layer), padded(rows), from, to);
}

/** Returns whether there was an update, or a step towards one: a gradient that overflowed under a loss scale makes none. */
function updateParameters(net: Net, rate: f32): bool {
  const o = changetype<Optimizer>(net.optimizer);
  beginUpdate(o, rate);
  for (let i = 0; i < o.passCount; i++) passPart(o, passAt(o, i), 0, passAt(o, i).count);
  return endUpdate(o);
}

// The same in pieces: a beginning, the parts of each pass, and an end.

export function startUpdate(net: Net, rate: f32): void {
  beginUpdate(changetype<Optimizer>(net.optimizer), rate);
}

export function updatePart(net: Net, pass: i32, from: i32, to: i32): void {
  const o = changetype<Optimizer>(net.optimizer);
  passPart(o, passAt(o, pass), from, to);
}

export function finishUpdate(net: Net): bool {
  return endUpdate(changetype<Optimizer>(net.optimizer));
}

/** Bytes of `rows` samples of a unit, with padding. */
// @ts-ignore: decorator
@inline
function padded(rows: i32): usize {
  return <usize>((rows + 7) & ~7) << 2;
}

/** For `tests/engine/math.test.ts`, which measures errors: a function of `count` values (a multiple of four), in place. */
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

/** The first address that TypeScript may use. */
export function heapBase(): usize {
  return __heap_base;
}
