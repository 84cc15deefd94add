import assert from "node:assert/strict";
import { suite, test } from "node:test";
import {
  callbacks,
  constraints,
  Dense,
  initializers,
  layers,
  losses,
  metrics,
  optimizers,
  regularizers,
  Sequential,
  sweep,
} from "../../lib/keras/index.ts";
import {
  accuracyScore,
  classificationReport,
  confusionMatrix,
  precisionRecallFscoreSupport,
  rocAucScore,
  rocCurve,
} from "../../lib/sklearn/metrics/index.ts";
import { trainTestSplit } from "../../lib/sklearn/model_selection/index.ts";
import { StandardScaler } from "../../lib/sklearn/preprocessing/index.ts";

const x = [[0], [1]];
const y = [0, 1];

function compiled(): Sequential {
  const model = new Sequential([new Dense(1, { inputShape: [1], activation: "sigmoid" })]);
  model.compile({ loss: "binary_crossentropy" });
  return model;
}

/** As where TypeScript does not look. */
const options = (given: object) => given as never;

test("an option that there is not is refused, with the one that was probably meant", async () => {
  const model = compiled();
  const before = model.getWeights().map((weights) => [...weights.values]);
  const message = (method: string, written: string, meant: string) => ({
    name: "ValueError",
    message: `${method} has no option \`${written}\`. Did you mean \`${meant}\`?`,
  });
  await assert.rejects(
    model.fit(x, y, options({ batch_size: 1 })),
    message("fit", "batch_size", "batchSize"),
  );
  await assert.rejects(
    model.fit(x, y, options({ validation_split: 0.5 })),
    message("fit", "validation_split", "validationSplit"),
  );
  await assert.rejects(model.fit(x, y, options({ epoch: 3 })), message("fit", "epoch", "epochs"));
  await assert.rejects(
    model.evaluate(x, y, options({ return_dict: true })),
    message("evaluate", "return_dict", "returnDict"),
  );
  await assert.rejects(model.predict(x, options({ Verbose: 1 })), message("predict", "Verbose", "verbose"));
  assert.throws(
    () => model.trainOnBatch(x, y, options({ class_weight: { 0: 1 } })),
    message("trainOnBatch", "class_weight", "classWeight"),
  );
  assert.throws(
    () => model.testOnBatch(x, y, options({ sampleWeights: [1, 1] })),
    message("testOnBatch", "sampleWeights", "sampleWeight"),
  );
  assert.throws(
    () => model.compile(options({ loss: "mse", metric: ["accuracy"] })),
    message("compile", "metric", "metrics"),
  );
  assert.deepEqual(
    model.getWeights().map((weights) => [...weights.values]),
    before,
  );
});

test("options come by name", async () => {
  await assert.rejects(compiled().fit(x, y, 10 as never), {
    name: "ValueError",
    message: "Expected the options of fit by name, such as { epochs: … }. Received: 10",
  });
});

test("layers refuse them too", () => {
  const made: [name: string, make: (given: never) => unknown, written: string, meant: string][] = [
    ["Dropout", (given) => new layers.Dropout(0.5, given), "Seed", "seed"],
    ["Activation", (given) => new layers.Activation("relu", given), "input_shape", "inputShape"],
    ["Flatten", (given) => new layers.Flatten(given), "input_shape", "inputShape"],
    ["ReLU", (given) => new layers.ReLU(given), "max_value", "maxValue"],
    ["LeakyReLU", (given) => new layers.LeakyReLU(given), "negative_slope", "negativeSlope"],
  ];
  for (const [name, make, written, meant] of made) {
    assert.throws(() => make(options({ [written]: 1 })), {
      message: `${name} has no option \`${written}\`. Did you mean \`${meant}\`?`,
    });
  }
});

/** Arguments that the classes of lib/keras cannot do without. */
const REQUIRED: Record<string, unknown[]> = {
  AlphaDropout: [0.5],
  AveragePooling1D: [2],
  AveragePooling2D: [2],
  AveragePooling3D: [2],
  Bidirectional: [new layers.LSTM(1)],
  CategoryEncoding: [2],
  EinsumDense: ["ab,bc->ac", 2],
  GRUCell: [1],
  HashedCrossing: [2],
  LSTMCell: [1],
  RNN: [new layers.GRUCell(1)],
  StackedRNNCells: [[new layers.GRUCell(1)]],
  Conv1D: [1, 2],
  Conv1DTranspose: [1, 2],
  Conv2D: [1, 2],
  ConvLSTM1D: [1, 2],
  ConvLSTM2D: [1, 2],
  ConvLSTM3D: [1, 2],
  GroupedQueryAttention: [1, 2, 1],
  SpectralNormalization: [new Dense(1)],
  Conv3D: [1, 2],
  Conv3DTranspose: [1, 2],
  Conv2DTranspose: [1, 2],
  DepthwiseConv1D: [2],
  DepthwiseConv2D: [2],
  MultiHeadAttention: [1, 2],
  SpatialDropout3D: [0.5],
  Embedding: [2, 1],
  GRU: [1],
  GaussianDropout: [0.5],
  GaussianNoise: [0.5],
  LSTM: [1],
  Permute: [[2, 1]],
  CenterCrop: [1, 1],
  RandomBrightness: [0.1],
  RandomContrast: [0.1],
  RandomCrop: [1, 1],
  RandomRotation: [0.1],
  RandomTranslation: [0.1, 0.1],
  AdaptiveAveragePooling1D: [2],
  AdaptiveAveragePooling2D: [2],
  AdaptiveAveragePooling3D: [2],
  AdaptiveMaxPooling1D: [2],
  AdaptiveMaxPooling2D: [2],
  AdaptiveMaxPooling3D: [2],
  RandomColorDegeneration: [0.1],
  RandomHue: [0.1],
  RandomSaturation: [0.1],
  RandomSharpness: [0.1],
  RandomPosterization: [4],
  RandomZoom: [0.1],
  RepeatVector: [2],
  Resizing: [1, 1],
  Rescaling: [2],
  Reshape: [[2]],
  SeparableConv1D: [1, 2],
  SeparableConv2D: [1, 2],
  SimpleRNN: [1],
  SimpleRNNCell: [1],
  SpatialDropout1D: [0.5],
  SpatialDropout2D: [0.5],
  TimeDistributed: [new Dense(1)],
  BackupAndRestore: ["backup"],
  CSVLogger: ["log.csv"],
  ModelCheckpoint: ["model.keras"],
  LambdaCallback: [],
  LearningRateScheduler: [() => 0.1],
  Activation: ["relu"],
  CosineDecay: [0.1, 10],
  CosineDecayRestarts: [0.1, 10],
  Dense: [1],
  Dot: [1],
  Dropout: [0.5],
  ExponentialDecay: [0.1, 10, 0.5],
  InverseTimeDecay: [0.1, 10, 0.5],
  Discretization: [[0]],
  Hashing: [2],
  IoU: [2, [0]],
  Lambda: [(x: unknown) => x],
  LossScaleOptimizer: [new optimizers.SGD()],
  MeanIoU: [2],
  MultiOptimizer: [() => new optimizers.SGD()],
  OneHotIoU: [2, [0]],
  OneHotMeanIoU: [2],
  PolynomialDecay: [0.1, 10],
  PrecisionAtRecall: [0.5],
  RecallAtPrecision: [0.5],
  SensitivityAtSpecificity: [0.5],
  SpecificityAtSensitivity: [0.5],
};

