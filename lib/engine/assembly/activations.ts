/** Keras' activations of `[units][samples]`, and the way back through them. */
import { constant, erf4, exp4, expm14, log4, sigmoid4, softplus4, tanh4 } from "./functions";
import { Layer } from "./records";

/** In the order of `lib/engine/records.ts`. */
export enum Activation {
  linear,
  sigmoid,
  relu,
  tanh,
  softmax,
  celu,
  elu,
  exponential,
  gelu,
  geluTanh,
  hardShrink,
  hardSigmoid,
  hardSilu,
  hardTanh,
  leakyRelu,
  logSigmoid,
  logSoftmax,
  mish,
  relu6,
  reluGeneral,
  selu,
  silu,
  softShrink,
  softplus,
  softsign,
  sparsePlus,
  sparseSigmoid,
  sparsemax,
  squareplus,
  tanhShrink,
  threshold,
}

// √½, 1/√(2π), 0.044715, √(2/π), 1/6, 0.5, 1, 3, 6, SELU's scale, SELU's alpha·scale.
const C = memory.data<f32>([
  0.70710678, 0.39894228, 0.044715, 0.79788456, 0.16666667, 0.5, 1.0, 3.0, 6.0, 1.05070098, 1.75809934,
]);

// @ts-ignore: decorator
@inline
function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

/** Outputs from pre-activations, for `bytes` of samples. */
export function activate(layer: Layer, stride: usize, bytes: usize): void {
  const units = layer.units;
  const z = layer.preactivations;
  const y = layer.outputs;
  const code = layer.activation;
  if (code == Activation.softmax || code == Activation.logSoftmax || code == Activation.sparsemax) {
    for (let at: usize = 0; at < bytes; at += 16) {
      if (code == Activation.softmax) softmax(z + at, y + at, stride, units);
      else if (code == Activation.logSoftmax) logSoftmax(z + at, y + at, stride, units);
      else sparsemax(z + at, y + at, stride, units);
    }
    return;
  }
  if (code == Activation.linear && z == y) return;
  for (let unit = 0; unit < units; unit++) {
    const row = <usize>unit * stride;
    if (code == Activation.sigmoid) sigmoidRow(z + row, y + row, bytes);
    else if (code == Activation.relu) reluRow(z + row, y + row, bytes);
    else {
      for (let at = row; at < row + bytes; at += 16) {
        v128.store(y + at, value(code, v128.load(z + at), layer));
      }
    }
  }
}

export function sigmoidRow(z: usize, y: usize, bytes: usize): void {
  for (let end = z + bytes; z < end; z += 16) {
    v128.store(y, sigmoid4(v128.load(z)));
    y += 16;
  }
}

function reluRow(z: usize, y: usize, bytes: usize): void {
  for (let end = z + bytes; z < end; z += 16) {
    v128.store(y, f32x4.max(v128.load(z), f32x4.splat(0)));
    y += 16;
  }
}

/** ∂loss/∂preactivations takes the place of ∂loss/∂outputs. */
export function activationGradient(layer: Layer, stride: usize, bytes: usize): void {
  const units = layer.units;
  const code = layer.activation;
  if (code == Activation.linear) return;
  if (code == Activation.softmax || code == Activation.logSoftmax || code == Activation.sparsemax) {
    for (let at: usize = 0; at < bytes; at += 16) {
      const y = layer.outputs + at;
      const g = layer.gradient + at;
      if (code == Activation.softmax) softmaxGradient(y, g, stride, units);
      else if (code == Activation.logSoftmax) logSoftmaxGradient(y, g, stride, units);
      else sparsemaxGradient(layer.preactivations + at, y, g, stride, units);
    }
    return;
  }
  for (let unit = 0; unit < units; unit++) {
    const row = <usize>unit * stride;
    for (let at = row; at < row + bytes; at += 16) {
      const g = layer.gradient + at;
      const y = v128.load(layer.outputs + at);
      let slope: v128;
      if (code == Activation.sigmoid) slope = f32x4.mul(y, f32x4.sub(constant(C, 6), y));
      else if (code == Activation.relu) {
        v128.store(g, v128.and(v128.load(g), f32x4.gt(y, f32x4.splat(0))));
        continue;
      } else slope = slopeOf(code, v128.load(layer.preactivations + at), y, layer);
      v128.store(g, f32x4.mul(v128.load(g), slope));
    }
  }
}

/** `yes` where the mask is set. */
// @ts-ignore: decorator
@inline
function select(mask: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, mask);
}

