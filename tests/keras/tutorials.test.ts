/** The programs of Keras' guides and of well-known examples, line by line, on small synthetic data. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, beforeEach, test } from "node:test";
import * as keras from "../../lib/keras/index.ts";
import { layers } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { trainTestSplit } from "../../lib/sklearn/model_selection/index.ts";
import { StandardScaler } from "../../lib/sklearn/preprocessing/index.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { captured } from "./capture.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
type Tensor = any;

const { tf } = await loadTensorFlow();
const folder = mkdtempSync(join(tmpdir(), "keras-day-tutorials-"));
after(() => rmSync(folder, { recursive: true }));

let state = 1;
beforeEach(() => {
  state = 1;
  keras.utils.clearSession();
  keras.utils.setRandomSeed(812);
});

/** Numbers from 0 to 1 in place of a download. */
function random(...shape: number[]): NDArray {
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return new NDArray(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, next), shape);
}

/** A class for each row: of `classes` equal parts of its first number, from 0 to 1. */
const classesOf = (x: NDArray, classes: number) => {
  const width = x.size / x.shape[0];
  return Array.from({ length: x.shape[0] }, (_, i) => Math.floor(x.values[i * width] * classes));
};
const sumsOf = (x: NDArray, columns = 3) =>
  (x.arraySync() as number[][]).map((row) => row.slice(0, columns).reduce((a, b) => a + b, 0));

/** Images whose class is the place of a bright column. */
function images(count: number, classes: number, size: number): [x: NDArray, y: number[]] {
  const x = random(count, size, size);
  const y = Array.from({ length: count }, (_, i) => i % classes);
  const values = x.values.map((value, i) => {
    return Math.round(i % size === y[Math.floor(i / size ** 2)] ? 255 : 100 * value);
  });
  return [new NDArray(values as Float32Array, [count, size, size]), y];
}

/** Texts as numbers of words, of class 1 if word 3 is in it more often than word 2. */
function reviews(count: number, length: number, words: number): [x: number[][], y: number[]] {
  const x = random(count, length).arraySync() as number[][];
  const y = x.map((_, i) => i % 2);
  return [x.map((row, i) => row.map((u) => (u < 0.3 ? 2 + y[i] : 4 + Math.floor(u * (words - 4))))), y];
}

function falls(values: number[]): void {
  assert.ok(values.length > 1 && values.every(Number.isFinite), String(values));
  assert.ok(values.at(-1)! < values[0], `the loss did not fall: ${values}`);
}

const same = (actual: NDArray, expected: NDArray) => {
  assert.deepEqual(actual.shape, expected.shape);
  assert.ok(expected.size > 0);
  assert.ok(largestDifference(actual.values, expected.values) < 1e-6);
};

test("guide: the Sequential model", async () => {
  const model = new keras.Sequential(
    [
      new layers.Dense(2, { activation: "relu", name: "layer1" }),
      new layers.Dense(3, { activation: "relu", name: "layer2" }),
      new layers.Dense(4, { name: "layer3" }),
    ],
    { name: "my_sequential" },
  );
  const y = model.apply(tf.ones([3, 3])) as Tensor;
  assert.deepEqual(y.shape, [3, 4]);
  assert.equal(model.weights.length, 6);
  assert.match(await captured(() => model.summary()), /Total params: 33/);
  model.pop();
  assert.equal(model.layers.length, 2);

  const grown = new keras.Sequential();
  grown.add(keras.Input({ shape: [32, 32, 3] }));
  grown.add(new layers.Conv2D(4, 5, { strides: 2, activation: "relu" }));
  grown.add(new layers.Conv2D(4, 3, { activation: "relu" }));
  grown.add(new layers.MaxPooling2D(3));
  assert.deepEqual(grown.outputShape, [null, 4, 4, 4]);
  grown.add(new layers.GlobalMaxPooling2D());

  const featureExtractor = new keras.Model({
    inputs: grown.inputs,
    outputs: grown.layers.map((layer) => layer.output as layers.KerasTensor),
  });
  const features = featureExtractor.apply(tf.ones([1, 32, 32, 3])) as Tensor[];
  assert.deepEqual(
    features.map(({ shape }) => shape.slice(1)),
    [[14, 14, 4], [12, 12, 4], [4, 4, 4], [4]],
  );
  const one = new keras.Model({ inputs: grown.inputs, outputs: grown.getLayer({ index: 0 }).output });
  assert.deepEqual((one.apply(tf.ones([1, 32, 32, 3])) as Tensor).shape, [1, 14, 14, 4]);

  for (const layer of grown.layers.slice(0, -1)) layer.trainable = false;
  assert.equal(grown.trainableWeights.length, 0);
});

test("guide: the functional API", async () => {
  const inputs = keras.Input({ shape: [784] });
  const dense = new layers.Dense(64, { activation: "relu" });
  let x = dense.apply(inputs);
  x = new layers.Dense(64, { activation: "relu" }).apply(x);
  const outputs = new layers.Dense(10).apply(x);
  const model = new keras.Model({ inputs, outputs, name: "mnist_model" });
  assert.match(await captured(() => model.summary()), /Total params: 55,050/);

  const [images_, yTrain] = images(64, 10, 28);
  const xTrain = images_.reshape([64, 784]);
  model.compile({
    loss: new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true }),
    optimizer: new keras.optimizers.RMSprop(),
    metrics: ["accuracy"],
  });
  const history = await model.fit(xTrain, yTrain, {
    batchSize: 64,
    epochs: 2,
    validationSplit: 0.2,
    verbose: 0,
  });
  falls(history.history.loss);
  const testScores = (await model.evaluate(xTrain, yTrain, { verbose: 0 })) as number[];
  assert.equal(testScores.length, 2);
  await model.save(join(folder, "my_model.keras"));
  const restored = await keras.models.loadModel(join(folder, "my_model.keras"));
  same(await restored.predict(xTrain, { verbose: 0 }), await model.predict(xTrain, { verbose: 0 }));
});

