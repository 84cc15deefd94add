import * as classes from "../layers/index.ts";
import { TFDConcat, TFDIdentity } from "../layers/preprocessing/features.ts";
import { SavedParts } from "../layers/saved-parts.ts";
import { builtInClasses } from "../layers/tensor-layer.ts";
import type { ConfigClass } from "./config.ts";
import {
  type CustomObjects,
  checkDictionary,
  deserializeObject,
  isSerialized,
  type SerializedObject,
  withCustomObjects,
} from "./config.ts";
import { layerMaker, withInnerLayers } from "./inner-layers.ts";

/** The classes of models by name, which are layers too. They register themselves, as they depend on this module. */
export const modelClasses: Record<string, ConfigClass<classes.Layer>> = {};

/** Classes by the names that files have, which Keras does not export: not under these, or not at all. */
const IN_FILES = { GroupedQueryAttention: classes.GroupQueryAttention, TFDConcat, TFDIdentity };

for (const one of Object.values(classes)) builtInClasses.add(one);

/**
 * The layer, or the model, of a form of Keras 2 or 3 with new weights. A class that `keras.layers` or `keras.models` exports is found by
 * its name.
 *
 * @param customObjects custom classes and functions by name; default none
 * @throws ValueError for an unknown class, and for settings that it does not have
 *
 * @example
 * const layer = layers.deserialize({ class_name: "Dense", config: { units: 3, activation: "relu" } });
 */
export function deserialize(
  serialized: SerializedObject,
  customObjects: CustomObjects | null = null,
): classes.Layer {
  return withCustomObjects(customObjects, () => {
    if (isSerialized(serialized) && Object.hasOwn(modelClasses, serialized.class_name))
      checkDictionary(`the ${serialized.class_name} model`, serialized.config);
    const form = isSerialized(serialized)
      ? { ...serialized, config: withInnerLayers(serialized.config) }
      : serialized;
    const made = deserializeObject<classes.Layer>(
      "layer",
      { ...classes, ...IN_FILES, ...modelClasses },
      form,
    );
    const { build_config: built } = form;
    const shape = built?.input_shape;
    const isOwn = made.buildFromConfig !== SavedParts.prototype.buildFromConfig;
    // Built before the next layer is made, as in Keras: both draw seeds.
    if (built && !made.built && (isOwn || (Array.isArray(shape) && !("layers" in made)))) {
      made.buildFromConfig(built);
      if (!("layers" in made)) made.built = true;
    }
    // A model without inputs, such as a subclass, knows its shapes from the form alone.
    if ("layers" in made && !made.built && Array.isArray(shape)) made.build(shape as classes.Shape);
    return made;
  });
}

layerMaker.deserialize = (form) => deserialize(form);
