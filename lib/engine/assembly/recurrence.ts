/**
 * Recurrent layers over the steps of sequences, and their gradients, with samples in the lanes. A row is a unit: it has a block of
 * samples for each step, after one for the state before the first step.
 */
import { NARROW, narrowTile, pack } from "./dense";
import { sigmoid4, tanh4 } from "./functions";
import { RecurrentKind } from "./kinds";
import { add, mul, select, splat, sub } from "./lanes";
import { Recurrence } from "./records";

/** Bytes of a tile's weights for one input. */
const INPUT_BYTES: usize = 16;

/** Computes the states of all steps, and replaces the sums of the gates by their values. */
export function recur(r: Recurrence): void {
  const columns = r.gates * r.units;
  const row = <usize>columns << 2;
  for (let step = 1; step <= r.steps; step++) {
    const at = <usize>step * r.block;
    const before = r.states + at - r.block;
    addProducts(r, before, r.units, r.kernel, row, INPUT_BYTES, r.products + at, columns);
    for (let unit = 0; unit < r.units; unit++) {
      const first = at + <usize>unit * r.stride;
      for (let p = first; p < first + r.block; p += 16) {
        const counts = isCounted(r, at + p - first);
        if (r.kind == RecurrentKind.lstm) lstm(r, p, counts);
        else if (r.kind == RecurrentKind.gru) gru(r, p, counts);
        else keep(r.states, p, r.block, tanh4(v128.load(r.sums + p)), counts);
      }
    }
  }
}

/**
 * The way back: replaces the values of the gates by the gradients of their sums, and adds to the gradients of the states those that
 * later steps have. `panel` has room for the transposed kernel.
 */
export function recurGradient(r: Recurrence): void {
  const columns = r.gates * r.units;
  const row = <usize>columns << 2;
  const tile = <usize>columns * INPUT_BYTES;
  for (let unit = 0; unit < r.units; unit += NARROW)
    pack(r.kernel + <usize>unit * row, 4, row, columns, NARROW, r.panel + <usize>(unit / NARROW) * tile);
  for (let unit = 0; unit < columns; unit++) {
    const first = r.sums + <usize>unit * r.stride;
    clearOtherBlocks(r, first);
    if (r.products != r.sums) clearOtherBlocks(r, first + (r.products - r.sums));
  }
  for (let step = r.steps; step > 0; step--) {
    const at = <usize>step * r.block;
    for (let unit = 0; unit < r.units; unit++) {
      const first = at + <usize>unit * r.stride;
      for (let p = first; p < first + r.block; p += 16) {
        const counts = isCounted(r, at + p - first);
        const gradient = v128.load(r.gradients + p);
        // A step that does not count hands its gradient on.
        addTo(r.gradients + p - r.block, v128.andnot(gradient, counts));
        const counted = v128.and(gradient, counts);
        if (r.kind == RecurrentKind.lstm) lstmGradient(r, p, counted, counts);
        else if (r.kind == RecurrentKind.gru) gruGradient(r, p, counted);
        else {
          const h = v128.load(r.states + p);
          v128.store(r.sums + p, mul(counted, sub(splat(1), mul(h, h))));
        }
      }
    }
    addProducts(r, r.products + at, columns, r.panel, INPUT_BYTES, tile, r.gradients + at - r.block, r.units);
  }
}

/** Writes zeros to the blocks of a row that belong to no step. */
function clearOtherBlocks(r: Recurrence, row: usize): void {
  const end = <usize>(r.steps + 1) * r.block;
  memory.fill(row, 0, r.block);
  memory.fill(row + end, 0, r.stride - end);
}

/** i, f, o = σ(…), c = f · c + i · tanh(…), h = o · tanh(c). */
// @ts-ignore: decorator
@inline
function lstm(r: Recurrence, p: usize, counts: v128): void {
  const gate = gateBytes(r);
  const sums = r.sums + p;
  const i = sigmoid4(v128.load(sums));
  const f = sigmoid4(v128.load(sums + gate));
  const g = tanh4(v128.load(sums + 2 * gate));
  const o = sigmoid4(v128.load(sums + 3 * gate));
  v128.store(sums, i);
  v128.store(sums + gate, f);
  v128.store(sums + 2 * gate, g);
  v128.store(sums + 3 * gate, o);
  const c = add(mul(f, v128.load(r.states + gate + p - r.block)), mul(i, g));
  keep(r.states, p, r.block, mul(o, tanh4(c)), counts);
  keep(r.states + gate, p, r.block, c, counts);
}

