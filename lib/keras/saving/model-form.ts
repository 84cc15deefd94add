/** Models in Keras 3's form, and the arguments of `compile` as dictionaries. */

import type { SavedParts } from "../layers/saved-parts.ts";
import * as losses from "../losses/index.ts";
import { Loss } from "../losses/index.ts";
import * as metrics from "../metrics/index.ts";
import { Metric } from "../metrics/index.ts";
import { nameOf } from "../named-functions.ts";
import * as optimizers from "../optimizers/index.ts";
import { Optimizer } from "../optimizers/index.ts";
import { isSerialized, registeredName, type SerializedObject, serializeObject } from "./config.ts";
import { functionForm, layerForm, POLICY } from "./keras3-form.ts";
import type { SavedLayer, SavedModel } from "./saveable.ts";
import { objectOf } from "./weight-groups.ts";

/** A layer, or a model in a model, in Keras 3's form. */
function serializeLayerOrModel(layer: SavedLayer): SerializedObject {
  return layer.layers === undefined ? layerForm(layer) : modelForm(layer);
}

/**
 * A model in Keras 3's form: a stack, or a graph, whose `getConfig` has Keras 3's keys but for the layers.
 *
 * @throws ValueError for a layer of a function without a name
 */
export function modelForm(model: SavedLayer & Partial<SavedModel>): SerializedObject {
  const isStack = model.className === "Sequential";
  const form = model.tracked ? subclassForm(model) : isStack ? stackForm(model) : graphForm(model);
  // A class of the user's may return objects.
  const compiled = argumentForm(model.getCompileConfig?.() ?? {}) as Record<string, unknown>;
  return { ...form, compile_config: compiled };
}

/** A custom class: what its `getConfig` returns, with which the class makes it again. */
function subclassForm(model: SavedLayer & Partial<SavedModel>): SerializedObject {
  const { className } = model;
  const build = (objectOf(model) as Partial<SavedParts>).getBuildConfig?.();
  const name = registeredName(objectOf(model).constructor) ?? className;
  return {
    module: null,
    class_name: className,
    config: model.getConfig() as Record<string, unknown>,
    registered_name: name,
    ...(build && { build_config: build }),
  };
}

function stackForm(model: SavedLayer): SerializedObject {
  const { name, inputShape } = model;
  const shape = inputShape && { input_shape: [...inputShape] };
  const form = serializeObject("keras", "Sequential", {
    name,
    trainable: model.trainable,
    dtype: structuredClone(POLICY),
    layers: sequentialLayers(model),
    ...(shape && { build_input_shape: shape.input_shape }),
  });
  if (shape) form.build_config = shape;
  return form;
}

/** A graph's layers, each with its name and its calls. */
function graphForm(model: SavedLayer): SerializedObject {
  const { layers: entries, ...config } = model.getConfig() as { layers: GraphEntry[] };
  const layers = new Map(model.layers?.map((layer) => [layer.name, layer]));
  const forms = entries.map((entry) => {
    const layer = layers.get(entry.name);
    // An operation on masks is no layer of the model.
    if (layer === undefined) return entry;
    return { ...serializeLayerOrModel(layer), name: entry.name, inbound_nodes: entry.inbound_nodes };
  });
  const { name, trainable, ...rest } = config as Record<string, unknown>;
  const form = serializeObject("keras.src.models.functional", "Functional", {
    name,
    trainable,
    layers: forms,
    ...rest,
  });
  return { ...form, registered_name: "Functional", build_config: { input_shape: null } };
}

/** A layer in the configuration of a graph. */
interface GraphEntry {
  name: string;
  inbound_nodes: unknown[];
}

/** The layers of a `Sequential`: its configuration has the input layer, too. */
function sequentialLayers(model: SavedLayer): SerializedObject[] {
  const forms = (model.layers ?? []).map(serializeLayerOrModel);
  const { inputShape } = model;
  if (!inputShape) return forms;
  const { layers } = model.getConfig() as { layers: SerializedObject[] };
  const [first] = layers;
  if (first?.class_name !== "InputLayer") return forms;
  const input = {
    ...model,
    className: "InputLayer",
    name: first.config.name as string,
    getConfig: () => first.config,
  };
  return [layerForm(input as SavedLayer), ...forms];
}