test("guide: the functional API, autoencoder of convolutions as nested models", async () => {
  const encoderInput = keras.Input({ shape: [28, 28, 1], name: "img" });
  let x = new layers.Conv2D(16, 3, { activation: "relu" }).apply(encoderInput);
  x = new layers.Conv2D(32, 3, { activation: "relu" }).apply(x);
  x = new layers.MaxPooling2D(3).apply(x);
  x = new layers.Conv2D(32, 3, { activation: "relu" }).apply(x);
  x = new layers.Conv2D(16, 3, { activation: "relu" }).apply(x);
  const encoderOutput = new layers.GlobalMaxPooling2D().apply(x);
  const encoder = new keras.Model({ inputs: encoderInput, outputs: encoderOutput, name: "encoder" });
  assert.equal(encoder.countParams(), 18672);

  const decoderInput = keras.Input({ shape: [16], name: "encoded_img" });
  x = new layers.Reshape([4, 4, 1]).apply(decoderInput);
  x = new layers.Conv2DTranspose(16, 3, { activation: "relu" }).apply(x);
  x = new layers.Conv2DTranspose(32, 3, { activation: "relu" }).apply(x);
  x = new layers.UpSampling2D(3).apply(x);
  x = new layers.Conv2DTranspose(16, 3, { activation: "relu" }).apply(x);
  const decoderOutput = new layers.Conv2DTranspose(1, 3, { activation: "relu" }).apply(x);
  const decoder = new keras.Model({ inputs: decoderInput, outputs: decoderOutput, name: "decoder" });
  assert.equal(decoder.countParams(), 9569);

  const autoencoderInput = keras.Input({ shape: [28, 28, 1], name: "img" });
  const encodedImg = encoder.apply(autoencoderInput);
  const decodedImg = decoder.apply(encodedImg);
  const autoencoder = new keras.Model({ inputs: autoencoderInput, outputs: decodedImg, name: "autoencoder" });
  assert.match(await captured(() => autoencoder.summary()), /Total params: 28,241/);
  assert.deepEqual((await autoencoder.predict(random(2, 28, 28, 1), { verbose: 0 })).shape, [2, 28, 28, 1]);
});

test("guide: the functional API, several inputs and outputs", async () => {
  const numTags = 12;
  const numWords = 100;
  const numDepartments = 4;
  const titleInput = keras.Input({ shape: [5], name: "title" });
  const bodyInput = keras.Input({ shape: [8], name: "body" });
  const tagsInput = keras.Input({ shape: [numTags], name: "tags" });
  let titleFeatures = new layers.Embedding(numWords, 8).apply(titleInput);
  let bodyFeatures = new layers.Embedding(numWords, 8).apply(bodyInput);
  titleFeatures = new layers.LSTM(8).apply(titleFeatures);
  bodyFeatures = new layers.LSTM(4).apply(bodyFeatures);
  const x = layers.concatenate([titleFeatures, bodyFeatures, tagsInput]);
  const priorityPred = new layers.Dense(1, { name: "priority" }).apply(x);
  const departmentPred = new layers.Dense(numDepartments, { name: "department" }).apply(x);
  const model = new keras.Model({
    inputs: [titleInput, bodyInput, tagsInput],
    outputs: { priority: priorityPred, department: departmentPred },
  });
  model.compile({
    optimizer: new keras.optimizers.RMSprop(1e-3),
    loss: {
      priority: new keras.losses.BinaryCrossentropy({ fromLogits: true }),
      department: new keras.losses.CategoricalCrossentropy({ fromLogits: true }),
    },
    lossWeights: { priority: 1.0, department: 0.2 },
  });
  const titleData = reviews(32, 5, numWords)[0];
  const bodyData = reviews(32, 8, numWords)[0];
  const tagsData = random(32, numTags);
  const priorityTargets = classesOf(tagsData, 2);
  const deptTargets = keras.utils.toCategorical(classesOf(tagsData, numDepartments));
  const { history } = await model.fit(
    { title: titleData, body: bodyData, tags: tagsData },
    { priority: priorityTargets, department: deptTargets },
    { epochs: 2, batchSize: 32, verbose: 0 },
  );
  falls(history.loss);
});

test("guide: the functional API, a toy ResNet", async () => {
  const inputs = keras.Input({ shape: [32, 32, 3], name: "img" });
  let x = new layers.Conv2D(32, 3, { activation: "relu" }).apply(inputs);
  x = new layers.Conv2D(64, 3, { activation: "relu" }).apply(x);
  const block1Output = new layers.MaxPooling2D(3).apply(x);
  x = new layers.Conv2D(64, 3, { activation: "relu", padding: "same" }).apply(block1Output);
  x = new layers.Conv2D(64, 3, { activation: "relu", padding: "same" }).apply(x);
  const block2Output = layers.add([x, block1Output]);
  x = new layers.Conv2D(64, 3, { activation: "relu", padding: "same" }).apply(block2Output);
  x = new layers.Conv2D(64, 3, { activation: "relu", padding: "same" }).apply(x);
  const block3Output = layers.add([x, block2Output]);
  x = new layers.Conv2D(64, 3, { activation: "relu" }).apply(block3Output);
  x = new layers.GlobalAveragePooling2D().apply(x);
  x = new layers.Dense(256, { activation: "relu" }).apply(x);
  x = new layers.Dropout(0.5).apply(x);
  const outputs = new layers.Dense(10).apply(x);
  const model = new keras.Model({ inputs, outputs, name: "toy_resnet" });
  assert.match(await captured(() => model.summary()), /Total params: 223,242/);
  model.compile({
    optimizer: new keras.optimizers.RMSprop(1e-3),
    loss: new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ["acc"],
  });
  const xTrain = random(8, 32, 32, 3);
  const { history } = await model.fit(xTrain, classesOf(xTrain, 10), { batchSize: 4, epochs: 1, verbose: 0 });
  assert.deepEqual(Object.keys(history), ["loss", "acc"]);
});

test("guide: the functional API, shared layers and a custom layer", async () => {
  const sharedEmbedding = new layers.Embedding(1000, 16);
  const textInputA = keras.Input({ shape: [3] });
  const textInputB = keras.Input({ shape: [3] });
  const encodedInputA = sharedEmbedding.apply(textInputA);
  const encodedInputB = sharedEmbedding.apply(textInputB);
  const both = new keras.Model({ inputs: [textInputA, textInputB], outputs: [encodedInputA, encodedInputB] });
  const [a, b] = await both.predict([[[1, 2, 4]], [[2, 1, 3]]] as Tensor, { verbose: 0 });
  assert.deepEqual(
    [a.shape, b.shape],
    [
      [1, 3, 16],
      [1, 3, 16],
    ],
  );
  assert.deepEqual((a.arraySync() as Tensor)[0][0], (b.arraySync() as Tensor)[0][1]);

  class CustomDense extends layers.Layer {
    private w: Tensor;
    private b: Tensor;

    constructor(readonly units = 32) {
      super();
    }

    override build(inputShape: (number | null)[]): void {
      this.w = this.addWeight({
        shape: [inputShape.at(-1) as number, this.units],
        initializer: "random_normal",
        trainable: true,
      });
      this.b = this.addWeight({ shape: [this.units], initializer: "random_normal", trainable: true });
    }

    override call(inputs: Tensor): Tensor {
      return tf.add(tf.matMul(inputs, this.w.read()), this.b.read());
    }

    override getConfig() {
      return { ...super.getConfig(), units: this.units };
    }

    static override fromConfig({ units }: Tensor) {
      return new CustomDense(units);
    }
  }
  const inputs = keras.Input([4]);
  const outputs = new CustomDense(10).apply(inputs);
  const model = new keras.Model({ inputs, outputs });
  const newModel = keras.models.modelFromJson(model.toJson(), { CustomDense });
  newModel.setWeights(model.getWeights());
  const x = random(3, 4);
  same(await newModel.predict(x, { verbose: 0 }), await model.predict(x, { verbose: 0 }));
});

