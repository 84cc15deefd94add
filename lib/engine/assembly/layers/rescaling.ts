/** Rescaling and Normalization: two numbers per feature, which training does not change. */
import { Layer } from "../records";

/** Keras' `epsilon()`: the smallest standard deviation that divides. */
const EPSILON: f32 = 1e-7;

/** outputs = inputs · kernel + bias, feature by feature. */
export function rescale(layer: Layer, stride: usize, from: usize, to: usize): void {
  for (let unit = 0; unit < layer.units; unit++) {
    const feature = featureOf(layer, unit);
    const row = <usize>unit * stride;
    scaleRow(layer.before + row, layer.outputs + row, from, to, f32.load(layer.kernel + feature), f32.load(layer.bias + feature));
  }
}

export function rescaleGradient(layer: Layer, stride: usize, from: usize, to: usize): void {
  for (let unit = 0; unit < layer.units; unit++) {
    const row = layer.gradient + <usize>unit * stride;
    scaleRow(row, row, from, to, f32.load(layer.kernel + featureOf(layer, unit)), 0);
  }
}

/** outputs = (inputs − mean) / deviation, or the inverse of it. */
export function normalize(layer: Layer, stride: usize, from: usize, to: usize): void {
  for (let unit = 0; unit < layer.units; unit++) {
    const x = layer.before + <usize>unit * stride;
    const y = layer.outputs + <usize>unit * stride;
    const mean = f32.load(layer.mean + featureOf(layer, unit));
    const deviation = deviationOf(layer, unit);
    if (layer.invert) scaleRow(x, y, from, to, deviation, mean);
    else {
      for (let at = from; at < to; at += 16) {
        v128.store(y + at, f32x4.div(f32x4.sub(v128.load(x + at), f32x4.splat(mean)), f32x4.splat(deviation)));
      }
    }
  }
}

export function normalizeGradient(layer: Layer, stride: usize, from: usize, to: usize): void {
  for (let unit = 0; unit < layer.units; unit++) {
    const g = layer.gradient + <usize>unit * stride;
    const deviation = deviationOf(layer, unit);
    if (layer.invert) scaleRow(g, g, from, to, deviation, 0);
    else {
      for (let at = from; at < to; at += 16) v128.store(g + at, f32x4.div(v128.load(g + at), f32x4.splat(deviation)));
    }
  }
}

/** y = x · factor + offset of a unit's samples at `from … to)`. */
export function scaleRow(x: usize, y: usize, from: usize, to: usize, factor: f32, offset: f32): void {
  const a = f32x4.splat(factor);
  const b = f32x4.splat(offset);
  for (let at = from; at < to; at += 16) v128.store(y + at, f32x4.add(f32x4.mul(v128.load(x + at), a), b));
}

/** The offset in bytes of a unit's numbers in those of the layer. */
// @ts-ignore: decorator
@inline
function featureOf(layer: Layer, unit: i32): usize {
  return <usize>((unit / layer.inner) % layer.features) << 2;
}

// @ts-ignore: decorator
@inline
function deviationOf(layer: Layer, unit: i32): f32 {
  return max(sqrt(f32.load(layer.variance + featureOf(layer, unit))), EPSILON);
}
