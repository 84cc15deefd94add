/** Serialization of any of Keras' objects: `keras.saving.serialize_keras_object`. */
import { received, ValueError } from "../../errors.ts";
import { NDArray } from "../../ndarray.ts";
import * as activations from "../activations.ts";
import * as constraints from "../constraints.ts";
import * as initializers from "../initializers/index.ts";
import { Initializer } from "../initializers/initializer.ts";
import { Layer } from "../layers/layer.ts";
import * as losses from "../losses/index.ts";
import * as metrics from "../metrics/index.ts";
import { nameOf } from "../named-functions.ts";
import * as optimizers from "../optimizers/index.ts";
import * as regularizers from "../regularizers.ts";
import { CompiledModel, savedModel } from "../trainers/compiled-model.ts";
import { arrayForm, arrayFromForm, isArrayForm } from "./array-form.ts";
import {
  type CustomObjects,
  customObject,
  isSerialized,
  type SerializedObject,
  serializeObject,
  withCustomObjects,
} from "./config.ts";
import { functionForm, layerForm } from "./keras3-form.ts";
import * as layers from "./layers.ts";
import { modelForm } from "./model-form.ts";

const { schedules } = optimizers;

interface Kind {
  readonly module: string;
  readonly Base: abstract new (...args: never) => object;
  /** Default: the class' name and the configuration. */
  serialize?(object: never): unknown;
  deserialize(form: SerializedObject): unknown;
}

/** Keras' modules of objects that have a form. */
const kinds: readonly Kind[] = [
  { module: "keras.losses", Base: losses.Loss, serialize: losses.serialize, deserialize: losses.deserialize },
  {
    module: "keras.metrics",
    Base: metrics.Metric,
    serialize: metrics.serialize,
    deserialize: metrics.deserialize,
  },
  {
    module: "keras.optimizers.schedules",
    Base: schedules.LearningRateSchedule,
    deserialize: schedules.deserialize,
  },
  {
    module: "keras.optimizers",
    Base: optimizers.Optimizer,
    serialize: optimizers.serialize,
    deserialize: optimizers.deserialize,
  },
  { module: "keras.regularizers", Base: regularizers.Regularizer, deserialize: regularizers.deserialize },
  { module: "keras.constraints", Base: constraints.Constraint, deserialize: constraints.deserialize },
  { module: "keras.initializers", Base: Initializer, deserialize: initializers.deserialize },
  {
    module: "keras.models",
    Base: CompiledModel,
    serialize: (model: CompiledModel) => modelForm(savedModel(model)),
    deserialize: layers.deserialize,
  },
  { module: "keras.layers", Base: Layer, serialize: layerForm, deserialize: layers.deserialize },
];

/**
 * An object in Keras' form: where its class is found, and the configuration. Numbers, texts, lists and dictionaries stay as they are; an
 * `NDArray` becomes a list with its type.
 *
 * @throws ValueError for an object that has no configuration
 *
 * @example
 * console.log(saving.serializeKerasObject(new losses.Huber()).class_name); // Huber
 */
// biome-ignore lint/suspicious/noExplicitAny: the form of anything
export function serializeKerasObject(object: unknown): any {
  if (typeof object !== "object" && typeof object !== "function") return object;
  if (object === null) return null;
  if (Array.isArray(object)) return object.map(serializeKerasObject);
  if (typeof object === "function") return functionForm(object);
  if (object instanceof NDArray) return arrayForm(object);
  const { getConfig } = object as { getConfig?: () => Record<string, unknown> };
  if (getConfig === undefined && Object.getPrototypeOf(object) === Object.prototype) {
    return Object.fromEntries(
      Object.entries(object).map(([key, value]) => [key, serializeKerasObject(value)]),
    );
  }
  if (getConfig === undefined) {
    throw new ValueError(
      `Cannot serialize object of type ${object.constructor.name}: expected one of Keras' objects, or one of yours with ` +
        `\`getConfig\`. Received: ${received(object)}`,
    );
  }
  const kind = kinds.find(({ Base }) => object instanceof Base);
  if (kind?.serialize) return kind.serialize(object as never);
  const name = (object as { className?: string }).className ?? object.constructor.name;
  return serializeObject(kind?.module ?? "builtins", name, getConfig.call(object));
}

/**
 * The object of Keras' form, whichever kind it is.
 *
 * @param customObjects custom classes and functions by name; default none
 * @throws ValueError for an unknown class
 *
 * @example
 * const huber = saving.deserializeKerasObject(saving.serializeKerasObject(new losses.Huber()));
 */
// biome-ignore lint/suspicious/noExplicitAny: an object of any kind, as in Python
export function deserializeKerasObject(config: unknown, customObjects: CustomObjects | null = null): any {
  return withCustomObjects(customObjects, () => deserialized(config));
}

function deserialized(config: unknown): unknown {
  if (Array.isArray(config)) return config.map(deserialized);
  if (typeof config !== "object" || config === null) return config;
  if (!isSerialized(config)) {
    return Object.fromEntries(Object.entries(config).map(([key, value]) => [key, deserialized(value)]));
  }
  if (isArrayForm(config)) return arrayFromForm(config);
  const { module, class_name: name } = config;
  if (name === "function") {
    return functionOf(String(config.config));
  }
  const kind =
    kinds.find((one) => one.module === module) ?? kinds.find((one) => one.module === "keras.layers");
  return (kind as Kind).deserialize(config);
}

/** The custom function of that name, or Keras' loss, metric or activation. */
function functionOf(name: string): unknown {
  const functions = [...Object.values(losses), ...Object.values(metrics)];
  const own = customObject(name) ?? functions.find((one) => nameOf(one) === name);
  return own ?? activations.get(name as activations.ActivationName);
}

/**
 * The custom class or function that is registered under that name; null if there is none.
 *
 * @param customObjects further ones by name; default none
 *
 * @example
 * console.log(saving.getRegisteredObject("mine>unknown")); // null
 */
export function getRegisteredObject(name: string, customObjects: CustomObjects | null = null): unknown {
  return withCustomObjects(customObjects, () => customObject(name) ?? null);
}

/**
 * The layer, or the model, in Keras 3's form: module, class name and configuration, without its weights.
 *
 * @throws ValueError for a layer of a function without a name
 *
 * @example
 * console.log(layers.serialize(new Dense(3)).class_name); // Dense
 */
export const serialize = (layer: Layer): SerializedObject => serializeKerasObject(layer);
