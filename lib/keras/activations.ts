import type { ActivationFunction } from "../engine/index.ts";
import { ValueError } from "../errors.ts";
import type { TensorFunction } from "./backend/tensor-types.ts";

/** The engine's names by Keras' names. */
const known = {
  linear: "linear",
  relu: "relu",
  sigmoid: "sigmoid",
  softmax: "softmax",
  tanh: "tanh",
  celu: "celu",
  elu: "elu",
  exponential: "exponential",
  gelu: "gelu",
  hard_shrink: "hardShrink",
  hard_sigmoid: "hardSigmoid",
  hard_silu: "hardSilu",
  hard_swish: "hardSilu",
  hard_tanh: "hardTanh",
  leaky_relu: "leakyRelu",
  log_sigmoid: "logSigmoid",
  log_softmax: "logSoftmax",
  mish: "mish",
  relu6: "relu6",
  selu: "selu",
  silu: "silu",
  soft_shrink: "softShrink",
  softplus: "softplus",
  softsign: "softsign",
  sparse_plus: "sparsePlus",
  sparse_sigmoid: "sparseSigmoid",
  sparsemax: "sparsemax",
  squareplus: "squareplus",
  swish: "silu",
  tanh_shrink: "tanhShrink",
} as const;

/** Keras' functions that need arguments, and what to use instead. */
const WITHOUT_NAME: Record<string, string> = {
  glu: "It halves the units: use a `Lambda` layer with its `outputShape`.",
  threshold: "It needs a threshold and a value: use a function of tensors, or a `ReLU` layer.",
};

export type ActivationName = keyof typeof known;

/** A name, or a function of tensors, which TensorFlow.js computes. */
export type Activation = ActivationName | TensorFunction;

/**
 * Returns the activation itself, or `"linear"` for none.
 *
 * @throws ValueError for an unknown name
 *
 * @example
 * const linear = activations.get(null);
 */
export function get(identifier: Activation | null | undefined): Activation {
  if (typeof identifier === "function") return identifier;
  const name = identifier ?? "linear";
  if (typeof name === "string" && Object.hasOwn(known, name)) return name;
  const told = `Could not interpret activation function identifier: ${identifier}.`;
  const remedy = WITHOUT_NAME[String(identifier)];
  throw new ValueError(`${told} ${remedy ?? `Expected one of: ${Object.keys(known).join(", ")}`}`);
}

/** The activation as the engine takes it. */
export function planOf(name: ActivationName): ActivationFunction {
  return { name: known[name] };
}

/**
 * The activation as in a layer's configuration.
 *
 * @example
 * console.log(activations.serialize("relu"));
 */
export function serialize(activation: Activation): string {
  return typeof activation === "string" ? activation : activation.name;
}
