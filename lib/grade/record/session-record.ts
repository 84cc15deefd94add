import { isObject, isShallow } from "../../nbformat/parse-notebook.ts";

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
  const own = layers.filter(({ class_name }) => class_name !== "InputLayer");
  return (
    shape && {
      input_shape: [...shape],
      layers: own.map(({ class_name, config }) => ({ class_name, ...config })),
    }
  );
}

/** A call of `fit`, or a loop over single batches. */
export interface TrainingRecord {
  /** The execution count of the cell that called it. */
  cell: number | null;
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
  count: number;
  batchSize: number;
  /** The requested epochs. */
  epochs: number;
  shuffle: boolean;
  /** Number of updates of a loop over batches; 0 for `fit`. */
  updates: number;
  seed: number | null;
  /** False if more than the weights, the seed and the data decides what comes of it. */
  isRepeatable: boolean;
  /** It has callbacks that may change it. */
  hasCallbacks: boolean;
  /** Names of `arrays`: all weights before and after it. */
  before: string;
  after: string | null;
  /** Values per epoch, by the names of the figures. */
  history: Record<string, number[]>;
}

/**
 * All that a notebook did with Keras while it was run again. It comes from a process that the submission controls, so that it is
 * a claim and no proof.
 */
export interface SessionRecord {
  /** The configuration of each layer that was created. */
  layers: Record<string, unknown>[];
  /** The configuration of each model's layers, the input among them. */
  models: LayerRecord[][];
  /** Each model as Python prints it. */
  printed: string[];
  trainings: TrainingRecord[];
  /** float32 in base64, by digest. */
  arrays: Record<string, string>;
}

export const EMPTY_RECORD: SessionRecord = { layers: [], models: [], printed: [], trainings: [], arrays: {} };

/** Characters of a whole record: some hundred trainings on a dozen different arrays. */
const MOST = 9_000_000;
const DEEPEST = 12;

/** Reads a record of an untrusted kernel. @returns undefined for anything else */
export function readRecord(shown: unknown): SessionRecord | undefined {
  if (!isObject(shown) || !isShallow(shown, DEEPEST) || JSON.stringify(shown).length > MOST) return undefined;
  const { layers, models, printed, trainings, arrays } = shown;
  if (![layers, models, printed, trainings].every(Array.isArray) || !isObject(arrays)) return undefined;
  return {
    layers: (layers as unknown[]).filter(isObject),
    models: (models as unknown[]).filter((model): model is LayerRecord[] => isLayers(model)),
    printed: (printed as unknown[]).map(String),
    trainings: (trainings as unknown[]).filter((training) => isTraining(training, arrays)),
    arrays: Object.fromEntries(Object.entries(arrays).map(([name, values]) => [name, String(values)])),
  };
}

const isLayers = (layers: unknown): layers is LayerRecord[] =>
  Array.isArray(layers) &&
  layers.every((layer) => isObject(layer) && typeof layer.class_name === "string" && isObject(layer.config));

function isTraining(training: unknown, arrays: Record<string, unknown>): training is TrainingRecord {
  if (!isObject(training)) return false;
  const { cell, layers, optimizer, loss, lossSettings, weights, after, seed, history } = training;
  const { x, y, before, count, batchSize, epochs, updates, model } = training;
  return (
    (cell === null || typeof cell === "number") &&
    isLayers(layers) &&
    isObject(optimizer) &&
    typeof optimizer.name === "string" &&
    (optimizer.learningRate === null || typeof optimizer.learningRate === "number") &&
    isObject(optimizer.settings) &&
    typeof loss === "string" &&
    isObject(lossSettings) &&
    [x, y ?? x, before, weights ?? x, after ?? x].every(
      (name) => typeof name === "string" && name in arrays,
    ) &&
    [count, batchSize, updates, model, epochs].every(
      (number) => Number.isInteger(number) && Number(number) >= 0,
    ) &&
    Number(count) > 0 &&
    Number(batchSize) > 0 &&
    (seed === null || Number.isInteger(seed)) &&
    isObject(history) &&
    Object.values(history).every(
      (values) => Array.isArray(values) && values.every((value) => typeof value === "number"),
    )
  );
}

/** The values of an array of a record. */
export function arrayOf({ arrays }: SessionRecord, name: string): Float32Array {
  const bytes = Buffer.from(arrays[name], "base64");
  return new Float32Array(new Uint8Array(bytes.subarray(0, bytes.length - (bytes.length % 4))).buffer);
}
