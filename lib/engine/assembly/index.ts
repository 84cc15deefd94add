/** The exports to TypeScript. */
import { beginUpdate, endUpdate, update } from "./update";
import { addScores, scoreRows, scoreWholeBatch, sumWeights, weighRows } from "./batch-score";
import { erf4, exp4, log4, sigmoid4, tanh4 } from "./functions";
import { gather, scatter } from "./gather";
import { CallKind, CallState } from "./kinds";
import { Call, layerAt, Net, Optimizer, padded } from "./records";
import { backward, countDraws, forward, goTogether, gradients, updateAverages } from "./step";
import { endsAfterBatch, enter, shareEnd, shareStart, sync, thread } from "./thread";

// Kernels that must not be inlined.
export { narrowTile, pack, sumTile } from "./dense";
export { productTile, wideTile } from "./gradient-tiles";
export { sigmoidRow } from "./functions";
export { adam } from "./optimizers/adam";
export { areFinite } from "./finite";
export { recur, recurGradient } from "./recurrence";
export { randomNumbers } from "./normal";
export { shuffle } from "./shuffle";

/**
 * Runs up to `burst` batches of a call and of the calls after it, as thread `part` of `parts`, which all call this alike. Returns 1
 * if there are more batches, 0 after the last, −1 if a call has ended early.
 */
export function step(net: Net, call: Call, part: i32, parts: i32): i32 {
  enter(part, parts, call.control);
  while (call.done == call.count) call = changetype<Call>(call.next);
  if (call.done == 0 && call.order != 0 && !checkOrder(call)) return -1;
  for (let i = 0; i < call.burst; i++) {
    if (!batch(net, call)) return -1;
    if (call.done == call.count) return call.next != 0 ? 1 : 0;
  }
  return 1;
}

/** True if all indices of the order are rows. Each thread checks for itself. */
function checkOrder(call: Call): bool {
  for (let at = call.order; at < call.order + (<usize>call.count << 2); at += 4) {
    if (load<u32>(at) < <u32>call.rows) continue;
    call.state = CallState.outOfRange;
    return false;
  }
  return true;
}

function batch(net: Net, call: Call): bool {
  const start = call.done;
  const rows = min(call.batch, call.count - start);
  const training = call.kind == CallKind.train;
  const from = shareStart(rows, 16);
  const to = shareEnd(rows, 16);
  // Threads that go through each layer together take their samples as one block.
  const together = goTogether(net, rows, training);
  const block = together ? max(to - from, 1) : net.block;
  const end = together ? from + 1 : to;
  for (let row = from; row < end; row += block) {
    const last = min(row + block, to);
    takeRows(net, call, start, rows, row, last);
    if (!forward(net, rows, <usize>row << 2, padded(last), training, together)) return false;
    if (call.kind == CallKind.predict) keepRows(net, call, start, row, last);
    else if (!net.ofBatch && !scoreAndReturn(net, call, start, rows, row, last, together)) return false;
  }
  if (!sync()) return false;
  if (net.ofBatch && call.kind != CallKind.predict) {
    if (thread == 0) scoreWholeBatch(net, rows, training, call.weights != 0);
    sync();
    for (let row = from; row < end; row += block) {
      if (!scoreAndReturn(net, call, start, rows, row, min(row + block, to), together)) return false;
    }
    if (!sync()) return false;
  }
  if (thread == 0 && call.kind != CallKind.predict) {
    if (!net.ofBatch) sumWeights(net, rows);
    addScores(net, call.totals, rows);
    if (training && !isFinite(f64.load(call.totals))) call.state = CallState.diverged;
  }
  if (training && !learn(net, call, rows)) return false;
  if (thread == 0) {
    call.done += rows;
    if (call.done < call.count && endsAfterBatch()) call.state = CallState.stopped;
  }
  sync();
  return call.state == CallState.running;
}

/** The gradients of a batch, and the update. Returns false, leaving everything as before the batch, if there is no update. */
function learn(net: Net, call: Call, rows: i32): bool {
  const o = changetype<Optimizer>(net.optimizer);
  const isFirst = thread == 0;
  if (isFirst) {
    countDraws(net);
    if (call.state == CallState.running) beginUpdate(o, rateOf(call, o.step));
  }
  gradients(net, padded(rows));
  const goesOn = sync();
  if (call.state != CallState.running) return false;
  if (!goesOn) {
    if (isFirst) o.step = o.batches - 1;
    return false;
  }
  update(o);
  updateAverages(net);
  if (isFirst) endUpdate(o);
  return true;
}

/** A skipped step leaves its rate to the next one. */
function rateOf(call: Call, updates: i32): f32 {
  const i = call.rateStart < 0 ? 0 : updates - call.rateStart;
  return f32.load(call.rates + (<usize>i << 2));
}

/** Copies in the samples `from … to)` of a batch of `rows`, which begins at sample `start` of the call. */
function takeRows(net: Net, call: Call, start: i32, rows: i32, from: i32, to: i32): void {
  const at = <usize>from << 2;
  const order = call.order != 0 ? call.order + (<usize>(start + from) << 2) : 0;
  const first = call.first + start + from;
  gather(call.x, net.inputs, order, first, to - from, net.x + at, net.stride);
  if (call.kind == CallKind.predict) return;
  gather(call.y, net.targets, order, first, to - from, net.y + at, net.stride);
  if (call.weights != 0) gather(call.weights, 1, order, first, to - from, net.weights + at, net.stride);
  weighRows(net, rows, call.weights != 0, at, padded(to));
}

/** Loss and metrics of these samples; in training also their backward pass. Returns false if the call is abandoned. */
function scoreAndReturn(net: Net, call: Call, start: i32, rows: i32, from: i32, to: i32, together: bool): bool {
  const training = call.kind == CallKind.train;
  scoreRows(net, rows, <usize>from << 2, padded(to), training);
  keepRows(net, call, start, from, to);
  return !training || backward(net, rows, <usize>from << 2, padded(to), together);
}

/** Stores the outputs of these samples, if the call keeps them. */
function keepRows(net: Net, call: Call, start: i32, from: i32, to: i32): void {
  if (call.outputs == 0) return;
  const last = layerAt(net, net.layerCount - 1);
  const out = call.outputs + (<usize>(start + from) * <usize>last.units << 2);
  scatter(last.outputs + (<usize>from << 2), net.stride, last.units, to - from, out);
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