/** Base classes, and classes that take no options in Keras either. */
const WITHOUT_OPTIONS = [
  "Callback",
  "Constraint",
  "Initializer",
  "Layer",
  "LearningRateSchedule",
  "Loss",
  "Metric",
  "Optimizer",
  "OptimizerMap",
  "OutputMetric",
  "PiecewiseConstantDecay",
  "Regularizer",
  "History",
  "ProgbarLogger",
];

suite("every class refuses an option that there is not", () => {
  const namespaces = {
    callbacks,
    optimizers,
    schedules: optimizers.schedules,
    constraints,
    initializers,
    layers,
    losses,
    metrics,
    regularizers,
  };
  for (const [namespace, members] of Object.entries(namespaces)) {
    // A class with two names is looked at once.
    for (const Class of new Set(Object.values(members) as (new (...args: unknown[]) => object)[])) {
      const { name } = Class;
      if (!/^[A-Z]/.test(name) || WITHOUT_OPTIONS.includes(name)) continue;
      test(`${namespace}.${name}`, () => {
        const required = REQUIRED[name] ?? [];
        if (!["Input", "InputLayer", "LambdaCallback"].includes(name)) assert.ok(new Class(...required));
        assert.throws(() => new Class(...required, { notAnOption: 1 }), {
          name: "ValueError",
          message: new RegExp(`^${name} has no option \`notAnOption\`\\. (Expected one of: |It has none\\.)`),
        });
      });
    }
  }
});

test("the error for Python's name of an option names the option", () => {
  const namespaces = { ...layers, ...optimizers, ...optimizers.schedules, ...initializers };
  // The configuration of a MultiOptimizer needs a function with a name.
  const without = ["Input", "InputLayer", "MultiOptimizer", ...WITHOUT_OPTIONS];
  let asked = 0;
  for (const Class of Object.values(namespaces) as (new (
    ...args: unknown[]
  ) => { getConfig(): object })[]) {
    const { name } = Class;
    if (!/^[A-Z]/.test(name) || without.includes(name)) continue;
    const make = (given: object) => new Class(...(REQUIRED[name] ?? []), given);
    for (const [key, value] of Object.entries(make({}).getConfig())) {
      const option = key.replace(/_(.)/g, (_, letter) => letter.toUpperCase());
      try {
        make({ [option]: value });
      } catch {
        continue; // it is required or no option
      }
      if (option === key) continue;
      asked++;
      assert.throws(() => make({ [key]: value }), {
        message: `${name} has no option \`${key}\`. Did you mean \`${option}\`?`,
      });
    }
  }
  assert.ok(asked > 300, `${asked} options`);
});

test("functions refuse them too", async () => {
  const unknown = (owner: string) => ({ name: "ValueError", message: new RegExp(`^${owner} has no option`) });
  const given = options({ random_state: 42 });
  const pair = [
    [0, 1],
    [0, 1],
  ] as [number[], number[]];
  assert.throws(() => trainTestSplit([1, 2, 3, 4], [0, 1, 0, 1], given), {
    message: "trainTestSplit has no option `random_state`. Did you mean `randomState`?",
  });
  assert.throws(() => new StandardScaler(options({ with_mean: false })), unknown("StandardScaler"));
  for (const [name, score] of Object.entries({
    accuracyScore,
    classificationReport,
    confusionMatrix,
    precisionRecallFscoreSupport,
    rocAucScore,
    rocCurve,
  }))
    assert.throws(() => (score as (...args: unknown[]) => unknown)(...pair, given), unknown(name));
  assert.throws(() => new Sequential([], given), unknown("Sequential"));
  assert.throws(() => compiled().summary(given), unknown("summary"));
  await assert.rejects(sweep(options({ build: compiled, x, y, epoch: 3 })), unknown("sweep"));
});
