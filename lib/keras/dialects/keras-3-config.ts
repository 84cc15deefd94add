/** Configurations as `getConfig` of Keras 3.15.1 returns them. */
import { floats, tuple } from "../../python-repr.ts";
import { isSerialized, type SerializedObject } from "../saving/config.ts";
import {
  layerConfig,
  layerFields,
  POLICY,
  partConfig,
  type SerializableLayer,
} from "../saving/keras3-form.ts";
import type { Stack } from "./types.ts";

const BASE = ["name", "trainable", "dtype"];
const TRANSPOSED = [...BASE, "filters", "kernel_size", "strides", "padding", "output_padding"];
const FACTORS = [
  ...BASE,
  "data_format",
  "height_factor",
  "width_factor",
  "fill_mode",
  "interpolation",
  "seed",
];

/** The first keys, in another order than in Keras 2.4.3 or in files, by class. */
const ORDER: Readonly<Record<string, readonly string[]>> = {
  Conv1DTranspose: TRANSPOSED,
  Conv2DTranspose: TRANSPOSED,
  Conv3DTranspose: TRANSPOSED,
  CosineDecay: ["initial_learning_rate", "decay_steps", "alpha", "name"],
  Dropout: [...BASE, "rate", "seed", "noise_shape"],
  EinsumDense: [...BASE, "output_shape"],
  ELU: ["name", "alpha", "trainable", "dtype"],
  HashedCrossing: ["num_bins", "output_mode", "sparse"],
  IntegerLookup: [
    ...BASE,
    "invert",
    "max_tokens",
    "num_oov_indices",
    "oov_token",
    "mask_token",
    "output_mode",
    "sparse",
    "pad_to_max_tokens",
    "vocabulary_dtype",
  ],
  IoU: ["name", "dtype"],
  LSTMCell: [...BASE, "units", "activation", "recurrent_activation", "use_bias", "unit_forget_bias"],
  PrecisionAtRecall: ["name", "dtype", "class_id"],
  RandomTranslation: FACTORS,
  RandomZoom: FACTORS,
  RecallAtPrecision: ["name", "dtype", "class_id"],
  SensitivityAtSpecificity: ["name", "dtype", "class_id"],
  SpatialDropout1D: ["rate", "seed"],
  SpatialDropout2D: ["rate", "seed", "name", "dtype"],
  SpatialDropout3D: ["rate", "seed", "name", "dtype"],
  SpecificityAtSensitivity: ["name", "dtype", "class_id"],
  VarianceScaling: ["seed", "scale", "mode", "distribution", "input_axes", "output_axes"],
  RandomNormal: ["seed", "mean", "stddev"],
  TruncatedNormal: ["seed", "mean", "stddev"],
  RandomUniform: ["seed", "minval", "maxval"],
  Orthogonal: ["seed", "gain"],
};

const DROPOUTS = ["dropout", "recurrent_dropout"];

