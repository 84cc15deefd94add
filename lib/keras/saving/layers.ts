import * as classes from "../layers/index.ts";
import { deserializeObject, isSerialized, type SerializedObject } from "./config.ts";
import { layerForm } from "./keras3-form.ts";

/**
 * The layer in Keras 3's form: module, class name and configuration, without its weights.
 *
 * @throws ValueError for a layer of a function without a name
 *
 * @example
 * console.log(layers.serialize(new Dense(3)).class_name); // Dense
 */
export function serialize(layer: classes.Layer): SerializedObject {
  return layerForm(layer);
}

/**
 * The layer of a form of Keras 2 or 3, not yet built. A layer that `keras/layers/index.ts` exports is found by its class name.
 *
 * @throws ValueError for an unknown class, and for settings that it does not have
 *
 * @example
 * const layer = layers.deserialize({ class_name: "Dense", config: { units: 3, activation: "relu" } });
 */
export function deserialize(serialized: SerializedObject): classes.Layer {
  return deserializeObject("layer", { ...classes }, withInnerLayers(serialized));
}

/** The layers inside a wrapper, such as `Bidirectional`, made first. */
function withInnerLayers(serialized: SerializedObject): SerializedObject {
  const config = { ...serialized.config };
  for (const key of ["layer", "backward_layer"]) {
    const inner = config[key];
    if (isSerialized(inner)) config[key] = deserialize(inner);
  }
  return { ...serialized, config };
}
