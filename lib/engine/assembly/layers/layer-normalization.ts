/**
 * Keras' LayerNormalization: outputs = (inputs − mean) / √(variance + epsilon) · gamma + beta, with mean and variance of each
 * sample. Sums run over the units in order, and over the samples in four classes, sample modulo 4, then (0 + 2) + (1 + 3).
 */
import { laneSum } from "../lanes";
import { Layer } from "../records";

/** Keeps each sample's mean and 1 / √(variance + epsilon) for the backward pass. */
export function normalizeSamples(layer: Layer, stride: usize, from: usize, to: usize): void {
  const units = f32x4.splat(<f32>layer.units);
  const one = f32x4.splat(1);
  for (let at = from; at < to; at += 16) {
    const x = layer.before + at;
    const end = x + <usize>layer.units * stride;
    let sum = f32x4.splat(0);
    for (let p = x; p < end; p += stride) sum = f32x4.add(sum, v128.load(p));
    const mean = f32x4.div(sum, units);
    let squares = f32x4.splat(0);
    for (let p = x; p < end; p += stride) {
      const apart = f32x4.sub(v128.load(p), mean);
      squares = f32x4.add(squares, f32x4.mul(apart, apart));
    }
    const variance = f32x4.div(squares, units);
    const inverse = f32x4.div(one, f32x4.sqrt(f32x4.add(variance, f32x4.splat(layer.epsilon))));
    v128.store(layer.statistics + at, mean);
    v128.store(layer.statistics + stride + at, inverse);
    let y = layer.outputs + at;
    for (let unit = 0; unit < layer.units; unit++) {
      const normalized = f32x4.mul(f32x4.sub(v128.load(x + <usize>unit * stride), mean), inverse);
      v128.store(y, f32x4.add(f32x4.mul(normalized, gammaOf(layer, unit)), betaOf(layer, unit)));
      y += stride;
    }
  }
}

/** ∂loss/∂inputs = (h − mean h − n · mean(h · n)) / √(variance + epsilon), where h = g · gamma, and n the normalized inputs. */
export function samplesGradient(layer: Layer, stride: usize, from: usize, to: usize): void {
  if (layer.gradientBefore == 0) return;
  const units = f32x4.splat(<f32>layer.units);
  for (let at = from; at < to; at += 16) {
    const mean = v128.load(layer.statistics + at);
    const inverse = v128.load(layer.statistics + stride + at);
    let sum = f32x4.splat(0);
    let products = f32x4.splat(0);
    for (let unit = 0; unit < layer.units; unit++) {
      const row = <usize>unit * stride + at;
      const h = f32x4.mul(v128.load(layer.gradient + row), gammaOf(layer, unit));
      const normalized = f32x4.mul(f32x4.sub(v128.load(layer.before + row), mean), inverse);
      sum = f32x4.add(sum, h);
      products = f32x4.add(products, f32x4.mul(h, normalized));
    }
    const meanGradient = f32x4.div(sum, units);
    const meanProduct = f32x4.div(products, units);
    for (let unit = 0; unit < layer.units; unit++) {
      const row = <usize>unit * stride + at;
      const h = f32x4.mul(v128.load(layer.gradient + row), gammaOf(layer, unit));
      const normalized = f32x4.mul(f32x4.sub(v128.load(layer.before + row), mean), inverse);
      const rest = f32x4.sub(f32x4.sub(h, meanGradient), f32x4.mul(normalized, meanProduct));
      v128.store(layer.gradientBefore + row, f32x4.mul(rest, inverse));
    }
  }
}

/** Gradients of gamma and beta of units `first … end)`. */
export function affineGradients(layer: Layer, stride: usize, bytes: usize, first: i32, end: i32): void {
  for (let unit = first; unit < end; unit++) {
    const x = layer.before + <usize>unit * stride;
    const g = layer.gradient + <usize>unit * stride;
    let sum = f32x4.splat(0);
    let products = f32x4.splat(0);
    for (let at: usize = 0; at < bytes; at += 16) {
      const apart = f32x4.sub(v128.load(x + at), v128.load(layer.statistics + at));
      const normalized = f32x4.mul(apart, v128.load(layer.statistics + stride + at));
      sum = f32x4.add(sum, v128.load(g + at));
      products = f32x4.add(products, f32x4.mul(v128.load(g + at), normalized));
    }
    if (layer.kernel != 0) f32.store(layer.kernelGradient + (<usize>unit << 2), laneSum(products));
    if (layer.bias != 0) f32.store(layer.biasGradient + (<usize>unit << 2), laneSum(sum));
  }
}

// @ts-ignore: decorator
@inline
function gammaOf(layer: Layer, unit: i32): v128 {
  return layer.kernel == 0 ? f32x4.splat(1) : v128.load32_splat(layer.kernel + (<usize>unit << 2));
}

// @ts-ignore: decorator
@inline
function betaOf(layer: Layer, unit: i32): v128 {
  return layer.bias == 0 ? f32x4.splat(0) : v128.load32_splat(layer.bias + (<usize>unit << 2));
}
