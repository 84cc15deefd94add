import { ValueError } from "../../errors";
import { Constant, Ones, Zeros } from "./constant-initializers";
import type { Initializer, SerializedInitializer } from "./initializer";
import { Identity, Orthogonal } from "./matrix-initializers";
import { RandomNormal, RandomUniform, TruncatedNormal } from "./random-initializers";
import {
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  LecunNormal,
  LecunUniform,
  VarianceScaling,
} from "./variance-scaling";

export type { Initializer, SerializedInitializer };
export {
  Constant,
  GlorotNormal,
  GlorotUniform,
  HeNormal,
  HeUniform,
  Identity,
  LecunNormal,
  LecunUniform,
  Ones,
  Orthogonal,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
  VarianceScaling,
  Zeros,
};

const known = {
  glorot_uniform: GlorotUniform,
  glorot_normal: GlorotNormal,
  he_uniform: HeUniform,
  he_normal: HeNormal,
  lecun_uniform: LecunUniform,
  lecun_normal: LecunNormal,
  random_uniform: RandomUniform,
  random_normal: RandomNormal,
  truncated_normal: TruncatedNormal,
  variance_scaling: VarianceScaling,
  orthogonal: Orthogonal,
  identity: Identity,
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
