/**
 * The gradients of twenty units of a dense layer, with units in the lanes. Compared with samples in the lanes
 * (`parameter-gradients.ts`), a tile has four times as many sums and none across lanes, which is faster for few samples. Each of
 * the four classes of samples is summed separately, so the results are the same, bit for bit.
 */
import { TILE_BYTES, wideTile } from "./gradient-tiles";
import { sums4 } from "./lanes";
import { Layer } from "./records";

/** Units of a tile. */
export const WIDE: i32 = 20;
/** Bytes of a row of samples up to which the panel stays in the cache. */
export const FEW: usize = 4096;

/**
 * Like `parameterGradients`, for the units `first … first + WIDE)`. The panel holds the transposed gradient and the sums of a tile,
 * two rows for each class.
 */
export function wideGradients(
  layer: Layer,
  stride: usize,
  bytes: usize,
  first: i32,
  firstRow: i32,
  endRow: i32,
  panel: usize,
): void {
  const gradient = layer.gradient + <usize>first * stride;
  const bias = endRow > layer.inputs && layer.bias != 0 ? layer.biasGradient + (<usize>first << 2) : 0;
  for (let unit: usize = 0; unit < <usize>WIDE; unit += 4) {
    turnRows(gradient + unit * stride, stride, bytes, panel + (unit << 2), bias != 0 ? bias + (unit << 2) : 0);
  }
  const sums = panel + <usize>WIDE * bytes;
  const row = <usize>layer.units << 2;
  const inputs = min(layer.inputs, endRow);
  let out = layer.kernelGradient + (<usize>first << 2) + <usize>firstRow * row;
  for (let input = firstRow; input < inputs; input += 2) {
    const x = layer.before + <usize>input * stride;
    for (let c: usize = 0; c < 4; c++) {
      const at = x + (c << 2);
      wideTile(at, at + stride, panel + 5 * c * bytes, bytes, sums + 2 * c * TILE_BYTES, 5);
    }
    addClasses(sums, out);
    if (input + 1 < inputs) addClasses(sums + TILE_BYTES, out + row);
    out += row << 1;
  }
}

/**
 * Transposes four rows of the gradient to a vector per sample, by class, and stores their sums over the samples at `bias`, unless
 * it is 0.
 */
function turnRows(gradient: usize, stride: usize, bytes: usize, panel: usize, bias: usize): void {
  const class1: usize = 5 * bytes;
  const class2: usize = 10 * bytes;
  const class3: usize = 15 * bytes;
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  for (let end = gradient + bytes; gradient < end; gradient += 16) {
    const g0 = v128.load(gradient);
    const g1 = v128.load(gradient + stride);
    const g2 = v128.load(gradient + 2 * stride);
    const g3 = v128.load(gradient + 3 * stride);
    a0 = f32x4.add(a0, g0);
    a1 = f32x4.add(a1, g1);
    a2 = f32x4.add(a2, g2);
    a3 = f32x4.add(a3, g3);
    const low01 = v128.shuffle<f32>(g0, g1, 0, 4, 1, 5);
    const low23 = v128.shuffle<f32>(g2, g3, 0, 4, 1, 5);
    const high01 = v128.shuffle<f32>(g0, g1, 2, 6, 3, 7);
    const high23 = v128.shuffle<f32>(g2, g3, 2, 6, 3, 7);
    v128.store(panel, v128.shuffle<f32>(low01, low23, 0, 1, 4, 5));
    v128.store(panel + class1, v128.shuffle<f32>(low01, low23, 2, 3, 6, 7));
    v128.store(panel + class2, v128.shuffle<f32>(high01, high23, 0, 1, 4, 5));
    v128.store(panel + class3, v128.shuffle<f32>(high01, high23, 2, 3, 6, 7));
    panel += TILE_BYTES;
  }
  if (bias != 0) v128.store(bias, sums4(a0, a1, a2, a3));
}

/** Adds the classes as (0 + 2) + (1 + 3), for a row of inputs. */
function addClasses(sums: usize, out: usize): void {
  for (let end = out + TILE_BYTES; out < end; out += 16) {
    const even = f32x4.add(v128.load(sums), v128.load(sums, 4 * TILE_BYTES));
    const odd = f32x4.add(v128.load(sums, 2 * TILE_BYTES), v128.load(sums, 6 * TILE_BYTES));
    v128.store(out, f32x4.add(even, odd));
    sums += 16;
  }
}