function value(code: i32, x: v128, layer: Layer): v128 {
  const zero = f32x4.splat(0);
  const one = constant(C, 6);
  const alpha = f32x4.splat(layer.alpha);
  const positive = f32x4.gt(x, zero);
  switch (code) {
    case Activation.tanh:
      return tanh4(x);
    case Activation.sigmoid:
      return sigmoid4(x);
    case Activation.relu:
      return f32x4.max(x, zero);
    case Activation.celu:
      return select(positive, x, f32x4.mul(alpha, expm14(f32x4.div(x, alpha))));
    case Activation.elu:
      return select(positive, x, f32x4.mul(alpha, expm14(x)));
    case Activation.exponential:
      return exp4(x);
    case Activation.gelu:
      return f32x4.mul(f32x4.mul(constant(C, 5), x), add(one, erf4(f32x4.mul(x, constant(C, 0)))));
    case Activation.geluTanh:
      return f32x4.mul(f32x4.mul(constant(C, 5), x), add(one, geluInner(x)));
    case Activation.hardShrink:
      return v128.and(x, f32x4.gt(f32x4.abs(x), alpha));
    case Activation.hardSigmoid:
      return hardSigmoid(x);
    case Activation.hardSilu:
      return f32x4.mul(x, hardSigmoid(x));
    case Activation.hardTanh:
      return f32x4.min(f32x4.max(x, f32x4.neg(one)), one);
    case Activation.leakyRelu:
      return select(positive, x, f32x4.mul(x, alpha));
    case Activation.logSigmoid:
      return f32x4.neg(softplus4(f32x4.neg(x)));
    case Activation.mish:
      return f32x4.mul(x, tanh4(softplus4(x)));
    case Activation.relu6:
      return f32x4.min(f32x4.max(x, zero), constant(C, 8));
    case Activation.reluGeneral: {
      // alpha: slope below the threshold; beta: largest value; rate: threshold.
      const threshold = f32x4.splat(layer.rate);
      const high = f32x4.min(v128.and(x, f32x4.gt(x, threshold)), f32x4.splat(layer.beta));
      const low = f32x4.mul(alpha, f32x4.max(f32x4.sub(threshold, x), zero));
      return f32x4.sub(high, low);
    }
    case Activation.selu:
      return select(positive, f32x4.mul(x, constant(C, 9)), f32x4.mul(constant(C, 10), expm14(x)));
    case Activation.silu:
      return f32x4.mul(x, sigmoid4(x));
    case Activation.softShrink:
      return select(
        f32x4.gt(x, alpha),
        f32x4.sub(x, alpha),
        v128.and(add(x, alpha), f32x4.lt(x, f32x4.neg(alpha))),
      );
    case Activation.softplus:
      return softplus4(x);
    case Activation.softsign:
      return f32x4.div(x, add(one, f32x4.abs(x)));
    case Activation.sparsePlus: {
      const s = add(x, one);
      const middle = f32x4.mul(f32x4.splat(0.25), f32x4.mul(s, s));
      return select(f32x4.ge(x, one), x, v128.andnot(middle, f32x4.le(x, f32x4.neg(one))));
    }
    case Activation.sparseSigmoid:
      return f32x4.min(f32x4.max(f32x4.mul(constant(C, 5), add(x, one)), zero), one);
    case Activation.squareplus:
      return f32x4.mul(constant(C, 5), add(x, f32x4.sqrt(add(f32x4.mul(x, x), alpha))));
    case Activation.tanhShrink:
      return f32x4.sub(x, tanh4(x));
    case Activation.threshold:
      return select(f32x4.gt(x, alpha), x, f32x4.splat(layer.beta));
    default:
      return x;
  }
}

