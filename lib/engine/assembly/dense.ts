/**
 * The products of a dense layer, with samples in the lanes. The order of each sum is fixed: outputs from the bias on,
 * in the order of the inputs; gradients of inputs in the order of the units; gradients of parameters in four classes,
 * sample modulo 4, then (0 + 2) + (1 + 3). Tiles only choose which sums run side by side, so no bit depends on them.
 *
 * Tiles reach past the last unit or row: what they compute there is never stored. They are exported so that the
 * compiler does not inline them, which would leave Node 20 without registers.
 */
import { PANEL_COLUMNS, PANEL_ROWS } from "./kinds";
import { Layer } from "./records";

const ZEROS = memory.data<f32>([0, 0, 0, 0, 0]);
/** Units of a tile. */
const TILE: i32 = 5;
/** Bytes of the eight samples of a tile. */
const SAMPLES: usize = 32;
/** Units of a narrow tile, which is used where it reaches no further past the last unit, and for many inputs. */
export const NARROW: i32 = 4;
/** Bytes of inputs that stay in the cache from one tile to the next. */
const CACHED: usize = 16384;

/** outputs = x · kernel + bias of units `first … end)` for the samples at `from … to)`, written to the pre-activations. */
export function forwardDense(
  layer: Layer,
  stride: usize,
  from: usize,
  to: usize,
  first: i32,
  end: i32,
  panel: usize,
): void {
  const row = <usize>layer.units << 2;
  product(layer.before, layer.inputs, layer.kernel, row, 4, layer.bias, layer.preactivations, stride, from, to, first, end, panel);
}

/** gradientBefore = gradient · kernelᵀ of inputs `first … end)` for the samples at `from … to)`. */
export function inputGradient(
  layer: Layer,
  stride: usize,
  from: usize,
  to: usize,
  first: i32,
  end: i32,
  panel: usize,
): void {
  const row = <usize>layer.units << 2;
  product(layer.gradient, layer.units, layer.kernel, 4, row, 0, layer.gradientBefore, stride, from, to, first, end, panel);
}

/**
 * out = x · weights + bias, for the columns `first … end)` of the weights. `step` and `columnStep` are the distances to the next
 * row and column.
 */
// @ts-ignore: decorator
@inline
function product(
  x: usize,
  rows: i32,
  weights: usize,
  step: usize,
  columnStep: usize,
  bias: usize,
  out: usize,
  stride: usize,
  from: usize,
  to: usize,
  first: i32,
  end: i32,
  panel: usize,
): void {
  const isNarrow = rows > PANEL_ROWS || roundUp(end - first, NARROW) <= roundUp(end - first, TILE);
  const units = isNarrow ? NARROW : TILE;
  // For few samples, adjacent weights are read in place.
  const packs = columnStep != 4 || (to - from >= 128 && step > 64);
  const tileStep = packs ? <usize>units << 2 : step;
  for (let row = 0; row < rows; row += PANEL_ROWS) {
    const count = min(PANEL_ROWS, rows - row);
    const tileBytes = (packs ? <usize>count : 1) * (<usize>units << 2);
    const samples = isNarrow ? max(SAMPLES, (CACHED / <usize>count) & ~(SAMPLES - 1)) : SAMPLES;
    for (let group = first; group < end; group += PANEL_COLUMNS) {
      const last = min(group + PANEL_COLUMNS, end);
      const w = weights + <usize>group * columnStep;
      if (packs) packColumns(w, step, columnStep, count, last - group, units, panel);
      for (let at = from; at < to; at += samples) {
        const bytes = min(samples, to - at);
        let tile = packs ? panel : w;
        let sums = out + <usize>group * stride + at;
        for (let column = group; column < last; column += units) {
          const start = row != 0 ? <usize>0 : bias != 0 ? bias + (<usize>column << 2) : ZEROS;
          if (isNarrow) narrowTile(x + at, bytes, stride, tile, tileStep, count, start, sums, end - column);
          else sumTile(x + at, stride, tile, tileStep, count, start, sums, end - column);
          tile += tileBytes;
          sums += <usize>units * stride;
        }
      }
    }
    x += <usize>PANEL_ROWS * stride;
    weights += <usize>PANEL_ROWS * step;
  }
}

// @ts-ignore: decorator
@inline
function roundUp(count: i32, units: i32): i32 {
  return ((count + units - 1) / units) * units;
}

/** Packs `columns` of the weights, tile after tile. */
function packColumns(
  from: usize,
  step: usize,
  columnStep: usize,
  steps: i32,
  columns: i32,
  units: i32,
  to: usize,
): void {
  for (let column = 0; column < columns; column += units) {
    pack(from, step, columnStep, steps, units, to);
    from += <usize>units * columnStep;
    to += <usize>(steps * units) << 2;
  }
}

