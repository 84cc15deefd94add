import type { DensePlan, LayerPlan, MetricPlan, OptimizerPlan, Plan } from "../../lib/engine/index.ts";
import { smallData } from "./keras-case.ts";

/** A network and how it is trained, five features in. */
export interface Run {
  readonly layers: LayerPlan[];
  readonly loss: Plan["loss"];
  readonly optimizer?: OptimizerPlan;
  readonly rate?: number;
  readonly y: Float32Array;
  readonly metrics?: Record<string, MetricPlan>;
  readonly weights?: Float32Array;
  readonly batch?: number;
}

/** The samples of that file, with targets of each kind. */
export const data = smallData("optimizers.json");
export const sgd = { kind: "sgd", momentum: 0, nesterov: false } as const;
const betas = { beta1: 0.9, beta2: 0.999, epsilon: 1e-7 } as const;
const adam = { kind: "adam", ...betas, amsgrad: false } as const;
const dense = (
  units: number,
  activation: DensePlan["activation"] = "linear",
  rest: Partial<DensePlan> = {},
): DensePlan => ({ units, activation, useBias: true, ...rest });
const probabilities = { fromLogits: false } as const;
const mse = { kind: "meanSquaredError", ...probabilities } as const;
const binary = { kind: "binaryCrossentropy", ...probabilities } as const;
const regression = { layers: [dense(8, "tanh"), dense(1)], loss: mse, y: data.y_regression };
const classes = { layers: [dense(8, "tanh"), dense(3, "softmax")], y: data.y_onehot };
const weights = Float32Array.from({ length: 64 }, (_, i) => (i % 5) * 0.5);

/** The networks of `dense_stacks.json`, by name. */
export const runs: Record<string, Run> = {
  "dropout first, odd batch": {
    layers: [
      { kind: "dropout", rate: 0.25, seed: 9 },
      dense(7, "relu"),
      { kind: "dropout", rate: 0.5, seed: 1e9 },
      dense(3, "softmax"),
    ],
    loss: { kind: "sparseCategoricalCrossentropy", ...probabilities },
    y: data.y_class,
    batch: 13,
  },
  "frozen bias between": {
    layers: [dense(3, "tanh"), dense(1, "tanh", { trainable: false }), dense(5, "tanh"), dense(1)],
    loss: mse,
    optimizer: adam,
    rate: 0.01,
    y: data.y_regression,
  },
  "no bias": {
    ...regression,
    layers: [dense(8, "tanh", { useBias: false }), dense(1, "linear", { useBias: false })],
  },
  "activation layers": {
    ...regression,
    layers: [
      dense(8),
      { kind: "activation", activation: "relu" },
      { kind: "activation", activation: "tanh" },
      dense(6),
      { kind: "activation", activation: { name: "reluGeneral", alpha: 0.1, beta: 1.5, threshold: 0.2 } },
      dense(6, "gelu"),
      { kind: "activation", activation: "geluTanh" },
      dense(1),
    ],
  },
  "binary focal balanced": {
    layers: [dense(8, "tanh"), dense(1, "sigmoid")],
    loss: { kind: "binaryFocalCrossentropy", ...probabilities, alpha: 0.3, gamma: 1.5, labelSmoothing: 0.05 },
    y: data.y_binary,
  },
  "categorical focal gamma 3": {
    ...classes,
    loss: { kind: "categoricalFocalCrossentropy", ...probabilities, gamma: 3, alpha: 0.4 },
  },
  "generalized crossentropy": {
    ...classes,
    y: data.y_class,
    loss: { kind: "categoricalGeneralizedCrossEntropy", ...probabilities, q: 0.4 },
  },
  "relu binary crossentropy": {
    layers: [dense(8, "tanh"), dense(1, "hardSigmoid")],
    loss: binary,
    y: data.y_binary,
  },
  "relu categorical": {
    ...classes,
    layers: [dense(8, "tanh"), dense(3, "exponential")],
    loss: { kind: "categoricalCrossentropy", ...probabilities },
  },
  "relu sparse": {
    layers: [dense(8, "tanh"), dense(3, "exponential")],
    loss: { kind: "sparseCategoricalCrossentropy", ...probabilities },
    rate: 0.01,
    y: data.y_class,
  },
  "metrics regression": {
    layers: [dense(8, "tanh"), dense(1, "softplus")],
    loss: mse,
    y: data.y_positive,
    metrics: {
      mse: { kind: "meanSquaredError" },
      mae: { kind: "meanAbsoluteError" },
      mape: { kind: "meanAbsolutePercentageError" },
      msle: { kind: "meanSquaredLogarithmicError" },
      log_cosh: { kind: "logCosh" },
      poisson: { kind: "poisson" },
      kl_divergence: { kind: "klDivergence" },
      hinge: { kind: "hinge" },
      squared_hinge: { kind: "squaredHinge" },
      cosine_similarity: { kind: "cosineSimilarity" },
    },
  },
  "metrics classes": {
    ...classes,
    loss: { kind: "categoricalCrossentropy", ...probabilities },
    weights,
    metrics: {
      categorical_accuracy: { kind: "categoricalAccuracy" },
      categorical_crossentropy: { kind: "categoricalCrossentropy" },
      categorical_hinge: { kind: "categoricalHinge" },
      top_k: { kind: "topKCategoricalAccuracy", k: 2 },
      binary_accuracy: { kind: "binaryAccuracy" },
      binary_crossentropy: { kind: "binaryCrossentropy" },
      mae: { kind: "meanAbsoluteError", weighted: true },
    },
  },
  "lamb decay": { ...regression, optimizer: { kind: "lamb", ...betas, weightDecay: 0.05 }, rate: 0.02 },
  "ftrl all": {
    ...regression,
    optimizer: {
      kind: "ftrl",
      learningRatePower: -0.6,
      initialAccumulatorValue: 0.1,
      l1RegularizationStrength: 0.01,
      l2RegularizationStrength: 0.02,
      l2ShrinkageRegularizationStrength: 0.03,
      beta: 0.1,
    },
  },
  "rmsprop all": {
    ...regression,
    optimizer: { kind: "rmsprop", rho: 0.9, momentum: 0.4, epsilon: 1e-7, centered: true },
    rate: 0.01,
  },
  wide: {
    ...regression,
    layers: [dense(67, "relu"), dense(33, "tanh"), dense(1)],
    optimizer: adam,
    rate: 0.003,
    batch: 48,
  },
};