/** The model of the guide on training. */
function uncompiledModel() {
  const inputs = keras.Input({ shape: [784], name: "digits" });
  let x = new layers.Dense(64, { activation: "relu", name: "dense_1" }).apply(inputs);
  x = new layers.Dense(64, { activation: "relu", name: "dense_2" }).apply(x);
  const outputs = new layers.Dense(10, { activation: "softmax", name: "predictions" }).apply(x);
  return new keras.Model({ inputs, outputs });
}

function compiledModel() {
  const model = uncompiledModel();
  model.compile({
    optimizer: "rmsprop",
    loss: "sparse_categorical_crossentropy",
    metrics: ["sparse_categorical_accuracy"],
  });
  return model;
}

function digits(count = 64): [x: NDArray, y: number[]] {
  const [x, y] = images(count, 10, 28);
  return [new NDArray(x.values.map((value) => value / 255) as Float32Array, [count, 784]), y];
}

test("guide: training and evaluation, own losses and metrics", async () => {
  const [xTrain, yTrain] = digits();
  const [xVal, yVal] = digits(20);
  const model = uncompiledModel();
  model.compile({
    optimizer: new keras.optimizers.RMSprop(),
    loss: new keras.losses.SparseCategoricalCrossentropy(),
    metrics: [new keras.metrics.SparseCategoricalAccuracy()],
  });
  const options = {
    batchSize: 64,
    epochs: 2,
    validationData: [xVal, yVal] as [NDArray, number[]],
    verbose: 0,
  } as const;
  const { history } = await model.fit(xTrain, yTrain, options);
  falls(history.loss);
  assert.deepEqual(Object.keys(history), [
    "loss",
    "sparse_categorical_accuracy",
    "val_loss",
    "val_sparse_categorical_accuracy",
  ]);

  class CustomMSE extends keras.losses.Loss {
    constructor(
      readonly regularizationFactor = 0.1,
      name = "custom_mse",
    ) {
      super({ name });
    }

    override call(yTrue: Tensor, yPred: Tensor): Tensor {
      const mse = tf.mean(tf.square(tf.sub(yTrue, yPred)), -1);
      const reg = tf.mean(tf.square(tf.sub(0.5, yPred)), -1);
      return tf.add(mse, tf.mul(reg, this.regularizationFactor));
    }
  }
  class CategoricalTruePositives extends keras.metrics.Metric {
    readonly direction = "up";
    private truePositives = 0;

    constructor(name = "categorical_true_positives") {
      super(name);
    }

    override updateState(yTrue: Tensor, yPred: Tensor): void {
      const values = tf.equal(
        tf.argMax(tf.tensor(yTrue.arraySync()), -1),
        tf.argMax(tf.tensor(yPred.arraySync()), -1),
      );
      this.truePositives += values.sum().dataSync()[0];
    }

    override result(): number {
      return this.truePositives;
    }

    override resetState(): void {
      this.truePositives = 0;
    }
  }
  const own = uncompiledModel();
  own.compile({ optimizer: "adam", loss: new CustomMSE(), metrics: [new CategoricalTruePositives()] });
  const oneHot = keras.utils.toCategorical(yTrain, 10);
  const trained = await own.fit(xTrain, oneHot, { batchSize: 64, epochs: 2, verbose: 0 });
  falls(trained.history.loss);
  const hits = trained.history.categorical_true_positives[1];
  assert.ok(Number.isInteger(hits) && hits >= 0 && hits <= 64, String(hits));
});

test("guide: training and evaluation, weights, generators, callbacks, schedules", async () => {
  const [xTrain, yTrain] = digits();
  const classWeight = { 0: 1, 1: 1, 2: 1, 3: 1, 4: 1, 5: 2, 6: 1, 7: 1, 8: 1, 9: 1 };
  const quiet = { batchSize: 32, epochs: 2, verbose: 0 } as const;
  falls((await compiledModel().fit(xTrain, yTrain, { ...quiet, classWeight })).history.loss);
  const sampleWeight = yTrain.map((y) => (y === 5 ? 2 : 1));
  falls((await compiledModel().fit(xTrain, yTrain, { ...quiet, sampleWeight })).history.loss);

  class ExamplePyDataset extends keras.utils.PyDataset {
    constructor(
      readonly x: NDArray,
      readonly y: number[],
      readonly batchSize = 32,
    ) {
      super();
    }

    override get length(): number {
      return Math.ceil(this.y.length / this.batchSize);
    }

    override getItem(idx: number): [NDArray, number[]] {
      const [from, to] = [idx * this.batchSize, (idx + 1) * this.batchSize];
      return [this.x.slice(from, to), this.y.slice(from, to)];
    }
  }
  const dataset = new ExamplePyDataset(xTrain, yTrain);
  falls((await compiledModel().fit(dataset, { epochs: 3, verbose: 0 })).history.loss);
  const trainDataset = tf.data
    .zip({ xs: tf.data.array(xTrain.arraySync() as Tensor), ys: tf.data.array(yTrain) })
    .batch(32);
  falls((await compiledModel().fit(trainDataset as Tensor, { epochs: 3, verbose: 0 })).history.loss);

  const model = compiledModel();
  const stopping = new keras.callbacks.EarlyStopping({
    monitor: "val_loss",
    minDelta: 10,
    patience: 2,
    verbose: 0,
  });
  const checkpoint = new keras.callbacks.ModelCheckpoint(join(folder, "mymodel_{epoch}.keras"), {
    saveBestOnly: true,
    monitor: "val_loss",
    verbose: 0,
  });
  const stopped = await model.fit(xTrain, yTrain, {
    epochs: 20,
    batchSize: 64,
    callbacks: [stopping, checkpoint],
    validationSplit: 0.2,
    verbose: 0,
  });
  assert.equal(stopped.history.loss.length, 3);
  assert.ok(await keras.models.loadModel(join(folder, "mymodel_1.keras")));

  const initialLearningRate = 0.1;
  const lrSchedule = new keras.optimizers.schedules.ExponentialDecay(initialLearningRate, 100000, 0.96, {
    staircase: true,
  });
  const optimizer = new keras.optimizers.RMSprop({ learningRate: lrSchedule });
  const scheduled = uncompiledModel();
  scheduled.compile({ optimizer, loss: "sparse_categorical_crossentropy" });
  assert.ok(Number.isFinite((await scheduled.fit(xTrain, yTrain, quiet)).history.loss[1]));
});

