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
  const inputs = layer.inputs;
  const units = layer.units;
  const row = <usize>units << 2;
  // Many samples read each weight many times: then the tile's weights are laid side by side first.
  const packs = to - from >= 128 && units > 16;
  for (let unit = first; unit < end; unit += TILE) {
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
  const units = layer.units;
  const row = <usize>units << 2;
  for (let input = first; input < end; input += TILE) {
    pack(layer.kernel + <usize>input * row, 4, row, units, panel);
    const out = layer.gradientBefore + <usize>input * stride;
    for (let at = from; at < to; at += SAMPLES) {
      sumTile(layer.gradient + at, stride, panel, TILE_BYTES, units, ZEROS, out + at, layer.inputs - input);
    }
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
