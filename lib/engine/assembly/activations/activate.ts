/** Keras' activations of `[units][samples]`, and the way back through them. */
import { constant, sigmoid4 } from "../functions";
import { Layer } from "../records";
import { slopeOf, value } from "./elementwise";
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
  for (let unit = 0; unit < units; unit++) {
    const row = <usize>unit * stride;
    const start = row + from;
    if (code == Activation.sigmoid) sigmoidRow(z + start, y + start, to - from);
    else if (code == Activation.relu) reluRow(z + start, y + start, to - from);
    else {
      for (let at = start; at < row + to; at += 16) {
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
  for (let unit = 0; unit < units; unit++) {
    const row = <usize>unit * stride;
    for (let at = row + from; at < row + to; at += 16) {
      const g = layer.gradient + at;
      const y = v128.load(layer.outputs + at);
      let slope: v128;
      if (code == Activation.sigmoid) slope = f32x4.mul(y, f32x4.sub(constant(ONE, 0), y));
      else if (code == Activation.relu) {
        v128.store(g, v128.and(v128.load(g), f32x4.gt(y, f32x4.splat(0))));
        continue;
      } else slope = slopeOf(code, v128.load(layer.preactivations + at), y, layer);
      v128.store(g, f32x4.mul(v128.load(g), slope));
    }
  }
}
