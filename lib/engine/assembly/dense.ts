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
/** Units of a tile, and bytes of its packed weights for one input. */
export const TILE: i32 = 5;
export const TILE_BYTES: usize = 20;
/** Bytes of the eight samples of a tile. */
const SAMPLES: usize = 32;

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
  // For few samples, adjacent weights are read in place.
  const packs = columnStep != 4 || (to - from >= 128 && step > 64);
  const tileStep = packs ? TILE_BYTES : step;
  for (let row = 0; row < rows; row += PANEL_ROWS) {
    const count = min(PANEL_ROWS, rows - row);
    const tileBytes = packs ? <usize>count * TILE_BYTES : TILE_BYTES;
    for (let group = first; group < end; group += PANEL_COLUMNS) {
      const last = min(group + PANEL_COLUMNS, end);
      const w = weights + <usize>group * columnStep;
      if (packs) packColumns(w, step, columnStep, count, last - group, panel);
      for (let at = from; at < to; at += SAMPLES) {
        let tile = packs ? panel : w;
        let sums = out + <usize>group * stride + at;
        for (let column = group; column < last; column += TILE) {
          if (row == 0) {
            const start = bias != 0 ? bias + (<usize>column << 2) : ZEROS;
            sumTile(x + at, stride, tile, tileStep, count, start, sums, end - column);
          } else continueTile(x + at, stride, tile, tileStep, count, sums, end - column);
          tile += tileBytes;
          sums += <usize>TILE * stride;
        }
      }
    }
    x += <usize>PANEL_ROWS * stride;
    weights += <usize>PANEL_ROWS * step;
  }
}

/** Packs `columns` of the weights, five after five. */
function packColumns(from: usize, step: usize, columnStep: usize, steps: i32, columns: i32, to: usize): void {
  for (let column = 0; column < columns; column += TILE) {
    pack(from, step, columnStep, steps, to);
    from += <usize>TILE * columnStep;
    to += <usize>steps * TILE_BYTES;
  }
}

/** The weights of five units side by side: `[steps][5]`. */
export function pack(from: usize, step: usize, unitStep: usize, steps: i32, to: usize): void {
  // `step` is the distance to the next input, `unitStep` to the next unit; the backward pass swaps them.
  const isAdjacent = unitStep == 4;
  for (const end = to + <usize>steps * TILE_BYTES; to < end; to += TILE_BYTES) {
    if (isAdjacent) v128.store(to, v128.load(from));
    else {
      f32.store(to, f32.load(from));
      f32.store(to, f32.load(from + unitStep), 4);
      f32.store(to, f32.load(from + 2 * unitStep), 8);
      f32.store(to, f32.load(from + 3 * unitStep), 12);
    }
    f32.store(to, f32.load(from + 4 * unitStep), 16);
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
  const a0 = v128.load32_splat(bias);
  const a1 = v128.load32_splat(bias, 4);
  const a2 = v128.load32_splat(bias, 8);
  const a3 = v128.load32_splat(bias, 12);
  const a4 = v128.load32_splat(bias, 16);
  addProducts(x, stride, weights, step, steps, out, count, a0, a0, a1, a1, a2, a2, a3, a3, a4, a4);
}

/** Like `sumTile`, but continues the sums at `out`. */
export function continueTile(
  x: usize,
  stride: usize,
  weights: usize,
  step: usize,
  steps: i32,
  out: usize,
  count: i32,
): void {
  const row1 = out + stride;
  const row2 = row1 + stride;
  const row3 = row2 + stride;
  const row4 = row3 + stride;
  addProducts(
    x,
    stride,
    weights,
    step,
    steps,
    out,
    count,
    v128.load(out),
    v128.load(out, 16),
    v128.load(row1),
    v128.load(row1, 16),
    v128.load(row2),
    v128.load(row2, 16),
    v128.load(row3),
    v128.load(row3, 16),
    v128.load(row4),
    v128.load(row4, 16),
  );
}

// @ts-ignore: decorator
@inline
function addProducts(
  x: usize,
  stride: usize,
  weights: usize,
  step: usize,
  steps: i32,
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
  // The addresses advance first: V8 then computes in the order of the source, with all sums in registers.
  const end = x + <usize>(steps - 1) * stride;
  x -= stride;
  weights -= step;
  while (x != end) {
    x += stride;
    weights += step;
    const p = v128.load(x);
    const q = v128.load(x, 16);
    let w = v128.load32_splat(weights);
    a0 = f32x4.add(a0, f32x4.mul(p, w));
    b0 = f32x4.add(b0, f32x4.mul(q, w));
    w = v128.load32_splat(weights, 4);
    a1 = f32x4.add(a1, f32x4.mul(p, w));
    b1 = f32x4.add(b1, f32x4.mul(q, w));
    w = v128.load32_splat(weights, 8);
    a2 = f32x4.add(a2, f32x4.mul(p, w));
    b2 = f32x4.add(b2, f32x4.mul(q, w));
    w = v128.load32_splat(weights, 12);
    a3 = f32x4.add(a3, f32x4.mul(p, w));
    b3 = f32x4.add(b3, f32x4.mul(q, w));
    w = v128.load32_splat(weights, 16);
    a4 = f32x4.add(a4, f32x4.mul(p, w));
    b4 = f32x4.add(b4, f32x4.mul(q, w));
  }
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
  if (count < 5) return;
  out += stride;
  v128.store(out, a4);
  v128.store(out, b4, 16);
}