test("guide: training and evaluation, several inputs and outputs", async () => {
  const imageInput = keras.Input({ shape: [8, 8, 3], name: "img_input" });
  const timeseriesInput = keras.Input({ shape: [20, 10], name: "ts_input" });
  let x1 = new layers.Conv2D(3, 3).apply(imageInput);
  x1 = new layers.GlobalMaxPooling2D().apply(x1);
  let x2 = new layers.Conv1D(3, 3).apply(timeseriesInput);
  x2 = new layers.GlobalMaxPooling1D().apply(x2);
  const x = layers.concatenate([x1, x2]);
  const scoreOutput = new layers.Dense(1, { name: "score_output" }).apply(x);
  const classOutput = new layers.Dense(5, { name: "class_output" }).apply(x);
  const model = new keras.Model({
    inputs: [imageInput, timeseriesInput],
    outputs: [scoreOutput, classOutput],
  });
  model.compile({
    optimizer: new keras.optimizers.RMSprop(1e-3),
    loss: {
      score_output: new keras.losses.MeanSquaredError(),
      class_output: new keras.losses.CategoricalCrossentropy({ fromLogits: true }),
    },
    metrics: {
      score_output: [new keras.metrics.MeanAbsolutePercentageError(), new keras.metrics.MeanAbsoluteError()],
      class_output: [new keras.metrics.CategoricalAccuracy()],
    },
    lossWeights: { score_output: 2.0, class_output: 1.0 },
  });
  const [imgData, tsData, scoreTargets] = [random(64, 8, 8, 3), random(64, 20, 10), random(64, 1)];
  const classTargets = keras.utils.toCategorical(classesOf(tsData, 5), 5);
  const { history } = await model.fit(
    { img_input: imgData, ts_input: tsData },
    { score_output: scoreTargets, class_output: classTargets },
    { batchSize: 32, epochs: 4, verbose: 0 },
  );
  falls(history.loss);
  assert.ok("class_output_categorical_accuracy" in history, Object.keys(history).join());
  const listed = await model.fit([imgData, tsData], [scoreTargets, classTargets], { epochs: 1, verbose: 0 });
  assert.equal(listed.history.loss.length, 1);
});

test("guide: save, serialize, and export models", async () => {
  const getModel = () => {
    const inputs = keras.Input({ shape: [32] });
    const outputs = new keras.layers.Dense(1).apply(inputs);
    const model = new keras.Model({ inputs, outputs });
    model.compile({ optimizer: new keras.optimizers.Adam(), loss: "mean_squared_error" });
    return model;
  };
  const model = getModel();
  const testInput = random(128, 32);
  const testTarget = random(128, 1);
  await model.fit(testInput, testTarget, { verbose: 0 });
  await model.save(join(folder, "saved.keras"));
  const reconstructed = await keras.models.loadModel(join(folder, "saved.keras"));
  same(
    await reconstructed.predict(testInput, { verbose: 0 }),
    await model.predict(testInput, { verbose: 0 }),
  );

  class CustomLayer extends keras.layers.Layer {
    private readonly dense: layers.Dense;

    constructor(readonly factor: number) {
      super();
      this.dense = new layers.Dense(1);
    }

    override call(x: Tensor): Tensor {
      return tf.mul(this.dense.apply(x) as Tensor, this.factor);
    }

    override getConfig() {
      return { ...super.getConfig(), factor: this.factor };
    }

    static override fromConfig({ factor }: Tensor) {
      return new CustomLayer(factor);
    }
  }
  keras.saving.registerKerasSerializable({ package: "MyLayers" })(CustomLayer);
  assert.equal(keras.saving.getCustomObjects()["MyLayers>CustomLayer"], CustomLayer);
  const inputs = keras.Input({ shape: [32] });
  const own = new keras.Model({ inputs, outputs: new CustomLayer(2).apply(inputs) });
  await own.save(join(folder, "own.keras"));
  const loaded = await keras.models.loadModel(join(folder, "own.keras"));
  same(await loaded.predict(testInput, { verbose: 0 }), await own.predict(testInput, { verbose: 0 }));
  const other = new keras.Model({ inputs, outputs: new CustomLayer(2).apply(inputs) });
  await own.saveWeights(join(folder, "own.weights.h5"));
  await other.loadWeights(join(folder, "own.weights.h5"));
  same(await other.predict(testInput, { verbose: 0 }), await own.predict(testInput, { verbose: 0 }));

  const cloned = keras.models.cloneModel(model);
  cloned.setWeights(model.getWeights());
  same(await cloned.predict(testInput, { verbose: 0 }), await model.predict(testInput, { verbose: 0 }));
  const fromJson = keras.models.modelFromJson(model.toJson());
  assert.equal(fromJson.countParams(), 33);
  const layer = new keras.layers.Dense(3, { activation: "relu" });
  assert.equal((keras.layers.Dense.fromConfig(layer.getConfig()) as layers.Dense).units, 3);
});

test("guide: writing your own callbacks", async () => {
  const getModel = () => {
    const model = new keras.Sequential();
    model.add(new layers.Dense(1, { inputShape: [784] }));
    model.compile({
      optimizer: new keras.optimizers.RMSprop({ learningRate: 0.1 }),
      loss: "mean_squared_error",
      metrics: ["mean_absolute_error"],
    });
    return model;
  };
  const [xTrain, yTrain] = digits();
  const seen: string[] = [];
  class CustomCallback extends keras.callbacks.Callback {
    override onTrainBegin(logs?: keras.Logs): void {
      seen.push(`Starting training; got log keys: ${Object.keys(logs ?? {})}`);
    }
    override onEpochEnd(epoch: number, logs?: keras.Logs): void {
      seen.push(`End epoch ${epoch} of training; got log keys: ${Object.keys(logs ?? {})}`);
    }
    override onTrainBatchEnd(batch: number, logs?: keras.Logs): void {
      seen.push(`...Training: end of batch ${batch}; got log keys: ${Object.keys(logs ?? {})}`);
    }
    override onTestEnd(logs?: keras.Logs): void {
      seen.push(`Stop testing; got log keys: ${Object.keys(logs ?? {})}`);
    }
    override onPredictBatchEnd(batch: number, logs?: Tensor): void {
      seen.push(`...Predicting: end of batch ${batch}; got log keys: ${Object.keys(logs ?? {})}`);
    }
  }
  const model = getModel();
  const options = { batchSize: 64, verbose: 0, callbacks: [new CustomCallback()] } as const;
  await model.fit(xTrain, yTrain, { ...options, epochs: 1 });
  await model.evaluate(xTrain, yTrain, options);
  await model.predict(xTrain, options);
  assert.deepEqual(seen, [
    "Starting training; got log keys: ",
    "...Training: end of batch 0; got log keys: loss,mean_absolute_error",
    "End epoch 0 of training; got log keys: loss,mean_absolute_error",
    "Stop testing; got log keys: loss,mean_absolute_error",
    "...Predicting: end of batch 0; got log keys: outputs",
  ]);

  class EarlyStoppingAtMinLoss extends keras.callbacks.Callback {
    private bestWeights: NDArray[] | null = null;
    private wait = 0;
    private best = Infinity;
    stoppedEpoch = 0;

    constructor(readonly patience = 0) {
      super();
    }

    override onEpochEnd(epoch: number, logs?: keras.Logs): void {
      const current = logs?.loss as number;
      if (current < this.best) {
        this.best = current;
        this.wait = 0;
        this.bestWeights = this.model.getWeights();
      } else if (++this.wait >= this.patience) {
        this.stoppedEpoch = epoch;
        this.model.stopTraining = true;
        this.model.setWeights(this.bestWeights!);
      }
    }
  }
  class CustomLearningRateScheduler extends keras.callbacks.Callback {
    constructor(readonly schedule: (epoch: number, lr: number) => number) {
      super();
    }

    override onEpochBegin(epoch: number): void {
      const lr = this.model.optimizer.learningRate as number;
      this.model.optimizer.learningRate = this.schedule(epoch, lr);
    }
  }
  const stopping = new EarlyStoppingAtMinLoss();
  const schedule = (epoch: number, lr: number) => ({ 1: 0.05, 2: 0.01 })[epoch] ?? (epoch < 3 ? lr : 1000);
  const stopped = getModel();
  const { history } = await stopped.fit(xTrain, yTrain, {
    batchSize: 64,
    epochs: 30,
    verbose: 0,
    callbacks: [stopping, new CustomLearningRateScheduler(schedule)],
  });
  assert.equal(history.loss.length, stopping.stoppedEpoch + 1);
  assert.ok(history.loss.length < 30, String(history.loss.length));
});

