import {
  callbacks,
  constraints,
  Dense,
  Input,
  layers,
  losses,
  metrics,
  optimizers,
  regularizers,
  Sequential,
} from "../../lib/keras/index.ts";
import type { DenseOptions } from "../../lib/keras/layers/index.ts";
import type { CompileOptions } from "../../lib/keras/trainers/options.ts";
import { edgePrograms } from "./edge-programs.ts";
import { figurePrograms } from "./figure-programs.ts";
import { overlapPrograms } from "./overlap-programs.ts";
import {
  binary,
  classes,
  oneHot,
  type PartProgram,
  regression,
  sgd,
  small,
  weights,
  x,
} from "./part-data.ts";

const reduced = (
  reduction: losses.Reduction,
  compile: Partial<CompileOptions> = {},
  rest: Partial<PartProgram> = {},
): PartProgram => ({
  network: small(),
  y: binary,
  compile: () => ({
    optimizer: sgd(0.01),
    loss: new losses.BinaryCrossentropy({ reduction }),
    metrics: ["mae"],
    ...compile,
  }),
  fit: { sampleWeight: weights },
  evaluate: { sampleWeight: weights },
  ...rest,
});

const constrained = (
  options: DenseOptions,
  optimizer: () => optimizers.Optimizer = () => sgd(),
): PartProgram => ({
  network: small("linear", 1, options),
  y: regression,
  compile: () => ({ optimizer: optimizer(), loss: "mse" }),
});

const regressed = (
  network: () => Sequential,
  compile: () => Partial<CompileOptions> = () => ({}),
  rest: Partial<PartProgram> = {},
): PartProgram => ({
  network,
  y: regression,
  compile: () => ({ optimizer: sgd(), loss: "mse", ...compile() }),
  ...rest,
});

const classified = (loss: losses.LossIdentifier, rest: Partial<PartProgram> = {}): PartProgram => ({
  network: small("softmax", 3),
  y: oneHot,
  compile: () => ({ optimizer: sgd(), loss }),
  ...rest,
});

const steps = (stepsPerEpoch: number): PartProgram => ({
  network: small(),
  y: binary,
  compile: () => ({ optimizer: sgd(), loss: "bce" }),
  fit: { stepsPerEpoch },
});

