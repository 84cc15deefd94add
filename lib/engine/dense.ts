import { type Activation, activations } from "./activations";
import type { Plan } from "./plan";

/** A dense layer at work: views of the net's parameters and gradients, and the buffers of a batch. */
export interface Dense {
  readonly inputs: number;
  readonly units: number;
  readonly activation: Activation;
  /** `[inputs][units]`; the bias is empty where the layer has none. */
  readonly kernel: Float32Array;
  readonly bias: Float32Array;
  readonly kernelGradient: Float32Array;
  readonly biasGradient: Float32Array;
  /** `[rows][units]` of the batch, with ∂loss/∂outputs or, on the way back, ∂loss/∂pre-activations. */
  outputs: Float32Array;
  gradient: Float32Array;
}

/** How many parameters the plan's net has. */
export function parameterCount(plan: Plan): number {
  let count = 0;
  let inputs = plan.inputs;
  for (const { units, useBias } of plan.layers) {
    count += (inputs + (useBias ? 1 : 0)) * units;
    inputs = units;
  }
  return count;
}

/** The plan's layers over one block of parameters and its twin of gradients: kernel, then bias, layer after layer. */
export function denseLayers(plan: Plan, parameters: Float32Array, gradients: Float32Array): Dense[] {
  let inputs = plan.inputs;
  let at = 0;
  return plan.layers.map(({ units, useBias, activation }) => {
    const bias = at + inputs * units;
    const end = bias + (useBias ? units : 0);
    const layer: Dense = {
      inputs,
      units,
      activation: activations[activation],
      kernel: parameters.subarray(at, bias),
      bias: parameters.subarray(bias, end),
      kernelGradient: gradients.subarray(at, bias),
      biasGradient: gradients.subarray(bias, end),
      outputs: new Float32Array(0),
      gradient: new Float32Array(0),
    };
    inputs = units;
    at = end;
    return layer;
  });
}

/** outputs = x · kernel + bias, each sum in the order of the inputs. */
export function forwardDense({ inputs, units, kernel, bias, outputs }: Dense, x: Float32Array, rows: number) {
  for (let row = 0; row < rows; row++) {
    for (let unit = 0; unit < units; unit++) {
      let sum = bias.length > 0 ? bias[unit] : 0;
      for (let i = 0; i < inputs; i++) sum += x[row * inputs + i] * kernel[i * units + unit];
      outputs[row * units + unit] = sum;
    }
  }
}

/** kernelGradient = xᵀ · gradient, biasGradient = the gradient's sum, each in the order of the rows. */
export function parameterGradients(layer: Dense, x: Float32Array, rows: number) {
  const { inputs, units, gradient, kernelGradient, biasGradient } = layer;
  for (let unit = 0; unit < units; unit++) {
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let row = 0; row < rows; row++) sum += x[row * inputs + i] * gradient[row * units + unit];
      kernelGradient[i * units + unit] = sum;
    }
    if (biasGradient.length === 0) continue;
    let sum = 0;
    for (let row = 0; row < rows; row++) sum += gradient[row * units + unit];
    biasGradient[unit] = sum;
  }
}

/** before = gradient · kernelᵀ: ∂loss/∂outputs of the layer before, each sum in the order of the units. */
export function inputGradient(
  { inputs, units, kernel, gradient }: Dense,
  before: Float32Array,
  rows: number,
) {
  for (let row = 0; row < rows; row++) {
    for (let i = 0; i < inputs; i++) {
      let sum = 0;
      for (let unit = 0; unit < units; unit++) sum += gradient[row * units + unit] * kernel[i * units + unit];
      before[row * inputs + i] = sum;
    }
  }
}