/** The derivative at the pre-activation x, where the output is y. */
function slopeOf(code: i32, x: v128, y: v128, layer: Layer): v128 {
  const zero = f32x4.splat(0);
  const one = constant(C, 6);
  const alpha = f32x4.splat(layer.alpha);
  const positive = f32x4.gt(x, zero);
  switch (code) {
    case Activation.tanh:
      return f32x4.sub(one, f32x4.mul(y, y));
    case Activation.celu:
      return select(positive, one, add(f32x4.div(y, alpha), one));
    case Activation.elu:
      return select(positive, one, add(y, alpha));
    case Activation.exponential:
      return y;
    case Activation.gelu: {
      const cdf = f32x4.mul(constant(C, 5), add(one, erf4(f32x4.mul(x, constant(C, 0)))));
      const density = f32x4.mul(constant(C, 1), exp4(f32x4.mul(f32x4.splat(-0.5), f32x4.mul(x, x))));
      return add(cdf, f32x4.mul(x, density));
    }
    case Activation.geluTanh: {
      const t = geluInner(x);
      const inner = f32x4.mul(
        constant(C, 3),
        add(one, f32x4.mul(f32x4.mul(constant(C, 7), constant(C, 2)), f32x4.mul(x, x))),
      );
      const rise = f32x4.mul(f32x4.mul(x, f32x4.sub(one, f32x4.mul(t, t))), inner);
      return f32x4.mul(constant(C, 5), add(add(one, t), rise));
    }
    case Activation.hardShrink:
      return v128.and(one, f32x4.gt(f32x4.abs(x), alpha));
    case Activation.hardSigmoid:
      return hardSigmoidSlope(x);
    case Activation.hardSilu:
      return add(hardSigmoid(x), f32x4.mul(x, hardSigmoidSlope(x)));
    case Activation.hardTanh:
      return v128.and(one, f32x4.le(f32x4.abs(x), one));
    case Activation.leakyRelu:
      return select(positive, one, alpha);
    case Activation.logSigmoid:
      return sigmoid4(f32x4.neg(x));
    case Activation.mish: {
      const t = tanh4(softplus4(x));
      return add(t, f32x4.mul(f32x4.mul(x, f32x4.sub(one, f32x4.mul(t, t))), sigmoid4(x)));
    }
    case Activation.relu6:
      return v128.and(one, v128.and(positive, f32x4.lt(x, constant(C, 8))));
    case Activation.reluGeneral: {
      const above = f32x4.gt(x, f32x4.splat(layer.rate));
      return select(above, v128.and(one, f32x4.le(x, f32x4.splat(layer.beta))), alpha);
    }
    case Activation.selu:
      return select(positive, constant(C, 9), add(y, constant(C, 10)));
    case Activation.silu: {
      const s = sigmoid4(x);
      return f32x4.mul(s, add(one, f32x4.mul(x, f32x4.sub(one, s))));
    }
    case Activation.softShrink:
      return v128.and(one, f32x4.gt(f32x4.abs(x), alpha));
    case Activation.softplus:
      return sigmoid4(x);
    case Activation.softsign: {
      const d = add(one, f32x4.abs(x));
      return f32x4.div(one, f32x4.mul(d, d));
    }
    case Activation.sparsePlus: {
      const middle = v128.andnot(f32x4.mul(constant(C, 5), add(x, one)), f32x4.le(x, f32x4.neg(one)));
      return select(f32x4.ge(x, one), one, middle);
    }
    case Activation.sparseSigmoid:
      return v128.and(constant(C, 5), f32x4.lt(f32x4.abs(x), one));
    case Activation.squareplus:
      return f32x4.mul(constant(C, 5), add(one, f32x4.div(x, f32x4.sqrt(add(f32x4.mul(x, x), alpha)))));
    case Activation.tanhShrink: {
      const t = f32x4.sub(x, y);
      return f32x4.mul(t, t);
    }
    case Activation.threshold:
      return v128.and(one, f32x4.gt(x, alpha));
    default:
      return one;
  }
}

/** tanh(√(2/π) · (x + 0.044715·x³)). */
function geluInner(x: v128): v128 {
  const cube = f32x4.mul(f32x4.mul(f32x4.mul(x, x), x), constant(C, 2));
  return tanh4(f32x4.mul(constant(C, 3), add(x, cube)));
}

/** relu6(x + 3) / 6. */
function hardSigmoid(x: v128): v128 {
  const inner = f32x4.min(f32x4.max(add(x, constant(C, 7)), f32x4.splat(0)), constant(C, 8));
  return f32x4.mul(inner, constant(C, 4));
}

function hardSigmoidSlope(x: v128): v128 {
  return v128.and(constant(C, 4), f32x4.lt(f32x4.abs(x), constant(C, 7)));
}

/** The largest of a sample's values. */
export function rowMaximum(z: usize, stride: usize, units: i32): v128 {
  let largest = v128.load(z);
  for (let unit = 1; unit < units; unit++) {
    z += stride;
    largest = f32x4.max(largest, v128.load(z));
  }
  return largest;
}

function softmax(z: usize, y: usize, stride: usize, units: i32): void {
  const largest = rowMaximum(z, stride, units);
  let sum = f32x4.splat(0);
  let at: usize = 0;
  for (let unit = 0; unit < units; unit++) {
    const e = exp4(f32x4.sub(v128.load(z + at), largest));
    v128.store(y + at, e);
    sum = add(sum, e);
    at += stride;
  }
  at = 0;
  for (let unit = 0; unit < units; unit++) {
    v128.store(y + at, f32x4.div(v128.load(y + at), sum));
    at += stride;
  }
}

function softmaxGradient(y: usize, g: usize, stride: usize, units: i32): void {
  let dot = f32x4.splat(0);
  let at: usize = 0;
  for (let unit = 0; unit < units; unit++) {
    dot = add(dot, f32x4.mul(v128.load(y + at), v128.load(g + at)));
    at += stride;
  }
  at = 0;
  for (let unit = 0; unit < units; unit++) {
    v128.store(g + at, f32x4.mul(v128.load(y + at), f32x4.sub(v128.load(g + at), dot)));
    at += stride;
  }
}