export const partPrograms: Record<string, PartProgram> = {
  ...figurePrograms,
  "reduction sum": reduced("sum"),
  "reduction mean": reduced("mean"),
  "reduction mean_with_sample_weight": reduced("mean_with_sample_weight"),
  "reduction none": reduced(null, {}, { foreign: /a loss with `reduction: null`/ }),
  "reduction sum with weighted metrics": reduced("sum", { weightedMetrics: ["mse"] }),
  "reduction sum with penalties and validation": regressed(
    small("linear", 1, { kernelRegularizer: "l2" }),
    () => ({
      optimizer: new optimizers.Adam({ learningRate: 0.01 }),
      loss: new losses.Huber({ reduction: "sum" }),
    }),
    { fit: { validationSplit: 0.3, batchSize: 16 } },
  ),
  "reduction of dice": classified(new losses.Dice({ reduction: "sum" })),
  ...overlapPrograms,
  steps_per_epoch: {
    ...steps(3),
    compile: () => ({
      optimizer: sgd(),
      loss: "binary_crossentropy",
      metrics: ["accuracy", new metrics.F1Score({ threshold: 0.5 })],
    }),
    fit: {
      stepsPerEpoch: 3,
      epochs: 5,
      validationData: [x.slice(0, 30), binary.slice(0, 30)],
      validationBatchSize: 10,
      validationSteps: 2,
    },
  },
  "steps_per_epoch of all batches": steps(4),
  "steps_per_epoch beyond the data": steps(9),
  max_norm: constrained({
    kernelConstraint: new constraints.MaxNorm({ maxValue: 0.8 }),
    biasConstraint: new constraints.MaxNorm({ maxValue: 0.01 }),
  }),
  "max_norm of rows": constrained({
    kernelConstraint: new constraints.MaxNorm({ maxValue: 0.7, axis: 1 }),
  }),
  "max_norm of all": constrained({
    kernelConstraint: new constraints.MaxNorm({ maxValue: 1.5, axis: [0, 1] }),
  }),
  unit_norm: constrained(
    { kernelConstraint: "unit_norm" },
    () => new optimizers.Adam({ learningRate: 0.02 }),
  ),
  non_neg: constrained({ kernelConstraint: "non_neg", biasConstraint: "non_neg" }),
  min_max_norm: constrained({
    kernelConstraint: new constraints.MinMaxNorm({ minValue: 0.9, maxValue: 1.1, rate: 0.3 }),
  }),
  "max_norm with ema": constrained(
    { kernelConstraint: "max_norm", biasConstraint: new constraints.UnitNorm() },
    () => new optimizers.SGD({ learningRate: 0.1, useEma: true, emaMomentum: 0.7, emaOverwriteFrequency: 3 }),
  ),
  "max_norm of a classifier": classified("categorical_crossentropy", {
    network: small("softmax", 3, { kernelConstraint: new constraints.MaxNorm({ maxValue: 0.5 }) }),
    compile: () => ({
      optimizer: sgd(),
      loss: "categorical_crossentropy",
      metrics: ["accuracy", new metrics.F1Score({ average: "macro" })],
    }),
    fit: { shuffle: false },
  }),
  activity_regularizer: {
    network: () =>
      new Sequential([
        Input({ shape: [5] }),
        new Dense(6, { activation: "tanh", activityRegularizer: "l2", kernelRegularizer: "l1" }),
        new Dense(4, {
          activityRegularizer: new regularizers.L1L2({ l1: 0.02, l2: 0.03 }),
          activation: "relu",
        }),
        new Dense(1, { activation: "sigmoid", activityRegularizer: new regularizers.L1({ l1: 0.1 }) }),
      ]),
    y: binary,
    compile: () => ({ optimizer: sgd(), loss: "binary_crossentropy", metrics: ["accuracy"] }),
    fit: { validationSplit: 0.25 },
    foreign: /the activity regularizer of layer 'dense'/,
  },
  ActivityRegularization: regressed(
    () =>
      new Sequential([
        Input({ shape: [5] }),
        new Dense(6, { activation: "tanh" }),
        new layers.ActivityRegularization({ l1: 0.05, l2: 0.02 }),
        new Dense(1),
      ]),
    undefined,
    { foreign: /the activity regularizer of layer 'activity_regularization'/ },
  ),
  OrthogonalRegularizer: regressed(
    small("linear", 1, { kernelRegularizer: new regularizers.OrthogonalRegularizer({ factor: 0.5 }) }),
    undefined,
    { foreign: /the kernel regularizer of layer 'dense' \(OrthogonalRegularizer\)/ },
  ),
  "OrthogonalRegularizer of columns": regressed(
    small("linear", 1, {
      kernelRegularizer: new regularizers.OrthogonalRegularizer({ factor: 0.5, mode: "columns" }),
    }),
    undefined,
    { foreign: /OrthogonalRegularizer/ },
  ),
  circle: {
    network: () =>
      new Sequential([
        Input({ shape: [5] }),
        new Dense(6, { activation: "tanh" }),
        new Dense(4),
        new layers.Lambda((values) => values.div(values.square().sum(1, true).maximum(1e-12).sqrt())),
      ]),
    y: classes,
    compile: () => ({ optimizer: sgd(0.02), loss: new losses.Circle({ gamma: 8, margin: 0.3 }) }),
    foreign: /loss 'circle'/,
  },
  "the default optimizer": regressed(small("linear"), () => ({ optimizer: undefined })),
  ReduceLROnPlateau: regressed(small("linear"), () => ({ optimizer: sgd(0.3) }), {
    get fit() {
      const plateau = { patience: 2, factor: 0.5, minLr: 0.02, cooldown: 1, minDelta: 0.005 };
      return { epochs: 12, validationSplit: 0.2, callbacks: new callbacks.ReduceLROnPlateau(plateau) };
    },
  }),
  ...edgePrograms,
};
