/** Models from their configurations, in the form of Keras 2 or 3. */
import { received, ValueError } from "../../errors.ts";
import type { Layer } from "../layers/index.ts";
import type { Shape } from "../layers/layer.ts";
import * as models from "../models/index.ts";
import {
  type CustomObjects,
  checkDictionary,
  isSerialized,
  type SerializedObject,
  withCustomObjects,
} from "./config.ts";
import { deserialize as deserializeLayer } from "./layers.ts";

/** A model of any class. */
export type Model = models.Model;

/** A model without the weights, from its form in Keras 2 or 3. */
export function modelFromForm(form: unknown, customObjects: CustomObjects | null | undefined): Model {
  return withCustomObjects(customObjects, () => {
    const made = layerOrModel(form);
    if (made instanceof models.Model) return made;
    throw new ValueError(`Expected the configuration of a model. Received: that of a ${made.className}`);
  });
}

/** By class name: the exports of `keras/models/index.ts`. */
export const classes: Readonly<Record<string, ModelClass>> = {
  ...(models as object),
  Functional: models.Model as unknown as ModelClass,
};

interface ModelClass {
  fromConfig(config: object, deserialize: (form: SerializedObject) => Layer): Model;
}

/** A layer, or a model in a model. Classes of models are found by name among the exports of `keras/models/index.ts`. */
export function layerOrModel(form: unknown): Layer | Model {
  const name = isSerialized(form) ? form.class_name : "";
  const { config, build_config: built } = form as SerializedObject;
  let made: Layer | Model;
  if (Object.hasOwn(classes, name)) {
    checkDictionary(`the ${name} model`, config);
    made = classes[name].fromConfig(config, layerOrModel as (form: SerializedObject) => Layer);
  } else made = deserializeLayer(form as SerializedObject);
  const shape = built?.input_shape;
  if (made instanceof models.Model && !made.built && Array.isArray(shape)) made.build(shape as Shape);
  return made;
}

/** JSON that is a dictionary. */
export function parse(path: string, name: string, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ValueError(
      `${path} is damaged. Expected: JSON in ${name}. Received: ${(error as Error).message.slice(0, 120)}`,
    );
  }
  if (typeof value === "object" && value !== null && !Array.isArray(value))
    return value as Record<string, unknown>;
  throw new ValueError(`${path} is damaged. Expected: a dictionary in ${name}. Received: ${received(value)}`);
}
