/** What TypeScript calls: whole epochs, evaluation, prediction. */
import { erf4, exp4, log4, sigmoid4, tanh4 } from "./functions";
import { gather, scatter } from "./gather";
import { optimize } from "./optimize";
import { Net, Optimizer } from "./records";
import { backward, forward, layerAt, penalty, score } from "./step";

// Kernels that must not be inlined.
export { pack, productTile, sumTile } from "./dense";
export { sigmoidRow } from "./activations/activate";
export { adam } from "./updates";
export { shuffle } from "./shuffle";

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
  const optimizer = changetype<Optimizer>(net.optimizer);
  let kept = net.kept;
  for (let start = 0; start < count; start += batch) {
    const rows = min(batch, count - start);
    const here = order != 0 ? order + (<usize>start << 2) : 0;
    const bytes = take(net, x, y, sampleWeights, here, first + start, rows);
    forward(net, rows, bytes, true);
    if (net.hasRegularizers) addPenalty(net, rows);
    score(net, rows, bytes, true);
    if (!isFinite(f64.load(net.totals))) return start;
    if (kept != 0) kept = keep(net, rows, kept);
    backward(net, bytes);
    optimizer.learningRate = f32.load(rates);
    if (!oneRate) rates += 4;
    optimize(net);
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
  let kept = net.kept;
  for (let start = 0; start < count; start += batch) {
    const rows = min(batch, count - start);
    const bytes = take(net, x, y, sampleWeights, 0, first + start, rows);
    forward(net, rows, bytes, false);
    if (net.hasRegularizers) addPenalty(net, rows);
    score(net, rows, bytes, false);
    if (kept != 0) kept = keep(net, rows, kept);
  }
}

/** Outputs of the `rows` rows at `x`, `[rows][units]`. */
export function predict(net: Net, x: usize, rows: i32, batch: i32, out: usize): void {
  const units = layerAt(net, net.layerCount - 1).units;
  for (let start = 0; start < rows; start += batch) {
    const some = min(batch, rows - start);
    gather(x, net.inputs, 0, start, some, net.x, net.stride);
    forward(net, some, <usize>((some + 7) & ~7) << 2, false);
    scatter(layerAt(net, net.layerCount - 1).outputs, net.stride, units, some, out);
    out += <usize>(some * units) << 2;
  }
}

/** The batch: features, targets, weights; bytes of a unit's row that are in use. */
function take(net: Net, x: usize, y: usize, sampleWeights: usize, order: usize, first: i32, rows: i32): usize {
  gather(x, net.inputs, order, first, rows, net.x, net.stride);
  gather(y, net.targets, order, first, rows, net.y, net.stride);
  if (sampleWeights != 0) gather(sampleWeights, 1, order, first, rows, net.weights, net.stride);
  const padded = (rows + 7) & ~7;
  const share: f32 = <f32>1 / <f32>rows;
  for (let i = 0; i < padded; i++) {
    const at = <usize>i << 2;
    const weight: f32 = i >= rows ? 0 : sampleWeights != 0 ? f32.load(net.weights + at) : 1;
    f32.store(net.weights + at, weight);
    f32.store(net.factors + at, weight * share);
  }
  return <usize>padded << 2;
}

function addPenalty(net: Net, rows: i32): void {
  f64.store(net.totals, f64.load(net.totals) + penalty(net) * <f64>rows);
}

function keep(net: Net, rows: i32, to: usize): usize {
  const last = layerAt(net, net.layerCount - 1);
  scatter(last.outputs, net.stride, last.units, rows, to);
  return to + (<usize>(rows * last.units) << 2);
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
