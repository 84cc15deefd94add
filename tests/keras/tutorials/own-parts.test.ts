/** Keras' guides to saving, own layers, own steps, preprocessing and transfer learning. Line by line, on small synthetic data. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as keras from "../../../lib/keras/index.ts";
import { layers } from "../../../lib/keras/index.ts";
import { NDArray } from "../../../lib/ndarray.ts";
import { loadTensorFlow } from "../../../lib/tfjs/index.ts";
import { digits, falls, images, random, same, startEachAnew, sumsOf } from "./data.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
type Tensor = any;

const { tf } = await loadTensorFlow();
const folder = mkdtempSync(join(tmpdir(), "keras-day-tutorials-"));
startEachAnew();

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
  model.compile({
    optimizer: new keras.optimizers.Adam(1e-5),
    loss: new keras.losses.BinaryCrossentropy({ fromLogits: true }),
    metrics: [new keras.metrics.BinaryAccuracy()],
  });
  await model.fit(data, labels, { epochs: 1, verbose: 0 });
  assert.notDeepEqual([...baseModel.getWeights()[0].values], [...before[0].values]);
  // BatchNormalization keeps its means and variances.
  for (const i of [4, 5]) same(baseModel.getWeights()[i], before[i]);
});

test("example: knowledge distillation by a computeLoss of the model's own", async () => {
  class Distiller extends keras.Model {
    private readonly studentLoss = new keras.metrics.Mean({ name: "student_loss" });
    private readonly lossFn = new keras.losses.SparseCategoricalCrossentropy({ fromLogits: true });
    private readonly divergence = new keras.losses.KLDivergence();

    constructor(
      readonly student: keras.Sequential,
      readonly teacher: keras.Sequential,
    ) {
      super();
    }

    override computeLoss({ x, y, yPred }: Tensor): Tensor {
      const soft = (logits: Tensor) => tf.softmax(tf.div(logits, 10));
      const studentLoss = this.lossFn.call(y, yPred) as Tensor;
      this.studentLoss.updateState(studentLoss);
      const teacherPred = this.teacher.apply(x, { training: false });
      const distillation = this.divergence.call(soft(teacherPred), soft(yPred)) as Tensor;
      return tf.add(tf.mul(0.1, studentLoss), tf.mul(0.9 * 10 ** 2, distillation));
    }

    override call(x: Tensor): Tensor {
      return this.student.apply(x);
    }
  }
  const network = (units: number) =>
    new keras.Sequential([
      keras.Input({ shape: [784] }),
      new layers.Dense(units, { activation: "relu" }),
      new layers.Dense(10),
    ]);
  const [x, y] = digits();
  const distiller = new Distiller(network(4), network(8));
  distiller.compile({ optimizer: "adam", metrics: ["sparse_categorical_accuracy"] });
  const { history } = await distiller.fit(x, y, { epochs: 3, verbose: 0 });
  falls(history.loss);
  assert.deepEqual(Object.keys(history), ["loss", "sparse_categorical_accuracy", "student_loss"]);
});

test("book: Hands-On Machine Learning, own losses, regularizers and metrics", async () => {
  class HuberLoss extends keras.losses.Loss {
    constructor(readonly threshold: number) {
      super();
    }

    override call(yTrue: Tensor, yPred: Tensor): Tensor {
      const error = tf.sub(yTrue, yPred);
      const linear = tf.sub(tf.mul(this.threshold, tf.abs(error)), this.threshold ** 2 / 2);
      return tf.where(tf.less(tf.abs(error), this.threshold), tf.div(tf.square(error), 2), linear);
    }
  }
  class MyL1 extends keras.regularizers.Regularizer {
    constructor(readonly factor: number) {
      super();
    }

    override call(weights: Tensor): Tensor {
      return tf.sum(tf.abs(tf.mul(this.factor, weights)));
    }

    override getConfig() {
      return { factor: this.factor };
    }
  }
  class SquaredError extends keras.metrics.Metric {
    private readonly total = this.addWeight({ name: "total" });
    private readonly count = this.addWeight({ name: "count" });

    constructor() {
      super("squared_error");
    }

    override updateState(yTrue: Tensor, yPred: Tensor): void {
      this.total.assignAdd(tf.sum(tf.square(tf.sub(yTrue, yPred))));
      this.count.assignAdd(yTrue.size);
    }

    override result(): Tensor {
      return this.total.read().div(this.count.read());
    }
  }
  const model = new keras.Sequential([
    keras.Input({ shape: [4] }),
    new layers.Dense(8, { activation: "relu", kernelRegularizer: new MyL1(0.01) }),
    new layers.Dense(1),
  ]);
  model.compile({ loss: new HuberLoss(0.5), optimizer: "nadam", metrics: [new SquaredError(), "mse"] });
  const x = random(32, 4);
  const { history } = await model.fit(x, sumsOf(x), { epochs: 4, verbose: 0 });
  falls(history.loss);
  history.squared_error.forEach((value, i) => {
    assert.ok(Math.abs(value - history.mse[i]) < 1e-5, `${value} ${history.mse[i]}`);
  });
});
