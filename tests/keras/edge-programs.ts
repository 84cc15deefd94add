import {
  Dense,
  Input,
  initializers,
  layers,
  metrics,
  optimizers,
  Sequential,
} from "../../lib/keras/index.ts";
import { binary, type PartProgram, regression, sgd, small, weights, x } from "./part-data.ts";
import { scalePrograms } from "./scale-programs.ts";

const regressed = (
  network: () => Sequential,
  optimizer: () => optimizers.Optimizer = () => sgd(),
): PartProgram => ({ network, y: regression, compile: () => ({ optimizer: optimizer(), loss: "mse" }) });

/** All that comes in is the bias, until the first update. */
const atEdge = (activation: () => layers.Layer, bias = 0): PartProgram => ({
  ...regressed(
    () =>
      new Sequential([
        Input({ shape: [5] }),
        new Dense(6, {
          kernelInitializer: "zeros",
          biasInitializer: new initializers.Constant({ value: bias }),
        }),
        activation(),
        new Dense(1),
      ]),
  ),
  fit: { epochs: 1, batchSize: 64 },
});

/** Differences that random programs, run here and in Keras, have found. */
export const edgePrograms: Record<string, PartProgram> = {
  "scaled variances of biases": {
    ...regressed(() =>
      small("linear", 1, {
        biasInitializer: "he_normal",
        kernelInitializer: new initializers.VarianceScaling({
          scale: 2,
          mode: "fan_out",
          distribution: "uniform",
          seed: 3,
        }),
      })(),
    ),
  },
  "penalties on frozen weights": regressed(
    () =>
      new Sequential([
        Input({ shape: [5] }),
        new Dense(6, {
          activation: "tanh",
          kernelRegularizer: "l2",
          biasRegularizer: "l1",
          trainable: false,
        }),
        new Dense(1, { kernelRegularizer: "l1" }),
      ]),
  ),
  "a frozen layer between": regressed(
    () =>
      new Sequential([
        Input({ shape: [5] }),
        new Dense(6, { activation: "tanh" }),
        new Dense(3, { activation: "tanh", trainable: false }),
        new Dense(4, { activation: "tanh" }),
        new Dense(1),
      ]),
    () => new optimizers.Adam({ learningRate: 0.01 }),
  ),
  "steps_per_epoch without batch_size": {
    network: small(),
    y: binary,
    compile: () => ({ optimizer: sgd(), loss: "bce" }),
    fit: {
      stepsPerEpoch: 3,
      batchSize: undefined,
      validationData: [x.slice(0, 30), binary.slice(0, 30)],
      validationSteps: 2,
    },
  },
  "figures of one name": {
    network: small(),
    y: binary,
    compile: () => ({
      optimizer: sgd(),
      loss: "bce",
      metrics: ["mse", new metrics.MeanSquaredError({ name: "mse" }), new metrics.Precision({ name: "mse" })],
      weightedMetrics: ["mse", "mse"],
    }),
    fit: { sampleWeight: weights },
    evaluate: { sampleWeight: weights },
  },
  "gathered gradients": regressed(
    small("linear"),
    () =>
      new optimizers.Adam({
        learningRate: new optimizers.schedules.ExponentialDecay(0.05, 3, 0.7),
        gradientAccumulationSteps: 3,
      }),
  ),
  ...scalePrograms,
  "selu at its edge": atEdge(() => new layers.Activation("selu")),
  "celu at its edge": atEdge(() => new layers.Activation("celu")),
  "relu with a slope at its edge": atEdge(() => new layers.ReLU({ negativeSlope: 0.25 })),
  "relu with a slope and a largest value at its edge": atEdge(
    () => new layers.ReLU({ maxValue: 2, negativeSlope: 0.25 }),
  ),
  "relu with a slope and a threshold at its edge": atEdge(
    () => new layers.ReLU({ negativeSlope: 0.25, threshold: 0.5 }),
    0.5,
  ),
  "relu with the largest value 6 at its edge": atEdge(() => new layers.ReLU({ maxValue: 6 }), 6),
};
