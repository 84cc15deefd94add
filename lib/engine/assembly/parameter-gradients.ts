/**
 * The gradients of a dense layer's parameters: products of its inputs with ∂loss/∂preactivations, summed over the samples.
 * `dense.ts` has the order of these sums.
 */
import { laneSum, sums4 } from "./lanes";
import { Layer } from "./records";
import { scratch } from "./thread";
import { FEW, WIDE, wideGradients } from "./wide-gradients";

/** Units of a tile. */
const TILE: i32 = 5;
/** Bytes of one vector for each of them. */
const TILE_BYTES: usize = 80;
/** Result of a tile: five pairs of vectors. */
const SUMS = scratch + 64;

/**
 * kernelGradient = xᵀ · gradient; biasGradient = the gradient's sum over the samples. For units `first … end)` and rows `firstRow …
 * endRow)`; the bias is the row after the kernel.
 */
export function parameterGradients(
  layer: Layer,
  stride: usize,
  bytes: usize,
  first: i32,
  end: i32,
  firstRow: i32,
  endRow: i32,
  panel: usize,
): void {
  const row = <usize>layer.units << 2;
  const inputs = min(layer.inputs, endRow);
  if (end - first == WIDE && bytes <= FEW) {
    wideGradients(layer, stride, bytes, first, firstRow, endRow, panel);
    return;
  }
  for (let unit = first; unit < end; unit += TILE) {
    packRows(layer.gradient + <usize>unit * stride, stride, bytes, panel);
    if (layer.bias != 0 && endRow > layer.inputs) storeBias(layer.biasGradient + (<usize>unit << 2), end - unit);
    let out = layer.kernelGradient + (<usize>unit << 2) + <usize>firstRow * row;
    for (let input = firstRow; input < inputs; input += 2) {
      const x = layer.before + <usize>input * stride;
      productTile(x, x + stride, panel, bytes, end - unit);
      storeSums(out, row, end - unit, inputs - input);
      out += row << 1;
    }
  }
}

/** Packs five rows of the gradient side by side, as `[bytes / 16][5]` vectors, and stores their sums over the samples in `SUMS`. */
function packRows(gradient: usize, stride: usize, bytes: usize, panel: usize): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let a4 = a0;
  for (let end = gradient + bytes; gradient < end; gradient += 16) {
    let row = gradient;
    let g = v128.load(row);
    v128.store(panel, g);
    a0 = f32x4.add(a0, g);
    row += stride;
    g = v128.load(row);
    v128.store(panel, g, 16);
    a1 = f32x4.add(a1, g);
    row += stride;
    g = v128.load(row);
    v128.store(panel, g, 32);
    a2 = f32x4.add(a2, g);
    row += stride;
    g = v128.load(row);
    v128.store(panel, g, 48);
    a3 = f32x4.add(a3, g);
    g = v128.load(row + stride);
    v128.store(panel, g, 64);
    a4 = f32x4.add(a4, g);
    panel += TILE_BYTES;
  }
  v128.store(SUMS, a0);
  v128.store(SUMS, a1, 16);
  v128.store(SUMS, a2, 32);
  v128.store(SUMS, a3, 48);
  v128.store(SUMS, a4, 64);
}

function storeBias(out: usize, units: i32): void {
  const first = sums4(v128.load(SUMS), v128.load(SUMS, 16), v128.load(SUMS, 32), v128.load(SUMS, 48));
  storeUpTo5(out, first, laneSum(v128.load(SUMS, 64)), units);
}

/**
 * Products of two rows of inputs with the first `units` of the five packed rows of the gradient, summed over the samples in four
 * classes, into `SUMS`.
 */
export function productTile(x: usize, y: usize, panel: usize, bytes: usize, units: i32): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let a4 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  let b4 = a0;
  const end = x + bytes - 16;
  // The addresses advance first, as in `sumTile`.
  x -= 16;
  y -= 16;
  panel -= TILE_BYTES;
  while (x != end) {
    x += 16;
    y += 16;
    panel += TILE_BYTES;
    const p = v128.load(x);
    const q = v128.load(y);
    let g = v128.load(panel);
    a0 = f32x4.add(a0, f32x4.mul(p, g));
    b0 = f32x4.add(b0, f32x4.mul(q, g));
    g = v128.load(panel, 16);
    a1 = f32x4.add(a1, f32x4.mul(p, g));
    b1 = f32x4.add(b1, f32x4.mul(q, g));
    g = v128.load(panel, 32);
    a2 = f32x4.add(a2, f32x4.mul(p, g));
    b2 = f32x4.add(b2, f32x4.mul(q, g));
    g = v128.load(panel, 48);
    a3 = f32x4.add(a3, f32x4.mul(p, g));
    b3 = f32x4.add(b3, f32x4.mul(q, g));
    g = v128.load(panel, 64);
    a4 = f32x4.add(a4, f32x4.mul(p, g));
    b4 = f32x4.add(b4, f32x4.mul(q, g));
  }
  // As in `sumTile`: with these exits V8 computes in the order of the source, and all sums stay in registers.
  v128.store(SUMS, a0);
  v128.store(SUMS, b0, 16);
  if (units < 2) return;
  v128.store(SUMS, a1, 32);
  v128.store(SUMS, b1, 48);
  if (units < 3) return;
  v128.store(SUMS, a2, 64);
  v128.store(SUMS, b2, 80);
  if (units < 4) return;
  v128.store(SUMS, a3, 96);
  v128.store(SUMS, b3, 112);
  if (units < 5) return;
  v128.store(SUMS, a4, 128);
  v128.store(SUMS, b4, 144);
}

/** The classes of `SUMS` added up: two rows of five results, of which the first `units` and `inputs` are stored. */
function storeSums(out: usize, row: usize, units: i32, inputs: i32): void {
  const a = sums4(v128.load(SUMS), v128.load(SUMS, 32), v128.load(SUMS, 64), v128.load(SUMS, 96));
  const b = sums4(v128.load(SUMS, 16), v128.load(SUMS, 48), v128.load(SUMS, 80), v128.load(SUMS, 112));
  const a4 = v128.load(SUMS, 128);
  const b4 = v128.load(SUMS, 144);
  const fifth = sums4(a4, b4, a4, b4);
  storeUpTo5(out, a, f32x4.extract_lane(fifth, 0), units);
  if (inputs > 1) storeUpTo5(out + row, b, f32x4.extract_lane(fifth, 1), units);
}

/** Stores the first `count` of five values: four lanes and a fifth. */
// @ts-ignore: decorator
@inline
function storeUpTo5(out: usize, values: v128, fifth: f32, count: i32): void {
  if (count >= 4) {
    v128.store(out, values);
    if (count > 4) f32.store(out, fifth, 16);
    return;
  }
  v128.store32_lane(out, values, 0);
  if (count > 1) v128.store32_lane(out, values, 1, 4);
  if (count > 2) v128.store32_lane(out, values, 2, 8);
}