test("guide: making new layers and models via subclassing", async () => {
  class Linear extends keras.layers.Layer {
    private w: Tensor;
    private b: Tensor;

    constructor(readonly units = 32) {
      super();
    }

    override build(inputShape: (number | null)[]): void {
      this.w = this.addWeight({
        shape: [inputShape.at(-1) as number, this.units],
        initializer: "random_normal",
        trainable: true,
      });
      this.b = this.addWeight({ shape: [this.units], initializer: "random_normal", trainable: true });
    }

    override call(inputs: Tensor): Tensor {
      return tf.add(tf.matMul(inputs, this.w.read()), this.b.read());
    }
  }
  class MLPBlock extends keras.layers.Layer {
    private readonly linear1 = new Linear(32);
    private readonly linear2 = new Linear(32);
    private readonly linear3 = new Linear(1);

    override call(inputs: Tensor): Tensor {
      let x = this.linear1.apply(inputs) as Tensor;
      x = tf.relu(x);
      x = this.linear2.apply(x);
      x = tf.relu(x);
      return this.linear3.apply(x);
    }
  }
  const mlp = new MLPBlock();
  assert.deepEqual((mlp.apply(tf.ones([3, 64])) as Tensor).shape, [3, 1]);
  assert.equal(mlp.weights.length, 6);
  assert.equal(mlp.trainableWeights.length, 6);

  class Sampling extends layers.Layer {
    override call([zMean, zLogVar]: Tensor): Tensor {
      const epsilon = tf.randomNormal(zMean.shape, 0, 1, "float32", 1337);
      return tf.add(zMean, tf.mul(tf.exp(tf.mul(zLogVar, 0.5)), epsilon));
    }
  }
  class Encoder extends layers.Layer {
    private readonly denseProj = new layers.Dense(16, { activation: "relu" });
    private readonly denseMean = new layers.Dense(4);
    private readonly denseLogVar = new layers.Dense(4);
    private readonly sampling = new Sampling();

    override call(inputs: Tensor): Tensor {
      const x = this.denseProj.apply(inputs);
      const zMean = this.denseMean.apply(x);
      const zLogVar = this.denseLogVar.apply(x);
      return [zMean, zLogVar, this.sampling.apply([zMean, zLogVar])];
    }
  }
  class Decoder extends layers.Layer {
    private readonly denseProj = new layers.Dense(16, { activation: "relu" });
    private readonly denseOutput: layers.Dense;

    constructor(originalDim: number) {
      super();
      this.denseOutput = new layers.Dense(originalDim, { activation: "sigmoid" });
    }

    override call(inputs: Tensor): Tensor {
      return this.denseOutput.apply(this.denseProj.apply(inputs));
    }
  }
  class VariationalAutoEncoder extends keras.Model {
    private readonly encoder = new Encoder();
    private readonly decoder = new Decoder(784);

    override call(inputs: Tensor): Tensor {
      const [zMean, zLogVar, z] = this.encoder.apply(inputs) as Tensor;
      const reconstructed = this.decoder.apply(z);
      const klLoss = tf.mul(
        tf.mean(tf.add(tf.sub(tf.sub(zLogVar, tf.square(zMean)), tf.exp(zLogVar)), 1)),
        -0.5,
      );
      this.addLoss(klLoss);
      return reconstructed as Tensor;
    }
  }
  const vae = new VariationalAutoEncoder();
  vae.compile({
    optimizer: new keras.optimizers.Adam({ learningRate: 1e-3 }),
    loss: new keras.losses.MeanSquaredError(),
  });
  const [xTrain] = digits();
  const { history } = await vae.fit(xTrain, xTrain, { epochs: 3, batchSize: 32, verbose: 0 });
  falls(history.loss);
});

test("guide: customizing what happens in fit()", async () => {
  class CustomModel extends keras.Model {
    override trainStep([x, y]: Tensor): Record<string, unknown> {
      let yPred: Tensor;
      const { value: loss, grads } = tf.variableGrads(() => {
        yPred = this.apply(x, { training: true });
        return this.computeLoss({ y, yPred });
      });
      this.optimizer.apply(grads, this.trainableWeights);
      for (const metric of this.metrics as Tensor[]) {
        if (metric.name === "loss") metric.updateState(loss);
        else metric.updateState(y, yPred);
      }
      return Object.fromEntries(this.metrics.map((m) => [m.name, m.result()]));
    }
  }
  const inputs = keras.Input({ shape: [32] });
  const outputs = new keras.layers.Dense(1).apply(inputs);
  const model = new CustomModel({ inputs, outputs });
  model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
  const x = random(100, 32);
  const y = random(100, 1);
  const { history } = await model.fit(x, y, { epochs: 3, verbose: 0 });
  falls(history.loss);
  assert.equal(history.mae.length, 3);
});