/** The logarithm of Σ e^(z − largest) over a sample's values. */
export function logSumExp(z: usize, stride: usize, units: i32, largest: v128): v128 {
  let sum = f32x4.splat(0);
  for (let unit = 0; unit < units; unit++) {
    sum = add(sum, exp4(f32x4.sub(v128.load(z), largest)));
    z += stride;
  }
  return log4(sum);
}

function logSoftmax(z: usize, y: usize, stride: usize, units: i32): void {
  const largest = rowMaximum(z, stride, units);
  const log = logSumExp(z, stride, units, largest);
  for (let unit = 0; unit < units; unit++) {
    v128.store(y, f32x4.sub(f32x4.sub(v128.load(z), largest), log));
    z += stride;
    y += stride;
  }
}

function logSoftmaxGradient(y: usize, g: usize, stride: usize, units: i32): void {
  let sum = f32x4.splat(0);
  let at: usize = 0;
  for (let unit = 0; unit < units; unit++) {
    sum = add(sum, v128.load(g + at));
    at += stride;
  }
  at = 0;
  for (let unit = 0; unit < units; unit++) {
    v128.store(g + at, f32x4.sub(v128.load(g + at), f32x4.mul(exp4(v128.load(y + at)), sum)));
    at += stride;
  }
}

/**
 * Where sparsemax's support ends: τ such that max(z − τ, 0) sums to 1. From the mean of all values on, those not above
 * it are left out until none is (Michelot's algorithm).
 */
function sparsemaxSupport(z: usize, stride: usize, units: i32): v128 {
  const one = constant(C, 6);
  let threshold = f32x4.splat(-Infinity);
  for (let round = 0; round < units; round++) {
    let sum = f32x4.splat(0);
    let count = f32x4.splat(0);
    for (let unit = 0, at = z; unit < units; unit++, at += stride) {
      const x = v128.load(at);
      const kept = f32x4.gt(x, threshold);
      sum = add(sum, v128.and(x, kept));
      count = add(count, v128.and(one, kept));
    }
    threshold = f32x4.div(f32x4.sub(sum, one), count);
  }
  return threshold;
}

/**
 * How often a value of the support is counted in Keras' threshold: Keras 3.15 on TensorFlow adds up the running sums
 * of the sorted support instead of taking the last, so the largest of k values counts k times, the least once.
 */
function sparsemaxCount(z: usize, stride: usize, units: i32, unit: i32, threshold: v128): v128 {
  const one = constant(C, 6);
  const x = v128.load(z + <usize>unit * stride);
  let count = f32x4.splat(0);
  for (let other = 0, at = z; other < units; other++, at += stride) {
    const w = v128.load(at);
    const after = other < unit ? f32x4.lt(w, x) : f32x4.le(w, x);
    count = add(count, v128.and(one, v128.and(after, f32x4.gt(w, threshold))));
  }
  return v128.and(count, f32x4.gt(x, threshold));
}

function supportSize(z: usize, stride: usize, units: i32, threshold: v128): v128 {
  let size = f32x4.splat(0);
  for (let unit = 0; unit < units; unit++, z += stride) {
    size = add(size, v128.and(constant(C, 6), f32x4.gt(v128.load(z), threshold)));
  }
  return size;
}

function sparsemax(z: usize, y: usize, stride: usize, units: i32): void {
  const threshold = sparsemaxSupport(z, stride, units);
  let sum = f32x4.splat(0);
  for (let unit = 0; unit < units; unit++) {
    const count = sparsemaxCount(z, stride, units, unit, threshold);
    sum = add(sum, f32x4.mul(count, v128.load(z + <usize>unit * stride)));
  }
  const tau = f32x4.div(f32x4.sub(sum, constant(C, 6)), supportSize(z, stride, units, threshold));
  for (let unit = 0; unit < units; unit++, z += stride, y += stride) {
    v128.store(y, f32x4.max(f32x4.sub(v128.load(z), tau), f32x4.splat(0)));
  }
}

function sparsemaxGradient(z: usize, y: usize, g: usize, stride: usize, units: i32): void {
  const threshold = sparsemaxSupport(z, stride, units);
  let sum = f32x4.splat(0);
  for (let unit = 0; unit < units; unit++) {
    const at = <usize>unit * stride;
    const own = v128.and(v128.load(g + at), f32x4.gt(v128.load(y + at), f32x4.splat(0)));
    v128.store(g + at, own);
    sum = add(sum, own);
  }
  const share = f32x4.div(sum, supportSize(z, stride, units, threshold));
  for (let unit = 0; unit < units; unit++) {
    const at = <usize>unit * stride;
    const count = sparsemaxCount(z, stride, units, unit, threshold);
    v128.store(g + at, f32x4.sub(v128.load(g + at), f32x4.mul(share, count)));
  }
}
