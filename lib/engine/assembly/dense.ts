/**
 * The products of a dense layer, with samples in the lanes. The order of each sum is fixed: outputs from the bias on,
 * in the order of the inputs; gradients of inputs in the order of the units; gradients of parameters in four classes,
 * sample modulo 4, then (0 + 2) + (1 + 3). Tiles only choose which sums run side by side, so no bit depends on them.
 *
 * Tiles reach past the last unit or row: what they compute there is never stored. They are exported so that the
 * compiler does not inline them, which would leave Node 20 without registers.
 */
import { Layer } from "./records";

const ZEROS = memory.data<f32>([0, 0, 0, 0, 0]);
/** Units of a tile, and bytes of its packed weights for one input. */
const TILE: i32 = 5;
const TILE_BYTES: usize = 20;
/** Bytes of the eight samples of a tile. */
const SAMPLES: usize = 32;

/** outputs = x · kernel + bias for the samples at `from … to)`, written to the pre-activations. */
export function forwardDense(layer: Layer, stride: usize, from: usize, to: usize, panel: usize): void {
  const inputs = layer.inputs;
  const units = layer.units;
  const row = <usize>units << 2;
  // Many samples read each weight many times: then the tile's weights are laid side by side first.
  const packs = to - from >= 128 && units > 16;
  for (let unit = 0; unit < units; unit += TILE) {
    const kernel = layer.kernel + (<usize>unit << 2);
    const bias = layer.bias != 0 ? layer.bias + (<usize>unit << 2) : ZEROS;
    if (packs) pack(kernel, row, 4, inputs, panel);
    const weights = packs ? panel : kernel;
    const step = packs ? TILE_BYTES : row;
    const out = layer.preactivations + <usize>unit * stride;
    for (let at = from; at < to; at += SAMPLES) {
      sumTile(layer.before + at, stride, weights, step, inputs, bias, out + at, units - unit);
    }
  }
}

/** gradientBefore = gradient · kernelᵀ for the samples at `from … to)`. */
export function inputGradient(layer: Layer, stride: usize, from: usize, to: usize, panel: usize): void {
  const units = layer.units;
  const row = <usize>units << 2;
  for (let input = 0; input < layer.inputs; input += TILE) {
    pack(layer.kernel + <usize>input * row, 4, row, units, panel);
    const out = layer.gradientBefore + <usize>input * stride;
    for (let at = from; at < to; at += SAMPLES) {
      sumTile(layer.gradient + at, stride, panel, TILE_BYTES, units, ZEROS, out + at, layer.inputs - input);
    }
  }
}

/** kernelGradient = xᵀ · gradient; biasGradient = the gradient's sum over the samples; of units `first … end)`. */
export function parameterGradients(layer: Layer, stride: usize, bytes: usize, first: i32, end: i32): void {
  const units = layer.units;
  const row = <usize>units << 2;
  for (let unit = first; unit < end; unit += 4) {
    const gradient = layer.gradient + <usize>unit * stride;
    let out = layer.kernelGradient + (<usize>unit << 2);
    for (let input = 0; input < layer.inputs; input += 2) {
      productTile(layer.before + <usize>input * stride, gradient, stride, bytes, out, row, units - unit, layer.inputs - input);
      out += row << 1;
    }
    if (layer.bias != 0) biasTile(gradient, stride, bytes, layer.biasGradient + (<usize>unit << 2), units - unit);
  }
}

/** The weights of five units side by side: `[steps][5]`. */
export function pack(from: usize, step: usize, unitStep: usize, steps: i32, to: usize): void {
  // `step` leads to the next input, `unitStep` to the next unit, swapped for the way back.
  for (let i = 0; i < steps; i++) {
    f32.store(to, f32.load(from));
    f32.store(to, f32.load(from + unitStep), 4);
    f32.store(to, f32.load(from + 2 * unitStep), 8);
    f32.store(to, f32.load(from + 3 * unitStep), 12);
    f32.store(to, f32.load(from + 4 * unitStep), 16);
    from += step;
    to += TILE_BYTES;
  }
}

/** Five sums of `steps` products for eight samples, each from its bias on; the first `count` are stored. */
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
  let a0 = v128.load32_splat(bias);
  let b0 = a0;
  let a1 = v128.load32_splat(bias, 4);
  let b1 = a1;
  let a2 = v128.load32_splat(bias, 8);
  let b2 = a2;
  let a3 = v128.load32_splat(bias, 12);
  let b3 = a3;
  let a4 = v128.load32_splat(bias, 16);
  let b4 = a4;
  for (let end = x + <usize>steps * stride; x < end; x += stride) {
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
    weights += step;
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

/** Products of two rows of x with four rows of the gradient, summed over the samples: two rows of four results. */
export function productTile(
  x: usize,
  gradient: usize,
  stride: usize,
  bytes: usize,
  out: usize,
  row: usize,
  units: i32,
  inputs: i32,
): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  const g1 = gradient + stride;
  const g2 = g1 + stride;
  const g3 = g2 + stride;
  for (let at: usize = 0; at < bytes; at += 16) {
    const p = v128.load(x + at);
    const q = v128.load(x + stride + at);
    let g = v128.load(gradient + at);
    a0 = f32x4.add(a0, f32x4.mul(p, g));
    b0 = f32x4.add(b0, f32x4.mul(q, g));
    g = v128.load(g1 + at);
    a1 = f32x4.add(a1, f32x4.mul(p, g));
    b1 = f32x4.add(b1, f32x4.mul(q, g));
    g = v128.load(g2 + at);
    a2 = f32x4.add(a2, f32x4.mul(p, g));
    b2 = f32x4.add(b2, f32x4.mul(q, g));
    g = v128.load(g3 + at);
    a3 = f32x4.add(a3, f32x4.mul(p, g));
    b3 = f32x4.add(b3, f32x4.mul(q, g));
  }
  storeUpTo4(out, sums4(a0, a1, a2, a3), units);
  if (inputs > 1) storeUpTo4(out + row, sums4(b0, b1, b2, b3), units);
}

/** Sums of four rows of the gradient over the samples. */
function biasTile(gradient: usize, stride: usize, bytes: usize, out: usize, units: i32): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  for (let end = gradient + bytes; gradient < end; gradient += 16) {
    a0 = f32x4.add(a0, v128.load(gradient));
    a1 = f32x4.add(a1, v128.load(gradient + stride));
    a2 = f32x4.add(a2, v128.load(gradient + 2 * stride));
    a3 = f32x4.add(a3, v128.load(gradient + 3 * stride));
  }
  storeUpTo4(out, sums4(a0, a1, a2, a3), units);
}

/** (0 + 2) + (1 + 3) of the lanes of each of four vectors. */
// @ts-ignore: decorator
@inline
export function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

/** (0 + 2) + (1 + 3) of the lanes. */
// @ts-ignore: decorator
@inline
export function laneSum(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 2) + (f32x4.extract_lane(a, 1) + f32x4.extract_lane(a, 3))
  );
}

// @ts-ignore: decorator
@inline
function storeUpTo4(out: usize, values: v128, count: i32): void {
  if (count >= 4) {
    v128.store(out, values);
    return;
  }
  v128.store32_lane(out, values, 0);
  if (count > 1) v128.store32_lane(out, values, 1, 4);
  if (count > 2) v128.store32_lane(out, values, 2, 8);
}