test("guide: working with preprocessing layers", async () => {
  const data = [
    [0.1, 0.2, 0.3],
    [0.8, 0.9, 1.0],
    [1.5, 1.6, 1.7],
  ];
  const layer = new layers.Normalization();
  layer.adapt(data);
  const normalizedData = (layer.apply(tf.tensor(data)) as Tensor).arraySync() as number[][];
  for (const column of [0, 1, 2]) {
    const values = normalizedData.map((row) => row[column]);
    assert.ok(Math.abs(values[0] + values[1] + values[2]) < 1e-4, String(values));
    assert.ok(Math.abs(values[2] - Math.sqrt(1.5)) < 1e-4, String(values));
  }

  const vocab = ["a", "b", "c", "d"];
  const lookup = new layers.StringLookup({ vocabulary: vocab });
  const vectorized = lookup.call([
    ["a", "c", "d"],
    ["d", "z", "b"],
  ]) as NDArray;
  assert.deepEqual(vectorized.arraySync(), [
    [1, 3, 4],
    [4, 0, 2],
  ]);

  const words = new layers.StringLookup({ outputMode: "one_hot" });
  words.adapt([["a"], ["b"], ["c"], ["b"], ["c"], ["a"]]);
  const encoded = words.call([["a"], ["b"], ["c"], ["d"], ["e"], [""]]) as NDArray;
  assert.deepEqual(encoded.shape, [6, 4]);
  assert.ok((encoded.arraySync() as number[][]).every((row) => row.reduce((a, b) => a + b) === 1));

  const integers = new layers.IntegerLookup({ outputMode: "one_hot" });
  integers.adapt([[10], [20], [20], [10], [30], [0]]);
  assert.deepEqual((integers.call([[10], [10], [20], [50], [60], [0]]) as NDArray).shape, [6, 5]);

  const hasher = new layers.Hashing({ numBins: 64, salt: 1337 });
  const encoder = new layers.CategoryEncoding({ numTokens: 64, outputMode: "multi_hot" });
  const hashed = random(50, 1).values.map((value) => Math.round(value * 100000));
  const multiHot = encoder.call(hasher.call(new NDArray(hashed as Float32Array, [50, 1])) as NDArray);
  assert.deepEqual(multiHot.shape, [50, 64]);

  const normalization = new layers.Normalization();
  const xTrain = random(64, 5);
  normalization.adapt(xTrain);
  const inputs = keras.Input({ shape: [5] });
  const outputs = new layers.Dense(1).apply(normalization.apply(inputs));
  const model = new keras.Model({ inputs, outputs });
  model.compile({ optimizer: "adam", loss: "mse" });
  falls((await model.fit(xTrain, sumsOf(xTrain), { epochs: 4, verbose: 0 })).history.loss);
});

test("guide: transfer learning and fine-tuning", async () => {
  const baseModel = new keras.Sequential([
    keras.Input({ shape: [12, 12, 1] }),
    new layers.Conv2D(4, 3, { activation: "relu" }),
    new layers.BatchNormalization(),
    new layers.GlobalAveragePooling2D(),
  ]);
  baseModel.trainable = false;
  const inputs = keras.Input({ shape: [12, 12, 1] });
  let x = new layers.Rescaling(1 / 127.5, { offset: -1 }).apply(inputs);
  x = baseModel.apply(x, { training: false });
  x = new layers.Dropout(0.2).apply(x);
  const outputs = new layers.Dense(1).apply(x);
  const model = new keras.Model({ inputs, outputs });
  assert.equal(model.trainableWeights.length, 2);
  assert.equal(model.nonTrainableWeights.length, 6);
  model.compile({
    optimizer: new keras.optimizers.Adam(),
    loss: new keras.losses.BinaryCrossentropy({ fromLogits: true }),
    metrics: [new keras.metrics.BinaryAccuracy()],
  });
  const [pictures, labels] = images(32, 2, 12);
  const data = pictures.reshape([32, 12, 12, 1]);
  const before = baseModel.getWeights();
  falls((await model.fit(data, labels, { epochs: 3, verbose: 0 })).history.loss);
  for (const [i, weight] of baseModel.getWeights().entries()) same(weight, before[i]);

  baseModel.trainable = true;
  // BatchNormalization keeps its means and variances.
  baseModel.layers
    .filter((layer) => layer instanceof layers.BatchNormalization)
    .forEach((layer) => {
      layer.trainable = false;
    });
  model.compile({
    optimizer: new keras.optimizers.Adam(1e-5),
    loss: new keras.losses.BinaryCrossentropy({ fromLogits: true }),
    metrics: [new keras.metrics.BinaryAccuracy()],
  });
  await model.fit(data, labels, { epochs: 1, verbose: 0 });
  assert.notDeepEqual([...baseModel.getWeights()[0].values], [...before[0].values]);
  assert.deepEqual([...baseModel.getWeights()[4].values], [...before[4].values]);
});

test("example: MNIST, a multilayer perceptron", async () => {
  const [pictures, labels] = images(200, 10, 28);
  let xTrain = pictures.reshape([200, 784]);
  xTrain = new NDArray(xTrain.values.map((value) => value / 255) as Float32Array, xTrain.shape);
  const yTrain = keras.utils.toCategorical(labels, 10);
  const model = new keras.Sequential();
  model.add(new layers.Dense(512, { activation: "relu", inputShape: [784] }));
  model.add(new layers.Dropout(0.2));
  model.add(new layers.Dense(512, { activation: "relu" }));
  model.add(new layers.Dropout(0.2));
  model.add(new layers.Dense(10, { activation: "softmax" }));
  assert.match(await captured(() => model.summary()), /Total params: 669,706/);
  model.compile({
    loss: "categorical_crossentropy",
    optimizer: new keras.optimizers.RMSprop(),
    metrics: ["accuracy"],
  });
  const { history } = await model.fit(xTrain, yTrain, {
    batchSize: 128,
    epochs: 3,
    verbose: 0,
    validationData: [xTrain, yTrain],
  });
  falls(history.val_loss);
});

test("example: simple MNIST convnet", async () => {
  const numClasses = 10;
  const inputShape = [28, 28, 1];
  const [pictures, labels] = images(64, numClasses, 28);
  const xTrain = pictures.reshape([64, ...inputShape]);
  const yTrain = keras.utils.toCategorical(labels, numClasses);
  const model = new keras.Sequential([
    keras.Input({ shape: inputShape }),
    new layers.Rescaling(1 / 255),
    new layers.Conv2D(32, { kernelSize: [3, 3], activation: "relu" }),
    new layers.MaxPooling2D({ poolSize: [2, 2] }),
    new layers.Conv2D(64, { kernelSize: [3, 3], activation: "relu" }),
    new layers.MaxPooling2D({ poolSize: [2, 2] }),
    new layers.Flatten(),
    new layers.Dropout(0.5),
    new layers.Dense(numClasses, { activation: "softmax" }),
  ]);
  assert.match(await captured(() => model.summary()), /Total params: 34,826/);
  model.compile({ loss: "categorical_crossentropy", optimizer: "adam", metrics: ["accuracy"] });
  const { history } = await model.fit(xTrain, yTrain, {
    batchSize: 32,
    epochs: 3,
    validationSplit: 0.1,
    verbose: 0,
  });
  falls(history.loss);
  const [loss, accuracy] = (await model.evaluate(xTrain, yTrain, { verbose: 0 })) as number[];
  assert.ok(loss > 0 && accuracy >= 0 && accuracy <= 1);
});

test("example: bidirectional LSTM on IMDB", async () => {
  const maxFeatures = 100;
  const maxlen = 10;
  const [xTrain, yTrain] = reviews(64, maxlen, maxFeatures);
  const inputs = keras.Input({ shape: [maxlen] });
  let x = new layers.Embedding(maxFeatures, 16).apply(inputs);
  x = new layers.Bidirectional(new layers.LSTM(8, { returnSequences: true })).apply(x);
  x = new layers.Bidirectional(new layers.LSTM(8)).apply(x);
  const outputs = new layers.Dense(1, { activation: "sigmoid" }).apply(x);
  const model = new keras.Model(inputs, outputs);
  assert.match(await captured(() => model.summary()), /Total params: 4,817/);
  model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  const { history } = await model.fit(xTrain, yTrain, { batchSize: 32, epochs: 3, verbose: 0 });
  falls(history.loss);
});