/** Settings that are floats in Keras, by class. A loss stands with its module, as a metric may have its name. */
const FLOATS: Readonly<Record<string, readonly string[]>> = {
  AdditiveAttention: DROPOUTS,
  Attention: DROPOUTS,
  MultiHeadAttention: DROPOUTS,
  GRU: DROPOUTS,
  GRUCell: DROPOUTS,
  LSTM: DROPOUTS,
  LSTMCell: DROPOUTS,
  SimpleRNN: DROPOUTS,
  SimpleRNNCell: DROPOUTS,
  Discretization: ["bin_boundaries"],
  Masking: ["mask_value"],
  Normalization: ["mean", "variance"],
  RandomRotation: ["fill_value"],
  RandomTranslation: ["fill_value"],
  RandomZoom: ["fill_value"],
  Rescaling: ["offset"],
  Resizing: ["fill_value"],
  ReLU: ["max_value", "negative_slope", "threshold"],
  LeakyReLU: ["negative_slope"],
  ELU: ["alpha"],
  ActivityRegularization: ["l1", "l2"],
  L1: ["l1"],
  L2: ["l2"],
  L1L2: ["l1", "l2"],
  MinMaxNorm: ["min_value", "max_value", "rate"],
  VarianceScaling: ["scale"],
  RandomNormal: ["mean", "stddev"],
  TruncatedNormal: ["mean", "stddev"],
  RandomUniform: ["minval", "maxval"],
  Orthogonal: ["gain"],
  Identity: ["gain"],
  Constant: ["value"],
  "losses.BinaryCrossentropy": ["label_smoothing"],
  "losses.BinaryFocalCrossentropy": ["gamma", "label_smoothing"],
  "losses.CategoricalCrossentropy": ["label_smoothing"],
  "losses.CategoricalFocalCrossentropy": ["gamma", "label_smoothing"],
  "losses.Circle": ["gamma"],
  "losses.Huber": ["delta"],
  FBetaScore: ["beta"],
  Adafactor: ["clip_threshold"],
  Ftrl: [
    "l1_regularization_strength",
    "l2_regularization_strength",
    "l2_shrinkage_regularization_strength",
    "beta",
  ],
  LossScaleOptimizer: ["initial_scale"],
  RMSprop: ["momentum"],
  SGD: ["learning_rate", "momentum"],
  CosineDecay: ["alpha"],
  CosineDecayRestarts: ["t_mul", "m_mul", "alpha"],
  PolynomialDecay: ["power"],
};

type Dictionary = Record<string, unknown>;

/** A layer's configuration, given under the keys of Keras 2.4.3. */
export function layerConfig3(className: string, config: object): object {
  const parts = Object.entries(layerConfig(className, config)).map(([key, value]) => [key, ordered(value)]);
  return finished(className, Object.fromEntries(parts));
}

/** The configuration of a loss, a metric, an optimizer, a schedule, an initializer, a regularizer or a constraint. */
export function partConfig3(className: string, config: object): object {
  return finished(className, partConfig(className, config));
}

/** An object in Keras' form with its settings in order, or a list of such; anything else as it is. */
function ordered(value: unknown): unknown {
  if (Array.isArray(value)) return value.some(isSerialized) ? value.map(ordered) : value;
  if (!isSerialized(value) || typeof value.config !== "object") return value;
  return { ...value, config: finished(value.class_name, value.config) };
}

/** In Keras' order, and with its floats. */
function finished(className: string, config: Dictionary): Dictionary {
  const keys = ORDER[className]?.filter((key) => key in config) ?? [];
  const rest = Object.keys(config).filter((key) => !keys.includes(key));
  const sorted = Object.fromEntries([...keys, ...rest].map((key) => [key, config[key]]));
  const own = FLOATS[className];
  return own === undefined ? sorted : floats(sorted, own);
}

/** A shape as a tuple, several in a list. */
function shapes(value: unknown): unknown {
  if (!Array.isArray(value)) return value;
  return value.some(Array.isArray) ? value.map(shapes) : tuple([...value]);
}

/** Modules of the models that may be layers. */
const MODELS: Readonly<Record<string, string>> = {
  Functional: "keras.src.models.functional",
  Sequential: "keras",
};

/** A layer, or a model in a model, in the configuration of a model. */
export function layerEntry(layer: SerializableLayer): SerializedObject {
  const { build_config: build, ...form } = layerFields(layer);
  const { className } = layer;
  const module = MODELS[className];
  const isGraph = className === "Functional";
  const arguments_ = Object.entries(build ?? {}).map(([key, value]) => [key, shapes(value)]);
  return {
    ...form,
    config: layer.getConfig() as Dictionary,
    ...(module && { module, registered_name: isGraph ? className : null }),
    ...(build && { build_config: isGraph ? { input_shape: null } : Object.fromEntries(arguments_) }),
    ...(module && { compile_config: {} }),
  };
}

/** The configuration of a `Sequential`. */
export function stackConfig({ name, trainable, layers, inputShape }: Stack): object {
  return {
    name,
    trainable,
    dtype: structuredClone(POLICY),
    layers: layers.map(layerEntry),
    ...(inputShape && { build_input_shape: tuple([...inputShape]) }),
  };
}
