import {
  Dense,
  Input,
  initializers,
  layers,
  metrics,
  optimizers,
  regularizers,
  Sequential,
  utils,
} from "../../lib/keras/index.ts";
import type { CompileOptions, EvaluateOptions, FitOptions } from "../../lib/keras/trainers/options.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { flat, type KerasCase } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

/** A program of `fit_options.json`, said here. */
export interface Program {
  network(): Sequential;
  y: NDArray;
  compile(): CompileOptions;
  fit?: FitOptions;
  evaluate?: EvaluateOptions;
  x?: NDArray;
}

const { data } = golden<{ data: Record<string, KerasCase["W0"][number]> }>("optimizers.json");
const array = (name: string, shape: number[]) => new NDArray(Float32Array.from(flat(data[name])), shape);
const x = array("x", [64, 5]);
const binary = array("y_binary", [64, 1]);
const regression = array("y_regression", [64, 1]);
const classes = array("y_class", [64]);
const oneHot = array("y_onehot", [64, 3]);
const weights = Float32Array.from({ length: 64 }, (_, i) => 0.1 + (1.9 * i) / 63);
const { schedules } = optimizers;

const small =
  (activation: "sigmoid" | "linear" | "softmax" = "sigmoid", units = 1) =>
  () =>
    new Sequential([
      Input({ shape: [5] }),
      new Dense(6, { activation: "tanh" }),
      new Dense(units, { activation }),
    ]);
const sgd = () => new optimizers.SGD({ learningRate: 0.1 });
const scheduled = (learningRate: optimizers.schedules.LearningRateSchedule): Program => ({
  network: small("linear"),
  y: regression,
  compile: () => ({ optimizer: new optimizers.SGD({ learningRate }), loss: "mse" }),
});

