/** Keras' dropout with TensorFlow's stateless draw, whose key and counter come from the seed pair by Philox itself. */
import { philox, word } from "./philox";
import { Layer } from "./records";

/**
 * outputs = inputs / (1 − rate) where the draw is at least the rate, else 0; the draws go through the samples one by
 * one, unit after unit. In the place of the pre-activations stays the factor of each, for the way back. Of the batch's
 * `rows` samples those at `from … to)`.
 */
export function dropout(layer: Layer, stride: usize, from: usize, to: usize, rows: i32): void {
  const units = layer.units;
  const scale: f32 = <f32>1 / (<f32>1 - layer.rate);
  philox(layer.seed, 0, layer.draws, 0, 0x3ec8f720, 0x02461e29);
  const k0 = word(0);
  const k1 = word(1);
  const c2 = word(2);
  const c3 = word(3);
  const first = <i32>(from >> 2);
  // A multiple of four, as `first` is.
  let index = <u32>(first * units);
  for (let row = first; row < min(rows, <i32>(to >> 2)); row++) {
    for (let unit = 0; unit < units; unit++) {
      if ((index & 3) == 0) philox(index >> 2, 0, c2, c3, k0, k1);
      const draw = reinterpret<f32>((127 << 23) | (word(index) & 0x7fffff)) - 1;
      f32.store(layer.preactivations + <usize>unit * stride + (<usize>row << 2), draw >= layer.rate ? scale : 0);
      index++;
    }
  }
  // The padding has none, so that it stays a number.
  for (let row = max(first, rows); row < <i32>(to >> 2); row++) {
    for (let unit = 0; unit < units; unit++) f32.store(layer.preactivations + <usize>unit * stride + (<usize>row << 2), 0);
  }
  for (let unit = 0; unit < units; unit++) {
    const row = <usize>unit * stride;
    for (let at = row + from; at < row + to; at += 16) {
      v128.store(layer.outputs + at, f32x4.mul(v128.load(layer.before + at), v128.load(layer.preactivations + at)));
    }
  }
}

export function dropoutGradient(layer: Layer, stride: usize, from: usize, to: usize): void {
  for (let unit = 0; unit < layer.units; unit++) {
    const row = <usize>unit * stride;
    for (let at = row + from; at < row + to; at += 16) {
      v128.store(layer.gradient + at, f32x4.mul(v128.load(layer.gradient + at), v128.load(layer.preactivations + at)));
    }
  }
}
