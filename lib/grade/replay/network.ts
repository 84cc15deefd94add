import * as keras from "../../keras/index.ts";
import type { LayerRecord, TrainingRecord } from "../record/session-record.ts";

/**
 * The network of a recorded training, made anew and compiled with the accuracy as its metric.
 *
 * @throws Error for a part that this project's Keras does not have, or cannot make from its configuration
 */
export function networkOf(training: TrainingRecord, features: number): keras.Sequential {
  const { layers } = training;
  if (layers.length > MOST_LAYERS)
    throw new Error(`a network of ${layers.length} layers is not repeated: ${MOST_LAYERS} are the most`);
  const size = sizeOf(layers, features);
  if (!(size <= MOST_WEIGHTS))
    throw new Error(`a network of ${size} weights is not repeated: ${MOST_WEIGHTS} are the most`);
  const network = new keras.Sequential([
    keras.Input({ shape: [features] }),
    ...layers.filter(({ class_name }) => class_name !== "InputLayer").map(layerOf),
  ]);
  network.compile({
    optimizer: optimizerOf(training),
    loss: lossOf(training),
    metrics: [new keras.metrics.BinaryAccuracy({ name: "accuracy", threshold: thresholdOf(training) })],
  });
  return network;
}

/**
 * The optimizer of a recorded training.
 *
 * @throws Error for one that this project's Keras does not have, or cannot make from its configuration
 */
export function optimizerOf({ optimizer: { name, learningRate, settings } }: TrainingRecord) {
  if (learningRate === null) throw new Error("a learning rate that changes cannot be repeated");
  const config = { ...settings, learning_rate: learningRate };
  return made(name, () => keras.optimizers.deserialize({ class_name: name, config }));
}

function lossOf({ loss: name, lossSettings: config }: TrainingRecord): keras.losses.Loss {
  // A function has no settings.
  const isFunction = Object.keys(config).length === 0;
  const loss = isFunction ? (name as keras.losses.LossName) : { class_name: name, config };
  return made(name, () => keras.losses.deserialize(loss));
}

function made<T>(name: string, make: () => T): T {
  try {
    return make();
  } catch {
    throw new Error(`${name} cannot be repeated`);
  }
}

export const hasLogits = ({ lossSettings }: TrainingRecord): boolean =>
  lossSettings.from_logits === true || lossSettings.fromLogits === true;

/** Outputs above this count as 1: logits above 0, unless the accuracy is counted in another way. */
export const thresholdOf = (training: TrainingRecord): number =>
  hasLogits(training) ? (training.accuracy?.threshold ?? 0) : 0.5;

/**
 * A training whose Normalization in front has what it adapted to as its settings, as no training changes that, and the number of
 * the network's weights that hold it.
 *
 * @param weights of the network when the training began
 */
export function withAdapted(
  training: TrainingRecord,
  weights: Float32Array,
  features: number,
): { training: TrainingRecord; adapted: number } {
  const first = training.layers.findIndex(({ class_name }) => class_name !== "InputLayer");
  const { class_name, config } = training.layers[first] ?? {};
  if (class_name !== "Normalization" || config.mean != null) return { training, adapted: 0 };
  const size = config.axis === null || [config.axis].flat().length === 0 ? 1 : features;
  const values = (from: number) => {
    const all = [...weights.subarray(from, from + size)];
    return size === 1 ? all[0] : all;
  };
  const settings = { ...config, mean: values(0), variance: values(size) };
  const layers = training.layers.with(first, { class_name, config: settings });
  // Mean, variance, and a count.
  return { training: { ...training, layers }, adapted: 2 * size + 1 };
}

/** Layers that are repeated: the engine trains them, and what a hostile record asks for stays small. */
const LAYERS = [
  "Dense",
  "Activation",
  "Dropout",
  "ReLU",
  "LeakyReLU",
  "ELU",
  "PReLU",
  "Flatten",
  "BatchNormalization",
  "LayerNormalization",
  "Rescaling",
  "Normalization",
  "GaussianNoise",
  "GaussianDropout",
  "AlphaDropout",
];
const MOST_LAYERS = 100;
const MOST_WEIGHTS = 100_000;

/**
 * Weights of the Dense layers, and the values that the others pass on: a measure of the work of a training.
 *
 * @param each factor of each of them, by the inputs and the outputs of its layer
 */
export function sizeOf(
  layers: readonly LayerRecord[],
  features: number,
  each = (_inputs: number, _outputs: number) => 1,
): number {
  let [size, width] = [0, features];
  for (const { class_name, config } of layers) {
    const units = class_name === "Dense" ? Number(config.units) : width;
    size += (class_name === "Dense" ? (width + 1) * units : width) * each(width, units);
    width = units;
  }
  return size;
}

function layerOf({ class_name, config }: LayerRecord): keras.layers.Layer {
  if (!LAYERS.includes(class_name)) throw new Error(`the layer ${class_name} cannot be repeated`);
  // The network has an input of its own.
  const { batch_input_shape, batch_shape, ...settings } = config;
  return keras.layers.deserialize({ class_name, config: settings });
}
