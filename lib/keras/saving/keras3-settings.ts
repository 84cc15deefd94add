/** The order of settings in Keras 3.15.1, and which are floats. */
import { floats } from "../../python-repr.ts";

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
  GroupedQueryAttention: DROPOUTS,
  ConvLSTM1D: DROPOUTS,
  ConvLSTM2D: DROPOUTS,
  ConvLSTM3D: DROPOUTS,
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
  FBetaScore: ["beta", "threshold"],
  F1Score: ["threshold"],
  FalseNegatives: ["thresholds"],
  FalsePositives: ["thresholds"],
  Precision: ["thresholds"],
  Recall: ["thresholds"],
  TrueNegatives: ["thresholds"],
  TruePositives: ["thresholds"],
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

/** The configuration of an object of Keras 3, in Keras' order and with its floats. */
export function finished(className: string, config: Record<string, unknown>): Record<string, unknown> {
  const keys = ORDER[className]?.filter((key) => key in config) ?? [];
  const rest = Object.keys(config).filter((key) => !keys.includes(key));
  const sorted = Object.fromEntries([...keys, ...rest].map((key) => [key, config[key]]));
  return floats(sorted, FLOATS[className] ?? []);
}