test("example: text classification with an embedding and pooling", async () => {
  const vocabSize = 1000;
  const [trainData, trainLabels] = reviews(100, 16, vocabSize);
  const model = new keras.Sequential();
  model.add(new layers.Embedding(vocabSize, 16));
  model.add(new layers.GlobalAveragePooling1D());
  model.add(new layers.Dense(16, { activation: "relu" }));
  model.add(new layers.Dense(1, { activation: "sigmoid" }));
  model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  const { history } = await model.fit(trainData, trainLabels, { epochs: 6, batchSize: 20, verbose: 0 });
  falls(history.loss);
  assert.equal(model.countParams(), 16289);
});

test("example: iris", async () => {
  const x = random(150, 4);
  const y = classesOf(x, 3);
  const dummyY = keras.utils.toCategorical(y);
  const model = new keras.Sequential();
  model.add(new layers.Dense(8, { inputDim: 4, activation: "relu" }));
  model.add(new layers.Dense(3, { activation: "softmax" }));
  model.compile({ loss: "categorical_crossentropy", optimizer: "adam", metrics: ["accuracy"] });
  const { history } = await model.fit(x, dummyY, { epochs: 40, batchSize: 5, verbose: 0 });
  falls(history.loss);
  const predictions = await model.predict(x, { verbose: 0 });
  assert.deepEqual(predictions.shape, [150, 3]);
  const labels = (predictions.arraySync() as number[][]).map((row) => row.indexOf(Math.max(...row)));
  const right = labels.filter((label, i) => label === y[i]).length;
  assert.ok(
    Math.abs(right / 150 - ((await model.evaluate(x, dummyY, { verbose: 0 })) as number[])[1]) < 1e-6,
  );
});

test("example: Pima Indians diabetes", async () => {
  const X = random(200, 8);
  const y = sumsOf(X).map((sum) => Number(sum > 1.5));
  const model = new keras.Sequential();
  model.add(new layers.Dense(12, { inputShape: [8], activation: "relu" }));
  model.add(new layers.Dense(8, { activation: "relu" }));
  model.add(new layers.Dense(1, { activation: "sigmoid" }));
  model.compile({ loss: "binary_crossentropy", optimizer: "adam", metrics: ["accuracy"] });
  await model.fit(X, y, { epochs: 60, batchSize: 10, verbose: 0 });
  const [, accuracy] = (await model.evaluate(X, y, { verbose: 0 })) as number[];
  assert.ok(accuracy > 0.8, String(accuracy));
  const predictions = (await model.predict(X, { verbose: 0 })).arraySync() as number[][];
  const right = predictions.filter(([p], i) => Number(p > 0.5) === y[i]).length;
  assert.ok(Math.abs(right / 200 - accuracy) < 1e-6);
});

test("example: sonar", async () => {
  const X = random(120, 60);
  const y = classesOf(X, 2);
  const [XTrain, XTest, yTrain, yTest] = trainTestSplit(X, y, {
    testSize: 0.33,
    randomState: 7,
    stratify: y,
  });
  const scaler = new StandardScaler();
  const scaled = scaler.fitTransform(XTrain);
  const model = new keras.Sequential([
    keras.Input({ shape: [60] }),
    new layers.Dropout(0.2),
    new layers.Dense(60, { activation: "relu", kernelConstraint: new keras.constraints.MaxNorm(3) }),
    new layers.Dense(30, { activation: "relu", kernelConstraint: new keras.constraints.MaxNorm(3) }),
    new layers.Dense(1, { activation: "sigmoid" }),
  ]);
  const sgd = new keras.optimizers.SGD({ learningRate: 0.1, momentum: 0.9 });
  model.compile({ loss: "binary_crossentropy", optimizer: sgd, metrics: ["accuracy"] });
  const { history } = await model.fit(scaled, yTrain, { epochs: 10, batchSize: 16, verbose: 0 });
  falls(history.loss);
  const score = (await model.evaluate(scaler.transform(XTest), yTest, { verbose: 0 })) as number[];
  assert.equal(score.length, 2);
  const [kernel] = model.layers[1].getWeights();
  for (let unit = 0; unit < 60; unit++) {
    const column = (kernel.arraySync() as number[][]).map((row) => row[unit]);
    assert.ok(Math.hypot(...column) < 3 + 1e-5);
  }
});

test("example: wine", async () => {
  const X = random(178, 13);
  const y = classesOf(X, 3);
  const model = new keras.Sequential([
    keras.Input({ shape: [13] }),
    new layers.BatchNormalization(),
    new layers.Dense(16, { activation: "relu", kernelRegularizer: keras.regularizers.l2(0.001) }),
    new layers.Dense(3, { activation: "softmax" }),
  ]);
  model.compile({
    optimizer: new keras.optimizers.Adam({ learningRate: 0.01 }),
    loss: "sparse_categorical_crossentropy",
    metrics: ["accuracy"],
  });
  const reduceLr = new keras.callbacks.ReduceLROnPlateau({ monitor: "val_loss", factor: 0.5, patience: 1 });
  const { history } = await model.fit(X, y, {
    epochs: 15,
    validationSplit: 0.2,
    callbacks: [reduceLr],
    verbose: 0,
  });
  falls(history.loss);
  assert.equal(model.countParams(), 327);
});

test("example: house prices with early stopping", async () => {
  const trainData = random(200, 13);
  const trainTargets = sumsOf(trainData);
  const normalizer = new layers.Normalization({ axis: -1 });
  normalizer.adapt(trainData);
  const model = new keras.Sequential([
    normalizer,
    new layers.Dense(64, { activation: "relu" }),
    new layers.Dense(64, { activation: "relu" }),
    new layers.Dense(1),
  ]);
  model.compile({ optimizer: "rmsprop", loss: "mse", metrics: ["mae"] });
  const earlyStop = new keras.callbacks.EarlyStopping({
    monitor: "val_loss",
    patience: 3,
    restoreBestWeights: true,
  });
  const { history } = await model.fit(trainData, trainTargets, {
    epochs: 100,
    validationSplit: 0.2,
    verbose: 0,
    callbacks: [earlyStop],
  });
  falls(history.loss);
  assert.ok(history.loss.length < 100);
  const best = Math.min(...history.val_loss);
  const [valMse] = (await model.evaluate(trainData.slice(160), trainTargets.slice(160), {
    verbose: 0,
  })) as number[];
  assert.ok(Math.abs(valMse - best) < 1e-6, `${valMse} and ${best}`);
});

