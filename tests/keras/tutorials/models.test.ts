/** Keras' guides to models: Sequential, and graphs of layers. Line by line, on small synthetic data. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import * as keras from "../../../lib/keras/index.ts";
import { layers } from "../../../lib/keras/index.ts";
import { loadTensorFlow } from "../../../lib/tfjs/index.ts";
import { captured } from "../capture.ts";
import { classesOf, falls, images, random, reviews, same, startEachAnew } from "./data.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
type Tensor = any;

const { tf } = await loadTensorFlow();
const folder = mkdtempSync(join(tmpdir(), "keras-day-tutorials-"));
startEachAnew();

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
  const titleInput = keras.Input({ shape: [null], name: "title" });
  const bodyInput = keras.Input({ shape: [null], name: "body" });
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