// @ts-ignore: decorator
@inline
function lstmGradient(r: Recurrence, p: usize, dh: v128, counts: v128): void {
  const gate = gateBytes(r);
  const sums = r.sums + p;
  const cell = r.states + gate + p;
  const cellGradient = r.gradients + gate + p;
  const one = splat(1);
  const i = v128.load(sums);
  const f = v128.load(sums + gate);
  const g = v128.load(sums + 2 * gate);
  const o = v128.load(sums + 3 * gate);
  const t = tanh4(v128.load(cell));
  const given = v128.load(cellGradient);
  const dc = add(v128.and(given, counts), mul(mul(dh, o), sub(one, mul(t, t))));
  v128.store(sums, mul(mul(dc, g), mul(i, sub(one, i))));
  v128.store(sums + gate, mul(mul(dc, v128.load(cell - r.block)), mul(f, sub(one, f))));
  v128.store(sums + 2 * gate, mul(mul(dc, i), sub(one, mul(g, g))));
  v128.store(sums + 3 * gate, mul(mul(dh, t), mul(o, sub(one, o))));
  addTo(cellGradient - r.block, add(mul(dc, f), v128.andnot(given, counts)));
}

/** z, r = σ(…), h = z · h + (1 − z) · tanh(x + r · product). */
// @ts-ignore: decorator
@inline
function gru(r: Recurrence, p: usize, counts: v128): void {
  const gate = gateBytes(r);
  const sums = r.sums + p;
  const products = r.products + p;
  const z = sigmoid4(add(v128.load(sums), v128.load(products)));
  const reset = sigmoid4(add(v128.load(sums + gate), v128.load(products + gate)));
  const g = tanh4(add(v128.load(sums + 2 * gate), mul(reset, v128.load(products + 2 * gate))));
  v128.store(sums, z);
  v128.store(sums + gate, reset);
  v128.store(sums + 2 * gate, g);
  const h = add(mul(z, v128.load(r.states + p - r.block)), mul(sub(splat(1), z), g));
  keep(r.states, p, r.block, h, counts);
}

// @ts-ignore: decorator
@inline
function gruGradient(r: Recurrence, p: usize, dh: v128): void {
  const gate = gateBytes(r);
  const sums = r.sums + p;
  const products = r.products + p;
  const one = splat(1);
  const z = v128.load(sums);
  const reset = v128.load(sums + gate);
  const g = v128.load(sums + 2 * gate);
  const before = v128.load(r.states + p - r.block);
  const dz = mul(mul(dh, sub(before, g)), mul(z, sub(one, z)));
  const dg = mul(mul(dh, sub(one, z)), sub(one, mul(g, g)));
  const dr = mul(mul(dg, v128.load(products + 2 * gate)), mul(reset, sub(one, reset)));
  v128.store(sums, dz);
  v128.store(sums + gate, dr);
  v128.store(sums + 2 * gate, dg);
  v128.store(products, dz);
  v128.store(products + gate, dr);
  v128.store(products + 2 * gate, mul(dg, reset));
  addTo(r.gradients + p - r.block, mul(dh, z));
}

/** out += x · weights for the samples of a step. `step` and `tileStep` are the distances to the weights of the next input, and to the next tile. */
function addProducts(
  r: Recurrence,
  x: usize,
  inputs: i32,
  weights: usize,
  step: usize,
  tileStep: usize,
  out: usize,
  columns: i32,
): void {
  for (let column = 0; column < columns; column += NARROW) {
    narrowTile(x, r.block, r.stride, weights, step, inputs, 0, out, columns - column);
    weights += tileStep;
    out += <usize>NARROW * r.stride;
  }
}

/** A mask of the samples for which the step counts. */
// @ts-ignore: decorator
@inline
function isCounted(r: Recurrence, at: usize): v128 {
  return r.mask != 0 ? f32x4.ne(v128.load(r.mask + at), splat(0)) : i32x4.splat(-1);
}

/** Stores the state of a step; of samples for which it does not count, the state before it. */
// @ts-ignore: decorator
@inline
function keep(states: usize, p: usize, block: usize, now: v128, counts: v128): void {
  v128.store(states + p, select(counts, now, v128.load(states + p - block)));
}

// @ts-ignore: decorator
@inline
function addTo(at: usize, values: v128): void {
  v128.store(at, add(v128.load(at), values));
}

/** Bytes from a gate, or a part of the state, to the next. */
// @ts-ignore: decorator
@inline
function gateBytes(r: Recurrence): usize {
  return <usize>r.units * r.stride;
}
