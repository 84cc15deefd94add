/** Well-known examples: images, texts, tables and time series. Line by line, on small synthetic data. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as keras from "../../../lib/keras/index.ts";
import { layers } from "../../../lib/keras/index.ts";
import { NDArray } from "../../../lib/ndarray.ts";
import { trainTestSplit } from "../../../lib/sklearn/model_selection/index.ts";
import { StandardScaler } from "../../../lib/sklearn/preprocessing/index.ts";
import { captured } from "../capture.ts";
import { classesOf, digits, falls, images, random, reviews, same, startEachAnew, sumsOf } from "./data.ts";

const folder = mkdtempSync(join(tmpdir(), "keras-day-tutorials-"));
startEachAnew();

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
  const inputs = keras.Input({ shape: [null], dtype: "int32" });
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
