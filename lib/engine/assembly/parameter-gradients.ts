/**
 * The gradients of a dense layer's parameters: products of its inputs with ∂loss/∂preactivations, summed over the samples.
 * `dense.ts` has the order of these sums.
 */
import { productTile, TILE_BYTES } from "./gradient-tiles";
import { laneSum, sums4 } from "./lanes";
import { Layer } from "./records";
import { scratch } from "./thread";
import { FEW, WIDE, wideGradients } from "./wide-gradients";

/** Units of a tile. */
const TILE: i32 = 5;
/** Result of a tile: two rows of five vectors. */
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
    if (layer.bias != 0 && endRow > layer.inputs) storeSums(SUMS, layer.biasGradient + (<usize>unit << 2), end - unit);
    let out = layer.kernelGradient + (<usize>unit << 2) + <usize>firstRow * row;
    for (let input = firstRow; input < inputs; input += 2) {
      const x = layer.before + <usize>input * stride;
      productTile(x, x + stride, panel, bytes, SUMS, end - unit);
      storeSums(SUMS, out, end - unit);
      if (input + 1 < inputs) storeSums(SUMS + TILE_BYTES, out + row, end - unit);
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

/** Adds up the classes of five vectors; the first `count` results are stored. */
function storeSums(sums: usize, out: usize, count: i32): void {
  const values = sums4(v128.load(sums), v128.load(sums, 16), v128.load(sums, 32), v128.load(sums, 48));
  if (count >= 4) {
    v128.store(out, values);
    if (count > 4) f32.store(out, laneSum(v128.load(sums, 64)), 16);
    return;
  }
  v128.store32_lane(out, values, 0);
  if (count > 1) v128.store32_lane(out, values, 1, 4);
  if (count > 2) v128.store32_lane(out, values, 2, 8);
}
