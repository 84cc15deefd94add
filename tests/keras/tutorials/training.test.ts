/** Keras' guides to training: metrics, weights of samples, generators, several outputs, callbacks. Line by line, on small synthetic data. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as keras from "../../../lib/keras/index.ts";
import { layers } from "../../../lib/keras/index.ts";
import type { NDArray } from "../../../lib/ndarray.ts";
import { loadTensorFlow } from "../../../lib/tfjs/index.ts";
import { classesOf, digits, falls, random, startEachAnew } from "./data.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
type Tensor = any;

const { tf } = await loadTensorFlow();
const folder = mkdtempSync(join(tmpdir(), "keras-day-tutorials-"));
startEachAnew();

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
    override readonly direction = "up";
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
  const lrSchedule = new keras.optimizers.schedules.ExponentialDecay(initialLearningRate, {
    decaySteps: 100000,
    decayRate: 0.96,
    staircase: true,
  });
  const optimizer = new keras.optimizers.RMSprop({ learningRate: lrSchedule });
  const scheduled = uncompiledModel();
  scheduled.compile({ optimizer, loss: "sparse_categorical_crossentropy" });
  assert.ok(Number.isFinite((await scheduled.fit(xTrain, yTrain, quiet)).history.loss[1]));
});

test("guide: training and evaluation, several inputs and outputs", async () => {
  const imageInput = keras.Input({ shape: [8, 8, 3], name: "img_input" });
  const timeseriesInput = keras.Input({ shape: [null, 10], name: "ts_input" });
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
