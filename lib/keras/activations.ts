import type { ActivationName } from "../engine";
import { ValueError } from "../errors";

export type { ActivationName };

const names: readonly ActivationName[] = ["linear", "relu", "sigmoid", "softmax", "tanh"];

/**
 * The activation that an identifier means; none means `"linear"`.
 *
 * @throws ValueError for a name that is no activation
 */
export function get(identifier: string | null | undefined): ActivationName {
  const name = names.find((known) => known === (identifier ?? "linear"));
  if (name !== undefined) return name;
  throw new ValueError(
    `Could not interpret activation function identifier: ${identifier}. Expected one of: ${names.join(", ")}`,
  );
}