/** The arguments of `compile` as Keras' dictionary. */
export function compileForm(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { optimizer, loss, lossWeights, metrics: reported, weightedMetrics, jitCompile } = options;
  return {
    optimizer: argumentForm(optimizer),
    loss: argumentForm(loss ?? null),
    loss_weights: argumentForm(lossWeights ?? null),
    metrics: argumentForm(reported ?? null),
    weighted_metrics: argumentForm(weightedMetrics ?? null),
    run_eagerly: false,
    steps_per_execution: 1,
    // Keras resolves "auto" to false on a CPU.
    jit_compile: jitCompile === true,
  };
}

/** An optimizer, loss or metric, or lists and dictionaries of them. */
function argumentForm(value: unknown): unknown {
  if (isSerialized(value)) return value;
  if (value instanceof Optimizer) return optimizers.serialize(value);
  if (value instanceof Loss) return losses.serialize(value);
  if (value instanceof Metric) return metrics.serialize(value);
  if (Array.isArray(value)) return value.map(argumentForm);
  const known = nameOf(value);
  if (known !== undefined) return known;
  if (typeof value === "function") {
    const Class = value as new () => unknown;
    const isClass = [Optimizer, Loss, Metric].some((Base) => value.prototype instanceof Base);
    return isClass ? argumentForm(new Class()) : functionForm(value);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, argumentForm(one)]));
  }
  return value;
}

/**
 * The arguments of `compile` as a legacy file has them, whose names of losses and metrics Keras 3 fails to read (`"mse"`): as
 * objects. `"accuracy"` stays a name, as it depends on the model.
 */
export function legacyCompileForm(form: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const { optimizer, ...training } = form;
  const lossForm = (name: string) => losses.serialize(losses.get(name as losses.LossName));
  const metricForm = (name: string) =>
    /^(?:acc|accuracy|ce|crossentropy)$/.test(name) ? name : metrics.serialize(metrics.get(name as "mse"));
  return {
    ...training,
    loss: mapNames(training.loss, lossForm),
    metrics: mapNames(training.metrics, metricForm),
    weighted_metrics: mapNames(training.weighted_metrics, metricForm),
    optimizer_config: optimizer,
  };
}

/** Replaces the names in lists and dictionaries. */
function mapNames(value: unknown, of: (name: string) => unknown): unknown {
  if (typeof value === "string") return of(value);
  if (isSerialized(value) || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => mapNames(one, of));
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapNames(one, of)]));
}

/** The arguments of `compile` from Keras' dictionary, also from the `training_config` of legacy files. */
export function compileArguments(config: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const {
    optimizer,
    optimizer_config: legacy,
    loss,
    loss_weights,
    metrics: reported,
    weighted_metrics,
  } = config;
  const given = optimizer ?? legacy;
  const options: Record<string, unknown> = {
    optimizer: isSerialized(given) ? optimizers.deserialize(given) : (given ?? "rmsprop"),
    loss: argument(loss, losses.deserialize),
  };
  if (notEmpty(reported)) options.metrics = argument(reported, metrics.deserialize);
  if (notEmpty(weighted_metrics)) options.weightedMetrics = argument(weighted_metrics, metrics.deserialize);
  if (notEmpty(loss_weights)) options.lossWeights = loss_weights;
  return options;
}

/** Names stay names, which `compile` resolves: `"accuracy"` depends on the model. */
function argument(value: unknown, deserialize: (form: SerializedObject) => unknown): unknown {
  // Legacy files have a list for each output, also for a single one.
  if (Array.isArray(value) && value.length === 1 && Array.isArray(value[0]))
    return argument(value[0], deserialize);
  if (isSerialized(value)) return deserialize(value);
  if (Array.isArray(value)) return value.map((one) => argument(one, deserialize));
  if (typeof value === "object" && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, argument(one, deserialize)]));
  return value;
}

function notEmpty(value: unknown): boolean {
  return value !== null && value !== undefined && !(Array.isArray(value) && value.length === 0);
}
