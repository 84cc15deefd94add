import { exp } from "./math/exp";
import { tanh } from "./math/tanh";
import type { ActivationName } from "./plan";

/** A function on a matrix `[rows][units]`, in place, and the way back through it. */
export interface Activation {
  /** From pre-activations to outputs. */
  forward(values: Float32Array, rows: number, units: number): void;
  /** From ∂loss/∂output to ∂loss/∂pre-activation, given the outputs. */
  backward(gradient: Float32Array, outputs: Float32Array, rows: number, units: number): void;
}

/** Keras' activations, by its formulas. */
export const activations: Readonly<Record<ActivationName, Activation>> = {
  linear: { forward: () => {}, backward: () => {} },
  sigmoid: elementwise(sigmoid, (y) => y * (1 - y)),
  tanh: elementwise(tanh, (y) => 1 - y * y),
  relu: elementwise(
    (x) => (x > 0 || Number.isNaN(x) ? x : 0),
    (y) => (y > 0 ? 1 : 0),
  ),
  softmax: { forward: softmax, backward: softmaxBackward },
};

/** 1 / (1 + e^−x). */
export function sigmoid(x: number): number {
  return 1 / (1 + exp(-x));
}

/** `slope`: the derivative, from the output. */
function elementwise(value: (x: number) => number, slope: (y: number) => number): Activation {
  return {
    forward(values, rows, units) {
      for (let i = 0; i < rows * units; i++) values[i] = value(values[i]);
    },
    backward(gradient, outputs, rows, units) {
      for (let i = 0; i < rows * units; i++) gradient[i] *= slope(outputs[i]);
    },
  };
}

/** e^x / Σ e^x over a row; the row's largest value is taken off first, so that nothing overflows. */
function softmax(values: Float32Array, rows: number, units: number): void {
  for (let start = 0; start < rows * units; start += units) {
    let largest = values[start];
    for (let i = start; i < start + units; i++) if (!(values[i] <= largest)) largest = values[i];
    let sum = 0;
    for (let i = start; i < start + units; i++) {
      values[i] = exp(values[i] - largest);
      sum += values[i];
    }
    for (let i = start; i < start + units; i++) values[i] /= sum;
  }
}

function softmaxBackward(gradient: Float32Array, outputs: Float32Array, rows: number, units: number): void {
  for (let start = 0; start < rows * units; start += units) {
    let dot = 0;
    for (let i = start; i < start + units; i++) dot += gradient[i] * outputs[i];
    for (let i = start; i < start + units; i++) gradient[i] = (gradient[i] - dot) * outputs[i];
  }
}