test("example: imbalanced classification, credit card fraud", async () => {
  const trainFeatures = random(400, 30);
  const trainTargets = (trainFeatures.arraySync() as number[][]).map((row) => [Number(row[0] > 0.95)]);
  const positives = trainTargets.filter(([target]) => target === 1).length;
  assert.ok(positives > 5 && positives < 50);
  const classWeight = { 0: 1 / (400 - positives), 1: 1 / positives };
  const model = new keras.Sequential([
    keras.Input({ shape: trainFeatures.shape.slice(1) }),
    new layers.Dense(256, { activation: "relu" }),
    new layers.Dense(256, { activation: "relu" }),
    new layers.Dropout(0.3),
    new layers.Dense(256, { activation: "relu" }),
    new layers.Dropout(0.3),
    new layers.Dense(1, { activation: "sigmoid" }),
  ]);
  assert.match(await captured(() => model.summary()), /Total params: 139,777/);
  const metrics = [
    new keras.metrics.FalseNegatives({ name: "fn" }),
    new keras.metrics.FalsePositives({ name: "fp" }),
    new keras.metrics.TrueNegatives({ name: "tn" }),
    new keras.metrics.TruePositives({ name: "tp" }),
    new keras.metrics.Precision({ name: "precision" }),
    new keras.metrics.Recall({ name: "recall" }),
  ];
  model.compile({ optimizer: new keras.optimizers.Adam(1e-2), loss: "binary_crossentropy", metrics });
  const { history } = await model.fit(trainFeatures, trainTargets, {
    batchSize: 128,
    epochs: 4,
    verbose: 0,
    callbacks: [new keras.callbacks.ModelCheckpoint(join(folder, "fraud_model_at_epoch_{epoch}.keras"))],
    classWeight,
  });
  falls(history.loss);
  const last = ["fn", "fp", "tn", "tp"].map((name) => history[name][3]);
  assert.equal(
    last.reduce((a, b) => a + b),
    400,
  );
  assert.equal(last[0] + last[3], positives);
});

test("example: an autoencoder of digits", async () => {
  const encodingDim = 32;
  const inputImg = keras.Input({ shape: [784] });
  const encoded = new layers.Dense(encodingDim, {
    activation: "relu",
    activityRegularizer: keras.regularizers.l1(1e-5),
  }).apply(inputImg);
  const decoded = new layers.Dense(784, { activation: "sigmoid" }).apply(encoded);
  const autoencoder = new keras.Model(inputImg, decoded);
  const encoder = new keras.Model(inputImg, encoded);
  const encodedInput = keras.Input({ shape: [encodingDim] });
  const decoderLayer = autoencoder.layers.at(-1)!;
  const decoder = new keras.Model(encodedInput, decoderLayer.apply(encodedInput) as layers.KerasTensor);
  autoencoder.compile({ optimizer: "adam", loss: "binary_crossentropy" });
  const [xTrain] = digits();
  const { history } = await autoencoder.fit(xTrain, xTrain, {
    epochs: 4,
    batchSize: 32,
    shuffle: true,
    verbose: 0,
  });
  falls(history.loss);
  const encodedImgs = await encoder.predict(xTrain, { verbose: 0 });
  assert.deepEqual(encodedImgs.shape, [64, 32]);
  same(await decoder.predict(encodedImgs, { verbose: 0 }), await autoencoder.predict(xTrain, { verbose: 0 }));
});

test("example: weather forecasting from windows of a time series", async () => {
  const features = random(140, 3);
  const targets = (features.arraySync() as number[][]).map(([first]) => [first]);
  const datasetTrain = keras.utils.timeseriesDatasetFromArray(features, targets, {
    sequenceLength: 12,
    samplingRate: 2,
    batchSize: 32,
  });
  const [[inputs_, targets_]] = datasetTrain;
  assert.deepEqual(
    [inputs_.shape, targets_.shape],
    [
      [32, 12, 3],
      [32, 1],
    ],
  );
  const inputs = keras.Input({ shape: [inputs_.shape[1], inputs_.shape[2]] });
  const lstmOut = new layers.LSTM(32).apply(inputs);
  const outputs = new layers.Dense(1).apply(lstmOut);
  const model = new keras.Model({ inputs, outputs });
  model.compile({ optimizer: new keras.optimizers.Adam({ learningRate: 0.001 }), loss: "mse" });
  assert.match(await captured(() => model.summary()), /Total params: 4,641/);
  const { history } = await model.fit(datasetTrain, { epochs: 3, validationData: datasetTrain, verbose: 0 });
  falls(history.val_loss);
});

test("example: XOR", async () => {
  const trainingData = [
    [0, 0],
    [0, 1],
    [1, 0],
    [1, 1],
  ];
  const targetData = [[0], [1], [1], [0]];
  const model = new keras.Sequential();
  model.add(new layers.Dense(16, { inputDim: 2, activation: "relu" }));
  model.add(new layers.Dense(1, { activation: "sigmoid" }));
  model.compile({ loss: "mean_squared_error", optimizer: "adam", metrics: ["binary_accuracy"] });
  await model.fit(trainingData, targetData, { epochs: 500, verbose: 0 });
  const rounded = ((await model.predict(trainingData, { verbose: 0 })).arraySync() as number[][]).map(
    ([p]) => [Math.round(p)],
  );
  assert.deepEqual(rounded, targetData);
});

test("example: wide and deep", async () => {
  const [XTrain, y] = [random(160, 8), random(160, 1)];
  const inputA = keras.layers.Input({ shape: [5], name: "wide_input" });
  const inputB = keras.layers.Input({ shape: [6], name: "deep_input" });
  const hidden1 = new keras.layers.Dense(30, { activation: "relu" }).apply(inputB);
  const hidden2 = new keras.layers.Dense(30, { activation: "relu" }).apply(hidden1);
  const concat = keras.layers.concatenate([inputA, hidden2]);
  const output = new keras.layers.Dense(1, { name: "main_output" }).apply(concat);
  const auxOutput = new keras.layers.Dense(1, { name: "aux_output" }).apply(hidden2);
  const model = new keras.Model({ inputs: [inputA, inputB], outputs: [output, auxOutput] });
  model.compile({
    loss: ["mse", "mse"],
    lossWeights: [0.9, 0.1],
    optimizer: new keras.optimizers.SGD({ learningRate: 0.01 }),
  });
  const rows = XTrain.arraySync() as number[][];
  const [XTrainA, XTrainB] = [rows.map((row) => row.slice(0, 5)), rows.map((row) => row.slice(2))];
  const { history } = await model.fit([XTrainA, XTrainB], [y, y], { epochs: 4, verbose: 0 });
  falls(history.loss);
  assert.ok(
    Math.abs(history.loss[3] - 0.9 * history.main_output_loss[3] - 0.1 * history.aux_output_loss[3]) < 1e-5,
  );
  const [yPred, yPredAux] = await model.predict([XTrainA, XTrainB], { verbose: 0 });
  assert.deepEqual(
    [yPred.shape, yPredAux.shape],
    [
      [160, 1],
      [160, 1],
    ],
  );
});