export const programs: Record<string, Program> = {
  class_weight: {
    network: small(),
    y: binary,
    compile: () => ({
      optimizer: sgd(),
      loss: "binary_crossentropy",
      metrics: ["accuracy"],
      weightedMetrics: ["mae"],
    }),
    fit: { classWeight: { 0: 0.5, 1: 3 } },
  },
  "class_weight of one-hot rows": {
    network: small("softmax", 3),
    y: oneHot,
    compile: () => ({ optimizer: sgd(), loss: "categorical_crossentropy", metrics: ["accuracy"] }),
    fit: { classWeight: { 1: 2, 2: 0.25 } },
  },
  sample_weight: {
    network: small(),
    y: binary,
    compile: () => ({
      optimizer: "adam",
      loss: "binary_crossentropy",
      metrics: ["accuracy"],
      weightedMetrics: ["accuracy", "mse"],
    }),
    fit: { sampleWeight: weights },
    evaluate: { sampleWeight: weights },
  },
  "validation_split with sample_weight": {
    network: small("linear"),
    y: regression,
    compile: () => ({ optimizer: sgd(), loss: "mse", metrics: ["mae"], weightedMetrics: ["mse"] }),
    fit: { sampleWeight: weights, validationSplit: 0.3 },
  },
  "validation_split with class_weight": {
    network: small(),
    y: binary,
    compile: () => ({ optimizer: sgd(), loss: "binary_crossentropy", metrics: ["accuracy"] }),
    fit: { classWeight: { 0: 0.5, 1: 3 }, validationSplit: 0.25 },
  },
  "validation_data with weights, initial_epoch, validation_freq": {
    network: small("linear"),
    y: regression,
    compile: () => ({ optimizer: sgd(), loss: "huber", weightedMetrics: ["mae"] }),
    fit: {
      initialEpoch: 1,
      epochs: 5,
      validationFreq: 2,
      validationBatchSize: 7,
      validationData: [x.slice(10, 40), regression.slice(10, 40), weights.subarray(10, 40)],
    },
  },
  "binary metrics": {
    network: small(),
    y: binary,
    compile: () => ({
      optimizer: sgd(),
      loss: "binary_crossentropy",
      metrics: [
        "accuracy",
        new metrics.Precision(),
        new metrics.Recall(),
        new metrics.AUC(),
        new metrics.AUC({ curve: "PR", name: "pr" }),
        new metrics.TruePositives(),
        new metrics.FalseNegatives(),
        new metrics.FalsePositives({ thresholds: 0.4 }),
        new metrics.TrueNegatives(),
        "binary_crossentropy",
        "hinge",
      ],
      weightedMetrics: [new metrics.AUC({ name: "weighted_auc" }), new metrics.Precision({ name: "wp" })],
    }),
    fit: { sampleWeight: weights },
    evaluate: { sampleWeight: weights },
  },
  "regression metrics": {
    network: small("linear"),
    y: regression,
    compile: () => ({
      optimizer: sgd(),
      loss: "mse",
      metrics: [
        "mae",
        "mse",
        new metrics.RootMeanSquaredError(),
        new metrics.R2Score(),
        "cosine_similarity",
        new metrics.LogCoshError(),
        "msle",
      ],
    }),
  },
  "class metrics": {
    network: small("softmax", 3),
    y: classes,
    compile: () => ({
      optimizer: sgd(),
      loss: "sparse_categorical_crossentropy",
      metrics: [
        "accuracy",
        new metrics.SparseTopKCategoricalAccuracy({ k: 2 }),
        "sparse_categorical_crossentropy",
      ],
    }),
  },
  "one-hot metrics": {
    network: small("softmax", 3),
    y: oneHot,
    compile: () => ({
      optimizer: sgd(),
      loss: "categorical_crossentropy",
      metrics: [
        "accuracy",
        new metrics.TopKCategoricalAccuracy({ k: 2 }),
        "kl_divergence",
        "categorical_hinge",
        "poisson",
        new metrics.Precision(),
        new metrics.AUC(),
      ],
    }),
  },
  layers: {
    network: () =>
      new Sequential([
        Input({ shape: [5] }),
        new Dense(8, {
          kernelInitializer: "he_normal",
          kernelRegularizer: "l2",
          biasRegularizer: new regularizers.L1({ l1: 0.02 }),
        }),
        new layers.Activation("relu"),
        new layers.Dropout(0.3),
        new Dense(6, {
          useBias: false,
          kernelInitializer: "lecun_normal",
          kernelRegularizer: new regularizers.L1L2({ l1: 0.01, l2: 0.005 }),
        }),
        new layers.LeakyReLU({ negativeSlope: 0.1 }),
        new layers.Dropout(0.5, { seed: 5 }),
        new Dense(4, { kernelInitializer: new initializers.RandomNormal() }),
        new layers.ELU({ alpha: 0.7 }),
        new layers.ReLU({ maxValue: 2, negativeSlope: 0.05, threshold: 0.1 }),
        new Dense(1, { activation: "sigmoid" }),
      ]),
    y: binary,
    compile: () => ({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] }),
  },
  flatten: {
    network: () =>
      new Sequential([
        Input({ shape: [2, 2] }),
        new layers.Flatten(),
        new Dense(3, { activation: "gelu" }),
        new layers.Softmax(),
      ]),
    x: new NDArray(
      Float32Array.from({ length: 256 }, (_, i) => x.values[Math.floor(i / 4) * 5 + (i % 4)]),
      [64, 2, 2],
    ),
    y: classes,
    compile: () => ({ optimizer: "nadam", loss: "sparse_categorical_crossentropy", metrics: ["accuracy"] }),
  },
  frozen: {
    network() {
      const model = small()();
      model.layers[0].trainable = false;
      return model;
    },
    y: binary,
    compile: () => ({ optimizer: new optimizers.AdamW({ learningRate: 0.01, clipnorm: 0.5 }), loss: "bce" }),
  },
  "ema and accumulation": {
    network: small("linear"),
    y: regression,
    compile: () => ({
      optimizer: new optimizers.Adam({
        learningRate: 0.02,
        useEma: true,
        emaMomentum: 0.8,
        emaOverwriteFrequency: 5,
        gradientAccumulationSteps: 2,
      }),
      loss: "mae",
    }),
  },
  "SGD(ExponentialDecay staircase)": scheduled(
    new schedules.ExponentialDecay(0.1, 3, 0.7, { staircase: true }),
  ),
  "SGD(CosineDecay with warm-up)": scheduled(
    new schedules.CosineDecay(0.01, 6, { alpha: 0.1, warmupTarget: 0.2, warmupSteps: 4 }),
  ),
  "SGD(CosineDecayRestarts)": scheduled(
    new schedules.CosineDecayRestarts(0.1, 3, { tMul: 1.5, mMul: 0.8, alpha: 0.05 }),
  ),
  "SGD(PolynomialDecay cycle)": scheduled(
    new schedules.PolynomialDecay(0.1, 5, { endLearningRate: 0.01, power: 0.5, cycle: true }),
  ),
  "SGD(InverseTimeDecay staircase)": scheduled(
    new schedules.InverseTimeDecay(0.1, 3, 0.5, { staircase: true }),
  ),
};

/** Fits a program from its seed, as Keras did. */
export async function fitProgram(
  { network, y, compile, fit, x: inputs = x }: Program,
  jitCompile: boolean,
): Promise<{ model: Sequential; firstWeights: number[]; inputs: NDArray }> {
  utils.clearSession();
  utils.setRandomSeed(11);
  const model = network();
  model.compile({ ...compile(), jitCompile });
  const firstWeights = numbers(model);
  await model.fit(inputs, y, { epochs: 4, batchSize: 20, verbose: 0, ...fit });
  return { model, firstWeights, inputs };
}

/** All weights. */
export function numbers(model: Sequential): number[] {
  return model.getWeights().flatMap(({ values }) => [...values]);
}
