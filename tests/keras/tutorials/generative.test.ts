/** Keras' examples with training steps of their own, words and tables of several kinds. Line by line, on small synthetic data. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as keras from "../../../lib/keras/index.ts";
import { layers } from "../../../lib/keras/index.ts";
import { loadTensorFlow } from "../../../lib/tfjs/index.ts";
import { falls, random, startEachAnew } from "./data.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
type Tensor = any;

const { tf } = await loadTensorFlow();
startEachAnew();

test("example: DCGAN with a trainStep of its own", async () => {
  const latentDim = 8;
  const discriminator = new keras.Sequential(
    [
      keras.Input({ shape: [8, 8, 1] }),
      new layers.Conv2D(8, { kernelSize: 4, strides: 2, padding: "same" }),
      new layers.LeakyReLU({ negativeSlope: 0.2 }),
      new layers.Flatten(),
      new layers.Dropout(0.2),
      new layers.Dense(1, { activation: "sigmoid" }),
    ],
    { name: "discriminator" },
  );
  const generator = new keras.Sequential(
    [
      keras.Input({ shape: [latentDim] }),
      new layers.Dense(4 * 4 * 8),
      new layers.Reshape([4, 4, 8]),
      new layers.Conv2DTranspose(8, { kernelSize: 4, strides: 2, padding: "same" }),
      new layers.LeakyReLU({ negativeSlope: 0.2 }),
      new layers.Conv2D(1, { kernelSize: 5, padding: "same", activation: "sigmoid" }),
    ],
    { name: "generator" },
  );
  class GAN extends keras.Model {
    private dOptimizer!: Tensor;
    private gOptimizer!: Tensor;
    private lossFn!: Tensor;
    private readonly dLossMetric = new keras.metrics.Mean({ name: "d_loss" });
    private readonly gLossMetric = new keras.metrics.Mean({ name: "g_loss" });

    constructor(
      readonly discriminator: Tensor,
      readonly generator: Tensor,
      readonly latentDim: number,
    ) {
      super();
    }

    override compile({ dOptimizer, gOptimizer, lossFn }: Tensor): void {
      super.compile({});
      this.dOptimizer = dOptimizer;
      this.gOptimizer = gOptimizer;
      this.lossFn = lossFn;
    }

    override get metrics() {
      return [this.dLossMetric, this.gLossMetric];
    }

    override trainStep(realImages: Tensor): Record<string, unknown> {
      const batchSize = realImages.shape[0];
      const generated = this.generator.apply(
        tf.randomNormal([batchSize, this.latentDim], 0, 1, "float32", 1),
      );
      const combined = tf.concat([generated, realImages], 0);
      const labels = tf.concat([tf.ones([batchSize, 1]), tf.zeros([batchSize, 1])], 0);
      const d = tf.variableGrads(() => this.lossFn.call(labels, this.discriminator.apply(combined)));
      this.dOptimizer.apply(d.grads, this.discriminator.trainableWeights);
      const misleading = tf.zeros([batchSize, 1]);
      const noise = tf.randomNormal([batchSize, this.latentDim], 0, 1, "float32", 2);
      const g = tf.variableGrads(() => {
        const predictions = this.discriminator.apply(this.generator.apply(noise));
        return this.lossFn.call(misleading, predictions);
      });
      this.gOptimizer.apply(g.grads, this.generator.trainableWeights);
      this.dLossMetric.updateState(d.value);
      this.gLossMetric.updateState(g.value);
      return { d_loss: this.dLossMetric.result(), g_loss: this.gLossMetric.result() };
    }
  }
  const gan = new GAN(discriminator, generator, latentDim);
  gan.compile({
    dOptimizer: new keras.optimizers.Adam({ learningRate: 0.001 }),
    gOptimizer: new keras.optimizers.Adam({ learningRate: 0.001 }),
    lossFn: new keras.losses.BinaryCrossentropy(),
  });
  const { history } = await gan.fit(random(16, 8, 8, 1), { epochs: 2, batchSize: 8, verbose: 0 } as never);
  assert.ok([...history.d_loss, ...history.g_loss].every(Number.isFinite));
  assert.equal(history.d_loss.length, 2);
});

test("example: text classification from scratch", async () => {
  const texts = Array.from({ length: 40 }, (_, i) =>
    i % 2 === 0 ? `A great and lovely film, number ${i}!` : `A boring and <br /> awful film, number ${i}.`,
  );
  const labels = texts.map((_, i) => 1 - (i % 2));
  const vectorizeLayer = new layers.TextVectorization({
    maxTokens: 200,
    outputMode: "int",
    outputSequenceLength: 12,
  });
  vectorizeLayer.adapt(texts);
  const inputs = keras.Input({ shape: [null], dtype: "int64" });
  let x = new layers.Embedding(200, 8).apply(inputs);
  x = new layers.Dropout(0.5).apply(x);
  x = new layers.Conv1D(8, 3, { padding: "valid", activation: "relu", strides: 1 }).apply(x);
  x = new layers.Conv1D(8, 3, { padding: "valid", activation: "relu", strides: 1 }).apply(x);
  x = new layers.GlobalMaxPooling1D().apply(x);
  x = new layers.Dense(8, { activation: "relu" }).apply(x);
  x = new layers.Dropout(0.5).apply(x);
  const predictions = new layers.Dense(1, { activation: "sigmoid", name: "predictions" }).apply(x);
  const model = new keras.Model(inputs, predictions);
  model.compile({ loss: "binary_crossentropy", optimizer: "adam", metrics: ["accuracy"] });
  const data = vectorizeLayer.apply(texts) as never;
  const { history } = await model.fit(data, labels, { epochs: 6, batchSize: 8, verbose: 0 });
  falls(history.loss);
  // A string input
  const strings = keras.Input({ shape: [1], dtype: "string" });
  const indices = vectorizeLayer.apply(strings);
  const endToEndModel = new keras.Model(strings, model.apply(indices));
  endToEndModel.compile({ loss: "binary_crossentropy", optimizer: "adam", metrics: ["accuracy"] });
  assert.deepEqual(
    await endToEndModel.evaluate(texts, labels, { verbose: 0 }),
    await model.evaluate(data, labels, { verbose: 0 }),
  );
});

test("example: structured data classification", async () => {
  const ages = random(40, 1).values.map((value) => 30 + Math.round(value * 40));
  const thal = Array.from({ length: 40 }, (_, i) => ["fixed", "normal", "reversible"][i % 3]);
  const targets = Array.from(ages, (age, i) => Number(age > 50 && thal[i] !== "normal"));
  const age = new layers.Normalization();
  age.adapt(Array.from(ages, (value) => [value]));
  const lookup = new layers.StringLookup({ outputMode: "one_hot" });
  lookup.adapt(thal);
  const ageInput = keras.Input({ shape: [1], name: "age" });
  const thalInput = keras.Input({ shape: [1], name: "thal", dtype: "string" });
  const bins = new layers.Discretization({ numBins: 4 });
  bins.adapt(Array.from(ages, (value) => [value]));
  const crossing = new layers.HashedCrossing({ numBins: 8, outputMode: "one_hot" });
  const encodedAge = new layers.Discretization({ binBoundaries: bins.binBoundaries as number[] });
  const ageBin = keras.Input({ shape: [1], name: "age_bin", dtype: "int64" });
  const allFeatures = layers.concatenate([
    age.apply(ageInput),
    lookup.apply(thalInput),
    crossing.apply([ageBin, thalInput]),
  ]);
  let x = new layers.Dense(32, { activation: "relu" }).apply(allFeatures);
  x = new layers.Dropout(0.5).apply(x);
  const output = new layers.Dense(1, { activation: "sigmoid" }).apply(x);
  const model = new keras.Model([ageInput, thalInput, ageBin], output);
  model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  const column = Array.from(ages, (value) => [value]);
  const data = { age: column, thal, age_bin: encodedAge.apply(column) };
  const { history } = await model.fit(data, targets, { epochs: 8, batchSize: 8, verbose: 0 });
  falls(history.loss);
  const sample = { age: [[60]], thal: [["fixed"]], age_bin: encodedAge.apply([[60]]) };
  const [probability] = (await model.predict(sample)).values;
  assert.ok(probability > 0 && probability < 1);
});
