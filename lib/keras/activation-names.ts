/** Activations by name, as layers hold them: the engine computes those of Keras by their names. */
import { didYouMean, ValueError } from "../errors.ts";
import type { TensorFunction } from "./backend/tensor-types.ts";
import { nameOf } from "./named-functions.ts";
import { customObject, type SerializedObject } from "./saving/config.ts";
import { functionName } from "./saving/functions.ts";

// biome-ignore format: a list of names
const NAMES = [
  "linear", "relu", "sigmoid", "softmax", "tanh", "celu", "elu", "exponential", "gelu", "hard_shrink", "hard_sigmoid",
  "hard_silu", "hard_swish", "hard_tanh", "leaky_relu", "log_sigmoid", "log_softmax", "mish", "relu6", "selu", "silu",
  "soft_shrink", "softplus", "softsign", "sparse_plus", "sparse_sigmoid", "sparsemax", "squareplus", "swish",
  "tanh_shrink",
] as const;

/** Keras' functions that need arguments, and their replacements. */
const WITHOUT_NAME: Record<string, string> = {
  glu: "It halves the units: use a `Lambda` layer with its `outputShape`.",
  threshold: "It needs a threshold and a value: use a function of tensors, or a `ReLU` layer.",
};

export type ActivationName = (typeof NAMES)[number];

/** A name, or a function of tensors, which TensorFlow.js computes. */
export type Activation = ActivationName | TensorFunction;

/**
 * The name of one of Keras' activations, also of its function; a function of one's own as it is; `"linear"` for none.
 *
 * @throws ValueError for an unknown name
 */
export function toActivation(identifier: Activation | SerializedObject | null | undefined): Activation {
  const known = nameOf(identifier);
  if (typeof identifier === "function" && known === undefined) return identifier;
  const name = known ?? functionName(identifier as string) ?? "linear";
  const own = customObject(name);
  if (own !== undefined) return own as Activation;
  if (NAMES.includes(name as ActivationName)) return name as ActivationName;
  const told = `Could not interpret activation function identifier: ${name}.`;
  const remedy = WITHOUT_NAME[name];
  throw new ValueError(`${told} ${remedy ?? didYouMean(name, NAMES)}`);
}
