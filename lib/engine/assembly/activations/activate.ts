/** Keras' activations over rows `[units][samples]`, forward and backward. */
import { constant, sigmoidRow, tanhRow } from "../functions";
import { Layer } from "../records";
import { derivativeOf, value } from "./elementwise";
import { Activation } from "./kinds";
import { logSoftmax, logSoftmaxGradient, softmax, softmaxGradient } from "./softmax";
import { sparsemax, sparsemaxGradient } from "./sparsemax";

const ONE = memory.data<f32>([1.0]);

/** Outputs from pre-activations, for the samples at `from … to)`. */
export function activate(layer: Layer, stride: usize, from: usize, to: usize): void {
  const units = layer.units;
  const z = layer.preactivations;
  const y = layer.outputs;
  const code = layer.activation;
  if (code == Activation.softmax || code == Activation.logSoftmax || code == Activation.sparsemax) {
    for (let at = from; at < to; at += 16) {
      if (code == Activation.softmax) softmax(z + at, y + at, stride, units);
      else if (code == Activation.logSoftmax) logSoftmax(z + at, y + at, stride, units);
      else sparsemax(z + at, y + at, stride, units);
    }
    return;
  }
  if (code == Activation.linear && z == y) return;
  const rows = rowsOf(units, stride, from, to);
  const bytes = bytesOf(units, stride, from, to);
  for (let row = 0; row < rows; row++) {
    const start = <usize>row * stride + from;
    if (code == Activation.sigmoid) sigmoidRow(z + start, y + start, bytes);
    else if (code == Activation.tanh) tanhRow(z + start, y + start, layer.gradient + start, bytes);
    else if (code == Activation.relu) reluRow(z + start, y + start, bytes);
    else {
      for (let at = start; at < start + bytes; at += 16) {
        v128.store(y + at, value(code, v128.load(z + at), layer));
      }
    }
  }
}

/** Rows without padding lie side by side, and are handled as one. */
// @ts-ignore: decorator
@inline
function rowsOf(units: i32, stride: usize, from: usize, to: usize): i32 {
  return to - from == stride ? 1 : units;
}

// @ts-ignore: decorator
@inline
function bytesOf(units: i32, stride: usize, from: usize, to: usize): usize {
  return to - from == stride ? <usize>units * stride : to - from;
}

function reluRow(z: usize, y: usize, bytes: usize): void {
  for (let end = z + bytes; z < end; z += 16) {
    v128.store(y, f32x4.max(v128.load(z), f32x4.splat(0)));
    y += 16;
  }
}

/** Replaces ∂loss/∂outputs by ∂loss/∂preactivations. */
export function activationGradient(layer: Layer, stride: usize, from: usize, to: usize): void {
  const units = layer.units;
  const code = layer.activation;
  if (code == Activation.linear) return;
  if (code == Activation.softmax || code == Activation.logSoftmax || code == Activation.sparsemax) {
    for (let at = from; at < to; at += 16) {
      const y = layer.outputs + at;
      const g = layer.gradient + at;
      if (code == Activation.softmax) softmaxGradient(y, g, stride, units);
      else if (code == Activation.logSoftmax) logSoftmaxGradient(y, g, stride, units);
      else sparsemaxGradient(layer.preactivations + at, y, g, stride, units);
    }
    return;
  }
  const rows = rowsOf(units, stride, from, to);
  const bytes = bytesOf(units, stride, from, to);
  for (let row = 0; row < rows; row++) {
    const start = <usize>row * stride + from;
    const g = layer.gradient + start;
    const y = layer.outputs + start;
    if (code == Activation.sigmoid) sigmoidRowGradient(y, g, bytes);
    else if (code == Activation.tanh) tanhRowGradient(y, g, bytes);
    else if (code == Activation.relu) reluRowGradient(y, g, bytes);
    else {
      const z = layer.preactivations + start;
      for (let at: usize = 0; at < bytes; at += 16) {
        const derivative = derivativeOf(code, v128.load(z + at), v128.load(y + at), layer);
        v128.store(g + at, f32x4.mul(v128.load(g + at), derivative));
      }
    }
  }
}

function sigmoidRowGradient(y: usize, g: usize, bytes: usize): void {
  const one = constant(ONE, 0);
  for (let end = g + bytes; g < end; g += 32) {
    const a = v128.load(y);
    const b = v128.load(y, 16);
    v128.store(g, f32x4.mul(v128.load(g), f32x4.mul(a, f32x4.sub(one, a))));
    v128.store(g, f32x4.mul(v128.load(g, 16), f32x4.mul(b, f32x4.sub(one, b))), 16);
    y += 32;
  }
}

function tanhRowGradient(y: usize, g: usize, bytes: usize): void {
  const one = constant(ONE, 0);
  for (let end = g + bytes; g < end; g += 16) {
    const t = v128.load(y);
    v128.store(g, f32x4.mul(v128.load(g), f32x4.sub(one, f32x4.mul(t, t))));
    y += 16;
  }
}

function reluRowGradient(y: usize, g: usize, bytes: usize): void {
  const zero = f32x4.splat(0);
  for (let end = g + bytes; g < end; g += 16) {
    v128.store(g, v128.and(v128.load(g), f32x4.gt(v128.load(y), zero)));
    y += 16;
  }
}
