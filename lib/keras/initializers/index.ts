import { ValueError } from "../../errors.ts";
import * as constants from "./constant-initializers.ts";
import type { Initializer, SerializedInitializer } from "./initializer.ts";
import * as randoms from "./random-initializers.ts";

export * from "./constant-initializers.ts";
export * from "./random-initializers.ts";
export type { Initializer, SerializedInitializer };

const classes = { ...constants, ...randoms };

/** Keras' names, with its abbreviations. */
const known = {
  glorot_uniform: classes.GlorotUniform,
  glorot_normal: classes.GlorotNormal,
  he_uniform: classes.HeUniform,
  he_normal: classes.HeNormal,
  lecun_uniform: classes.LecunUniform,
  lecun_normal: classes.LecunNormal,
  random_uniform: classes.RandomUniform,
  random_normal: classes.RandomNormal,
  truncated_normal: classes.TruncatedNormal,
  variance_scaling: classes.VarianceScaling,
  orthogonal: classes.Orthogonal,
  identity: classes.Identity,
  constant: classes.Constant,
  zeros: classes.Zeros,
  zero: classes.Zeros,
  ones: classes.Ones,
  one: classes.Ones,
  normal: classes.RandomNormal,
  uniform: classes.RandomUniform,
  ...classes,
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
