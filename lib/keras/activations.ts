import * as functions from "./activation-functions.ts";
import { type Activation, type ActivationName, toActivation } from "./activation-names.ts";
import type { TensorFunction } from "./backend/tensor-types.ts";
import { nameOf } from "./named-functions.ts";
import { getRegisteredName, type SerializedObject } from "./saving/config.ts";

export * from "./activation-functions.ts";
export type { Activation, ActivationName };

/**
 * The function of that name, for arrays and tensors; a function of one's own as it is; `linear` for none.
 *
 * @throws ValueError for an unknown name
 *
 * @example
 * const relu = activations.get("relu");
 * console.log(relu([-1, 2]).values); // Float32Array(2) [ 0, 2 ]
 */
export function get(identifier: Activation | SerializedObject | null | undefined): TensorFunction {
  const activation = toActivation(identifier);
  if (typeof activation !== "string") return activation;
  return Object.values(functions).find((one) => nameOf(one) === activation) as TensorFunction;
}

/**
 * The activation as in a layer's configuration.
 *
 * @example
 * console.log(activations.serialize("relu"));
 */
export function serialize(activation: Activation): string {
  return typeof activation === "string" ? activation : getRegisteredName(activation);
}

/**
 * The activation of a layer's configuration.
 *
 * @throws ValueError for an unknown name
 *
 * @example
 * console.log(activations.deserialize("relu").name); // relu
 */
export function deserialize(config: ActivationName | SerializedObject): TensorFunction {
  return get(config);
}
