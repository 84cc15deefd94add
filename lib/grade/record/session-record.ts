import { Ajv } from "ajv";
import type { TrainingNumbers } from "../../keras/record.ts";
import { isObject, isShallow } from "../../nbformat/parse-notebook.ts";
import { sha256 } from "../../project.ts";
import { data, integer, list, number, object, orNull, text } from "../json-schema.ts";

/** A layer by Keras' configuration. */
export interface LayerRecord {
  class_name: string;
  config: Record<string, unknown>;
}

/** A model as it was built, whatever was printed: a dictionary with Keras' keys. */
export interface BuiltModel {
  /** With the batch in front: `[null, 5]`. */
  input_shape: (number | null)[];
  /** Class and configuration of each layer, without the InputLayer. */
  layers: { class_name: string; [key: string]: unknown }[];
}

/** Describes a model by its layers' configurations. @returns undefined if none of them tells the input's shape */
export function builtModel(layers: readonly LayerRecord[]): BuiltModel | undefined {
  const shape = layers
    .map(({ config }) => config.batch_input_shape ?? config.batch_shape)
    .find((shape) => Array.isArray(shape));
  return (
    shape && {
      input_shape: [...shape],
      layers: joinActivations(layers).map(({ class_name, config }) => ({ class_name, ...config })),
    }
  );
}

/**
 * The layers without the input; `Dense(1)` and an `Activation` after it are what `Dense(1, activation=…)` is. A Dense that does not take
 * what the one before it gives, as its weights tell, is none of a stack.
 */
export function joinActivations(layers: readonly LayerRecord[]): LayerRecord[] {
  const all: LayerRecord[] = [];
  for (const { class_name, config } of layers) {
    const before = all.findLast((layer) => layer.class_name === "Dense")?.config;
    if (class_name === "Activation" && before?.activation === "linear") before.activation = config.activation;
    else if (class_name !== "InputLayer") {
      const features = featuresOf(config);
      const isApart = class_name === "Dense" && before && features !== undefined && features !== before.units;
      all.push({ class_name: isApart ? "Dense beside it" : class_name, config: { ...config } });
    }
  }
  return all;
}

/** The configurations of the Dense layers. */
export const denseOf = (layers: readonly LayerRecord[]): LayerRecord["config"][] =>
  layers.flatMap(({ class_name, config }) => (class_name === "Dense" ? [config] : []));

/** The number of features of a sample in a layer's configuration, if that is one list of them. */
export function featuresOf(config: Record<string, unknown>): unknown {
  const shape = config.batch_input_shape ?? config.batch_shape;
  return Array.isArray(shape) && shape.length === 2 ? shape[1] : undefined;
}

/** A call of `fit`, or a loop over single batches. */
export interface TrainingRecord extends TrainingNumbers {
  /** Index of the model that it trained, among the session's. */
  model: number;
  layers: LayerRecord[];
  /** Class and settings; `learningRate` is null for a schedule. */
  optimizer: { name: string; learningRate: number | null; settings: Record<string, unknown> };
  /** Keras' name, in any spelling. */
  loss: string;
  /** Its settings, as far as they are known. */
  lossSettings: Record<string, unknown>;
  /** Names of `arrays`: samples × features, a label per sample if they are known, and perhaps the samples' weights. */
  x: string;
  y: string | null;
  weights: string | null;
  /** Names of `arrays`: all weights before and after it. */
  before: string;
  after: string | null;
}

/**
 * All that a notebook did with Keras while it was run again. It comes from a process that the submission controls, so that it is
 * a claim and no proof.
 */
export interface SessionRecord {
  /** The settings of each Dense, or subclass of it, that was created. */
  layers: Record<string, unknown>[];
  /** The settings of each model's layers, the input among them, whatever their own `getConfig` says. */
  models: LayerRecord[][];
  /** Each model as Python prints it. */
  printed: string[];
  trainings: TrainingRecord[];
  /** Modules that its cells imported, as they name them. */
  modules: string[];
  /** float32 in base64, by digest. */
  arrays: Record<string, string>;
}

export const EMPTY_RECORD: SessionRecord = {
  layers: [],
  models: [],
  printed: [],
  trainings: [],
  modules: [],
  arrays: {},
};

/** Characters of a whole record: some hundred trainings on a dozen different arrays. */
const MOST = 9_000_000;
const DEEPEST = 12;

/**
 * Reads a record of an untrusted kernel. Its arrays are named anew, by their contents: the same name then stands for the same values
 * in every record.
 *
 * @returns undefined for anything else
 */
export function readRecord(shown: unknown): SessionRecord | undefined {
  if (!isObject(shown) || !isShallow(shown, DEEPEST) || JSON.stringify(shown).length > MOST) return undefined;
  const { layers, models, printed, trainings, modules = [], arrays } = shown;
  if (![layers, models, printed, trainings, modules].every(Array.isArray) || !isObject(arrays))
    return undefined;
  const digests = new Map(Object.entries(arrays).map(([name, values]) => [name, sha256(String(values))]));
  return {
    layers: (layers as unknown[]).filter(isObject),
    models: (models as unknown[]).filter((model): model is LayerRecord[] => isLayers(model)),
    printed: (printed as unknown[]).map(String),
    trainings: (trainings as unknown[])
      .filter((training): training is TrainingRecord => isTraining(training))
      .filter((training) => ARRAYS.every((key) => Object.hasOwn(arrays, training[key] ?? training.x)))
      .map((training) => {
        const [x, y, weights, before, after] = ARRAYS.map((key) => digests.get(training[key]!) ?? null);
        return { ...training, x: x!, y, weights, before: before!, after };
      }),
    modules: (modules as unknown[]).map(String),
    arrays: Object.fromEntries(
      Object.entries(arrays).map(([name, values]) => [digests.get(name), String(values)]),
    ),
  };
}

const ARRAYS = ["x", "y", "weights", "before", "after"] as const;

const count = { ...integer, minimum: 0 };
const positive = { ...integer, minimum: 1 };
const layers = list(object({ class_name: text, config: data }));
const training = object({
  ...{ model: count, layers, loss: text, lossSettings: data },
  optimizer: object({ name: text, learningRate: orNull(number), settings: data }),
  ...{ x: text, y: orNull(text), weights: orNull(text), before: text, after: orNull(text) },
  ...{ count: positive, batchSize: positive, epochs: count, updates: count, seed: orNull(integer) },
  accuracy: { ...orNull(data), required: ["threshold"], properties: { threshold: orNull(number) } },
  history: { ...data, additionalProperties: list(number) },
});

const ajv = new Ajv({ strict: false });
const isLayers = ajv.compile<LayerRecord[]>(layers);
const isTraining = ajv.compile<TrainingRecord>(training);

/** The values of an array of a record. */
export function arrayOf({ arrays }: SessionRecord, name: string): Float32Array {
  const bytes = Buffer.from(arrays[name], "base64");
  return new Float32Array(new Uint8Array(bytes.subarray(0, bytes.length - (bytes.length % 4))).buffer);
}
