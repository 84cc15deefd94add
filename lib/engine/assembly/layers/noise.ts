/**
 * Layers that draw a number for each value in training, by TensorFlow's stateless draw: Philox turns the pair of seeds into its own
 * key and counter. The numbers are kept in place of the pre-activations, for the backward pass.
 */
import { drawNormals, normal } from "../normal";
import { philox, word } from "../philox";
import { Layer } from "../records";
import { LayerKind } from "./kinds";

/** Draws for the samples `from … to)` of the batch's `rows`. */
export function noise(layer: Layer, stride: usize, from: usize, to: usize, rows: i32): void {
  draw(layer, stride, <i32>(from >> 2), <i32>(to >> 2), rows);
  for (let unit = 0; unit < layer.units; unit++) {
    const row = <usize>unit * stride;
    for (let at = row + from; at < row + to; at += 16) {
      v128.store(layer.outputs + at, changed(layer, v128.load(layer.before + at), v128.load(layer.preactivations + at)));
    }
  }
}

// @ts-ignore: decorator
@inline
function changed(layer: Layer, x: v128, number: v128): v128 {
  if (layer.kind == LayerKind.gaussianNoise) return f32x4.add(x, number);
  if (layer.kind != LayerKind.alphaDropout) return f32x4.mul(x, number);
  const kept = v128.bitselect(x, f32x4.splat(layer.dropped), f32x4.gt(number, f32x4.splat(0)));
  return f32x4.add(f32x4.mul(kept, f32x4.splat(layer.alpha)), f32x4.splat(layer.beta));
}

/** Draws for one sample after the other, unit by unit. */
function draw(layer: Layer, stride: usize, first: i32, end: i32, rows: i32): void {
  const units = layer.units;
  const isNormal = layer.kind == LayerKind.gaussianNoise || layer.kind == LayerKind.gaussianDropout;
  const scale: f32 = layer.kind == LayerKind.dropout ? <f32>1 / (<f32>1 - layer.rate) : 1;
  philox(layer.seed, 0, layer.draws, 0, 0x3ec8f720, 0x02461e29);
  const k0 = word(0);
  const k1 = word(1);
  const c2 = word(2);
  const c3 = word(3);
  // A multiple of four, as `first` is.
  let index = <u32>(first * units);
  for (let row = first; row < min(rows, end); row++) {
    for (let unit = 0; unit < units; unit++) {
      if ((index & 3) == 0) {
        philox(index >> 2, 0, c2, c3, k0, k1);
        if (isNormal) drawNormals();
      }
      let number: f32;
      if (isNormal) number = normal(index) * layer.alpha + layer.beta;
      else {
        const uniform = reinterpret<f32>((127 << 23) | (word(index) & 0x7fffff)) - 1;
        number = uniform >= layer.rate ? scale : 0;
      }
      f32.store(numberAt(layer, stride, row, unit), number);
      index++;
    }
  }
  // The padding gets 0, so that it stays finite.
  for (let row = max(first, rows); row < end; row++) {
    for (let unit = 0; unit < units; unit++) f32.store(numberAt(layer, stride, row, unit), 0);
  }
}

// @ts-ignore: decorator
@inline
function numberAt(layer: Layer, stride: usize, row: i32, unit: i32): usize {
  return layer.preactivations + <usize>unit * stride + (<usize>row << 2);
}

export function noiseGradient(layer: Layer, stride: usize, from: usize, to: usize): void {
  if (layer.kind == LayerKind.gaussianNoise) return;
  const factor = f32x4.splat(layer.kind == LayerKind.alphaDropout ? layer.alpha : 1);
  for (let unit = 0; unit < layer.units; unit++) {
    const row = <usize>unit * stride;
    for (let at = row + from; at < row + to; at += 16) {
      const number = f32x4.mul(v128.load(layer.preactivations + at), factor);
      v128.store(layer.gradient + at, f32x4.mul(v128.load(layer.gradient + at), number));
    }
  }
}
