import { ValueError } from "../../errors";
import { Constant, Ones, Zeros } from "./constant-initializers";
import type { Initializer, SerializedInitializer } from "./initializer";
import { GlorotUniform, HeUniform, RandomUniform } from "./random-initializers";

export type { Initializer, SerializedInitializer };
export { Constant, GlorotUniform, HeUniform, Ones, RandomUniform, Zeros };

const known = {
  glorot_uniform: GlorotUniform,
  he_uniform: HeUniform,
  random_uniform: RandomUniform,
  constant: Constant,
  zeros: Zeros,
  ones: Ones,
};

export type InitializerName = keyof typeof known;

/**
 * The initializer that a name means; an initializer is passed on.
 *
 * @throws ValueError for a name that is no initializer
 */
export function get(identifier: InitializerName | Initializer): Initializer {
  if (typeof identifier === "object" && identifier !== null) return identifier;
  if (Object.hasOwn(known, identifier)) return new known[identifier]();
  throw new ValueError(
    `Could not interpret initializer identifier: ${identifier}. Expected one of: ${Object.keys(known).join(", ")}`,
  );
}

/** As it stands in a layer's configuration. */
export function serialize(initializer: Initializer): SerializedInitializer {
  return { class_name: initializer.className, config: initializer.getConfig() };
}
