/** Keras' PReLU: outputs = inputs above zero, alpha · inputs below, with an alpha for each unit. */
import { laneSum } from "../lanes";
import { Layer } from "../records";

export function prelu(layer: Layer, stride: usize, from: usize, to: usize): void {
  const zero = f32x4.splat(0);
  for (let unit = 0; unit < layer.units; unit++) {
    const row = <usize>unit * stride;
    const alpha = v128.load32_splat(layer.kernel + (<usize>unit << 2));
    for (let at = row + from; at < row + to; at += 16) {
      const x = v128.load(layer.before + at);
      v128.store(layer.outputs + at, v128.bitselect(x, f32x4.mul(x, alpha), f32x4.gt(x, zero)));
    }
  }
}

/** ∂loss/∂inputs; as in Keras the derivative at zero is 0. */
export function preluGradient(layer: Layer, stride: usize, from: usize, to: usize): void {
  if (layer.gradientBefore == 0) return;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let unit = 0; unit < layer.units; unit++) {
    const row = <usize>unit * stride;
    const alpha = v128.load32_splat(layer.kernel + (<usize>unit << 2));
    for (let at = row + from; at < row + to; at += 16) {
      const x = v128.load(layer.before + at);
      const derivative = v128.or(v128.and(one, f32x4.gt(x, zero)), v128.and(alpha, f32x4.lt(x, zero)));
      v128.store(layer.gradientBefore + at, f32x4.mul(v128.load(layer.gradient + at), derivative));
    }
  }
}

/** Gradients of the alphas of units `first … end)`. */
export function alphaGradients(layer: Layer, stride: usize, bytes: usize, first: i32, end: i32): void {
  const zero = f32x4.splat(0);
  for (let unit = first; unit < end; unit++) {
    const row = <usize>unit * stride;
    let sum = zero;
    for (let at = row; at < row + bytes; at += 16) {
      const below = f32x4.min(v128.load(layer.before + at), zero);
      sum = f32x4.add(sum, f32x4.mul(v128.load(layer.gradient + at), below));
    }
    f32.store(layer.kernelGradient + (<usize>unit << 2), laneSum(sum));
  }
}
