import { dialect } from "../dialects/dialect.ts";
import { deserializeObject, getObject, type SerializedObject } from "../saving/config.ts";
import { namedFunction } from "../saving/functions.ts";
import { classes } from "./classes.ts";
import {
  FunctionInitializer,
  Initializer,
  type InitializerFunction,
  type SerializedInitializer,
} from "./initializer.ts";
import * as missing from "./not-ported.ts";

export * from "./constant-initializers.ts";
export { Identity as IdentityInitializer } from "./constant-initializers.ts";
export * from "./functions.ts";
export { Initializer, type InitializerFunction, type SerializedInitializer } from "./initializer.ts";
export * from "./not-ported.ts";
export {
  type NormalOptions,
  Orthogonal,
  Orthogonal as OrthogonalInitializer,
  RandomNormal,
  RandomUniform,
  TruncatedNormal,
} from "./random-initializers.ts";
export * from "./variance-scaling.ts";

/** Keras' names and abbreviations. */
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
  IdentityInitializer: classes.Identity,
  OrthogonalInitializer: classes.Orthogonal,
  ...classes,
};

export type InitializerName = keyof typeof known;

/** A name, an initializer, its class, its serialized form, or a function from a shape to values. */
export type InitializerIdentifier =
  | InitializerName
  | Initializer
  | (new () => Initializer)
  | InitializerFunction
  | SerializedObject;

/**
 * Returns a new initializer with its defaults for a name or a class, an initializer of a function, and an initializer or null as it
 * is.
 *
 * @throws ValueError for an unknown name
 *
 * @example
 * const initializer = initializers.get("he_normal");
 */
export function get(identifier: InitializerIdentifier): Initializer;
export function get(identifier: InitializerIdentifier | null): Initializer | null;
export function get(identifier: InitializerIdentifier | null): Initializer | null {
  return getObject("initializer", identifier, {
    Base: Initializer,
    known,
    wrap: (call: InitializerFunction) => new FunctionInitializer(call),
    missing,
    deserialize,
  });
}

/**
 * The initializer as in a layer's configuration, which has its module in Keras 3's words.
 *
 * @example
 * console.log(initializers.serialize(new initializers.Zeros()));
 */
export function serialize(initializer: Initializer): SerializedInitializer {
  return dialect().partForm("keras.initializers", initializer) as SerializedInitializer;
}

/**
 * The initializer of a serialized form.
 *
 * @throws ValueError for an unknown class, and for settings that it does not have
 *
 * @example
 * const initializer = initializers.deserialize({ class_name: "HeNormal", config: { seed: 1 } });
 */
export function deserialize(serialized: SerializedObject): Initializer {
  const name = namedFunction(serialized);
  if (name !== undefined) return get(name as InitializerName) as Initializer;
  return deserializeObject("initializer", { ...classes, ...missing }, serialized);
}
