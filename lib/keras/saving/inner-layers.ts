import { isSerialized, type SerializedObject } from "./config.ts";

/** Makes a layer of its form. `layers.ts`, which knows all layers and so depends on them, sets it. */
export const layerMaker: { deserialize(form: SerializedObject): unknown } = { deserialize: (form) => form };

/** A configuration in which the layers inside a wrapper, such as `Bidirectional`, are made. */
export function withInnerLayers(config: object): Record<string, unknown> {
  const made = (inner: unknown): unknown => {
    if (Array.isArray(inner)) return inner.map(made);
    return isSerialized(inner) ? layerMaker.deserialize(inner) : inner;
  };
  const given = { ...config } as Record<string, unknown>;
  for (const key of ["layer", "backward_layer", "cell", "cells"])
    if (key in given) given[key] = made(given[key]);
  return given;
}
