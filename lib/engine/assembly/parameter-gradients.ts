/**
 * The gradients of a dense layer's parameters: products of its inputs with ∂loss/∂preactivations, summed over the
 * samples. The order of these sums is told in `dense.ts`.
 */
import { laneSum, sums4 } from "./lanes";
import { Layer } from "./records";

/** Units of a tile. */
const TILE: i32 = 5;
/** Bytes of a vector of each. */
const TILE_BYTES: usize = 80;
/** What a tile leaves: five pairs of vectors. */
const SUMS = memory.data(160, 16);

/** kernelGradient = xᵀ · gradient; biasGradient = the gradient's sum over the samples; of units `first … end)`. */
export function parameterGradients(layer: Layer, stride: usize, bytes: usize, first: i32, end: i32, panel: usize): void {
  const row = <usize>layer.units << 2;
  for (let unit = first; unit < end; unit += TILE) {
    packRows(layer.gradient + <usize>unit * stride, stride, bytes, panel, 0);
    if (layer.bias != 0) storeBias(layer.biasGradient + (<usize>unit << 2), SUMS, end - unit);
    let out = layer.kernelGradient + (<usize>unit << 2);
    for (let input = 0; input < layer.inputs; input += 2) {
      const x = layer.before + <usize>input * stride;
      productTile(x, x + stride, panel, bytes, end - unit);
      storeSums(SUMS, out, row, end - unit, layer.inputs - input);
      out += row << 1;
    }
  }
}

/**
 * The same of up to five units, in parts of the samples: those at `from … to)` of `bytes`. What the parts before have come
 * to is at `kept`, for the bias and for each pair of inputs ten vectors.
 */
export function tileGradients(
  layer: Layer,
  stride: usize,
  bytes: usize,
  unit: i32,
  units: i32,
  from: usize,
  to: usize,
  panel: usize,
  kept: usize,
): void {
  const row = <usize>layer.units << 2;
  const isLast = to == bytes;
  if (from == 0) for (let at: usize = 0; at < 160; at += 16) v128.store(kept + at, f32x4.splat(0));
  packRows(layer.gradient + <usize>unit * stride + from, stride, to - from, panel, kept);
  if (isLast && layer.bias != 0) storeBias(layer.biasGradient + (<usize>unit << 2), kept, units);
  let out = layer.kernelGradient + (<usize>unit << 2);
  for (let input = 0; input < layer.inputs; input += 2) {
    kept += 160;
    if (from == 0) for (let at: usize = 0; at < 160; at += 16) v128.store(kept + at, f32x4.splat(0));
    const x = layer.before + <usize>input * stride + from;
    tileOn(x, x + stride, panel, to - from, kept);
    if (isLast) storeSums(kept, out, row, units, layer.inputs - input);
    out += row << 1;
  }
}

/**
 * Five rows of the gradient side by side, `[bytes / 16][5]` vectors; their sums over the samples to `SUMS`, or added to
 * those at `kept`.
 */
function packRows(gradient: usize, stride: usize, bytes: usize, panel: usize, kept: usize): void {
  const zero = f32x4.splat(0);
  let a0 = kept != 0 ? v128.load(kept) : zero;
  let a1 = kept != 0 ? v128.load(kept, 16) : zero;
  let a2 = kept != 0 ? v128.load(kept, 32) : zero;
  let a3 = kept != 0 ? v128.load(kept, 48) : zero;
  let a4 = kept != 0 ? v128.load(kept, 64) : zero;
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
  const sums = kept != 0 ? kept : SUMS;
  v128.store(sums, a0);
  v128.store(sums, a1, 16);
  v128.store(sums, a2, 32);
  v128.store(sums, a3, 48);
  v128.store(sums, a4, 64);
}

function storeBias(out: usize, sums: usize, units: i32): void {
  const first = sums4(v128.load(sums), v128.load(sums, 16), v128.load(sums, 32), v128.load(sums, 48));
  storeUpTo5(out, first, laneSum(v128.load(sums, 64)), units);
}

/** As `productTile`, of all five units, added to the sums at `kept`. */
export function tileOn(x: usize, y: usize, panel: usize, bytes: usize, kept: usize): void {
  for (let unit: usize = 0; unit < 160; unit += 32) {
    let a = v128.load(kept + unit);
    let b = v128.load(kept + unit, 16);
    let p = panel + (unit >> 1);
    for (let at: usize = 0; at < bytes; at += 16) {
      const g = v128.load(p);
      a = f32x4.add(a, f32x4.mul(v128.load(x + at), g));
      b = f32x4.add(b, f32x4.mul(v128.load(y + at), g));
      p += TILE_BYTES;
    }
    v128.store(kept + unit, a);
    v128.store(kept + unit, b, 16);
  }
}

/**
 * Products of two rows of inputs with the first `units` of the five packed rows of the gradient, summed over the samples
 * in four classes, to `SUMS`.
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
  for (const end = x + bytes; x < end; x += 16) {
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
    y += 16;
    panel += TILE_BYTES;
  }
  // As in `sumTile`: V8 then computes in the order of the source, which keeps all in registers.
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

/** The classes of `sums` added up: two rows of five results, of which the first `units` and `inputs` are stored. */
function storeSums(sums: usize, out: usize, row: usize, units: i32, inputs: i32): void {
  const a = sums4(v128.load(sums), v128.load(sums, 32), v128.load(sums, 64), v128.load(sums, 96));
  const b = sums4(v128.load(sums, 16), v128.load(sums, 48), v128.load(sums, 80), v128.load(sums, 112));
  const a4 = v128.load(sums, 128);
  const b4 = v128.load(sums, 144);
  const fifth = sums4(a4, b4, a4, b4);
  storeUpTo5(out, a, f32x4.extract_lane(fifth, 0), units);
  if (inputs > 1) storeUpTo5(out + row, b, f32x4.extract_lane(fifth, 1), units);
}

/** Four values, then the fifth, as many as `count` says. */
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