/** The weights of a tile's units side by side: `[steps][units]`. */
export function pack(from: usize, step: usize, unitStep: usize, steps: i32, units: i32, to: usize): void {
  // `step` is the distance to the next input, `unitStep` to the next unit; the backward pass swaps them.
  const isAdjacent = unitStep == 4;
  const bytes = <usize>units << 2;
  for (const end = to + <usize>steps * bytes; to < end; to += bytes) {
    if (isAdjacent) v128.store(to, v128.load(from));
    else {
      f32.store(to, f32.load(from));
      f32.store(to, f32.load(from + unitStep), 4);
      f32.store(to, f32.load(from + 2 * unitStep), 8);
      f32.store(to, f32.load(from + 3 * unitStep), 12);
    }
    if (units == TILE) f32.store(to, f32.load(from + 4 * unitStep), 16);
    from += step;
  }
}

/** Five sums of `steps` products for eight samples, each starting from its bias; the first `count` are stored. */
export function sumTile(
  x: usize,
  stride: usize,
  weights: usize,
  step: usize,
  steps: i32,
  bias: usize,
  out: usize,
  count: i32,
): void {
  addProducts(false, x, SAMPLES, stride, weights, step, steps, bias, out, count);
}

/**
 * Like `sumTile`, with four sums, for all samples in `bytes`, eight at a time; with five sums, V8 would run out of registers in this
 * loop. Without a bias it continues the sums at `out`.
 */
export function narrowTile(
  x: usize,
  bytes: usize,
  stride: usize,
  weights: usize,
  step: usize,
  steps: i32,
  bias: usize,
  out: usize,
  count: i32,
): void {
  addProducts(true, x, bytes, stride, weights, step, steps, bias, out, count);
}

// @ts-ignore: decorator
@inline
function addProducts(
  isNarrow: bool,
  x: usize,
  bytes: usize,
  stride: usize,
  weights: usize,
  step: usize,
  steps: i32,
  bias: usize,
  out: usize,
  count: i32,
): void {
  const last = x + bytes;
  while (true) {
    const row1 = out + stride;
    const row2 = row1 + stride;
    const row3 = row2 + stride;
    const continues = isNarrow && bias == 0;
    let a0 = continues ? v128.load(out) : v128.load32_splat(bias);
    let b0 = continues ? v128.load(out, 16) : a0;
    let a1 = continues ? v128.load(row1) : v128.load32_splat(bias, 4);
    let b1 = continues ? v128.load(row1, 16) : a1;
    let a2 = continues ? v128.load(row2) : v128.load32_splat(bias, 8);
    let b2 = continues ? v128.load(row2, 16) : a2;
    let a3 = continues ? v128.load(row3) : v128.load32_splat(bias, 12);
    let b3 = continues ? v128.load(row3, 16) : a3;
    let a4 = isNarrow ? a0 : v128.load32_splat(bias, 16);
    let b4 = a4;
    // The addresses advance first: V8 then computes in the order of the source, with all sums in registers.
    let at = x - stride;
    const end = at + <usize>steps * stride;
    let weight = weights - step;
    while (at != end) {
      at += stride;
      weight += step;
      const p = v128.load(at);
      const q = v128.load(at, 16);
      let w = v128.load32_splat(weight);
      a0 = f32x4.add(a0, f32x4.mul(p, w));
      b0 = f32x4.add(b0, f32x4.mul(q, w));
      w = v128.load32_splat(weight, 4);
      a1 = f32x4.add(a1, f32x4.mul(p, w));
      b1 = f32x4.add(b1, f32x4.mul(q, w));
      w = v128.load32_splat(weight, 8);
      a2 = f32x4.add(a2, f32x4.mul(p, w));
      b2 = f32x4.add(b2, f32x4.mul(q, w));
      w = v128.load32_splat(weight, 12);
      a3 = f32x4.add(a3, f32x4.mul(p, w));
      b3 = f32x4.add(b3, f32x4.mul(q, w));
      if (isNarrow) continue;
      w = v128.load32_splat(weight, 16);
      a4 = f32x4.add(a4, f32x4.mul(p, w));
      b4 = f32x4.add(b4, f32x4.mul(q, w));
    }
    storeTile(isNarrow, stride, out, count, a0, b0, a1, b1, a2, b2, a3, b3, a4, b4);
    if (!isNarrow) return;
    x += SAMPLES;
    out += SAMPLES;
    if (x >= last) return;
  }
}

/** Stores the first `count` sums of a tile. */
// @ts-ignore: decorator
@inline
function storeTile(
  isNarrow: bool,
  stride: usize,
  out: usize,
  count: i32,
  a0: v128,
  b0: v128,
  a1: v128,
  b1: v128,
  a2: v128,
  b2: v128,
  a3: v128,
  b3: v128,
  a4: v128,
  b4: v128,
): void {
  v128.store(out, a0);
  v128.store(out, b0, 16);
  if (count < 2) return;
  out += stride;
  v128.store(out, a1);
  v128.store(out, b1, 16);
  if (count < 3) return;
  out += stride;
  v128.store(out, a2);
  v128.store(out, b2, 16);
  if (count < 4) return;
  out += stride;
  v128.store(out, a3);
  v128.store(out, b3, 16);
  if (isNarrow || count < 5) return;
  out += stride;
  v128.store(out, a4);
  v128.store(out, b4, 16);
}
