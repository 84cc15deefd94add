/** Keras' examples with training steps of their own, words and tables of several kinds. Line by line, on small synthetic data. */
import assert from "node:assert/strict";
import { test } from "node:test";
import * as keras from "../../../lib/keras/index.ts";
import { layers } from "../../../lib/keras/index.ts";
import { loadTensorFlow } from "../../../lib/tfjs/index.ts";
import { falls, images, random, startEachAnew } from "./data.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
type Tensor = any;

const { tf } = await loadTensorFlow();
startEachAnew();

test("example: variational autoencoder", async () => {
  class Sampling extends layers.Layer {
    override call([zMean, zLogVar]: Tensor): Tensor {
      const [batch, dim] = zMean.shape;
      const epsilon = tf.randomNormal([batch, dim], 0, 1, "float32", 1337);
      return tf.add(zMean, tf.mul(tf.exp(tf.mul(0.5, zLogVar)), epsilon));
    }
  }
  const latentDim = 2;
  const encoderInputs = keras.Input({ shape: [8, 8, 1] });
  let x = new layers.Conv2D(8, 3, { activation: "relu", strides: 2, padding: "same" }).apply(encoderInputs);
  x = new layers.Flatten().apply(x);
  x = new layers.Dense(16, { activation: "relu" }).apply(x);
  const zMean = new layers.Dense(latentDim, { name: "z_mean" }).apply(x);
  const zLogVar = new layers.Dense(latentDim, { name: "z_log_var" }).apply(x);
  const z = new Sampling().apply([zMean, zLogVar]);
  const encoder = new keras.Model(encoderInputs, [zMean, zLogVar, z], { name: "encoder" });

  const latentInputs = keras.Input({ shape: [latentDim] });
  let y = new layers.Dense(4 * 4 * 8, { activation: "relu" }).apply(latentInputs);
  y = new layers.Reshape([4, 4, 8]).apply(y);
  y = new layers.Conv2DTranspose(8, 3, { activation: "relu", strides: 2, padding: "same" }).apply(y);
  const decoderOutputs = new layers.Conv2DTranspose(1, 3, { activation: "sigmoid", padding: "same" }).apply(
    y,
  );
  const decoder = new keras.Model(latentInputs, decoderOutputs, { name: "decoder" });

  class VAE extends keras.Model {
    private readonly totalLossTracker = new keras.metrics.Mean({ name: "total_loss" });
    private readonly reconstructionLossTracker = new keras.metrics.Mean({ name: "reconstruction_loss" });
    private readonly klLossTracker = new keras.metrics.Mean({ name: "kl_loss" });

    constructor(
      readonly encoder: Tensor,
      readonly decoder: Tensor,
    ) {
      super();
    }

    override get metrics() {
      return [this.totalLossTracker, this.reconstructionLossTracker, this.klLossTracker];
    }

    override trainStep(data: Tensor): Record<string, unknown> {
      let reconstructionLoss: Tensor;
      let klLoss: Tensor;
      const { value: totalLoss, grads } = tf.variableGrads(() => {
        const [zMean, zLogVar, z] = this.encoder.apply(data);
        const reconstruction = this.decoder.apply(z);
        reconstructionLoss = tf.keep(
          tf.mean(tf.sum(keras.losses.binaryCrossentropy(data, reconstruction) as Tensor, [1, 2])),
        );
        const kl = tf.mul(-0.5, tf.sub(tf.sub(tf.add(1, zLogVar), tf.square(zMean)), tf.exp(zLogVar)));
        klLoss = tf.keep(tf.mean(tf.sum(kl, 1)));
        return tf.add(reconstructionLoss, klLoss);
      });
      this.optimizer.apply(grads, this.trainableWeights);
      this.totalLossTracker.updateState(totalLoss);
      this.reconstructionLossTracker.updateState(reconstructionLoss);
      this.klLossTracker.updateState(klLoss);
      return {
        loss: this.totalLossTracker.result(),
        reconstruction_loss: this.reconstructionLossTracker.result(),
        kl_loss: this.klLossTracker.result(),
      };
    }
  }
  const [pictures] = images(32, 4, 8);
  const digits = pictures.reshape([32, 8, 8, 1]);
  const vae = new VAE(encoder, decoder);
  vae.compile({ optimizer: new keras.optimizers.Adam() });
  const scaled = (digits.arraySync() as Tensor[]).map((one) =>
    one.map((row: number[][]) => row.map(([v]) => [v / 255])),
  );
  const { history } = await vae.fit(scaled as never, { epochs: 3, batchSize: 16, verbose: 0 } as never);
  falls(history.loss);
  assert.equal(history.kl_loss.length, 3);
});

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

test("example: image similarity with a siamese network and a triplet loss", async () => {
  const embedding = new keras.Sequential([
    keras.Input({ shape: [8, 8, 1] }),
    new layers.Conv2D(4, 3, { activation: "relu" }),
    new layers.Flatten(),
    new layers.Dense(8),
  ]);
  class DistanceLayer extends layers.Layer {
    override call([anchor, positive, negative]: Tensor): Tensor {
      const apDistance = tf.sum(tf.square(tf.sub(anchor, positive)), -1);
      const anDistance = tf.sum(tf.square(tf.sub(anchor, negative)), -1);
      return [apDistance, anDistance];
    }
  }
  const anchorInput = keras.Input({ name: "anchor", shape: [8, 8, 1] });
  const positiveInput = keras.Input({ name: "positive", shape: [8, 8, 1] });
  const negativeInput = keras.Input({ name: "negative", shape: [8, 8, 1] });
  const distances = new DistanceLayer().apply([
    embedding.apply(anchorInput),
    embedding.apply(positiveInput),
    embedding.apply(negativeInput),
  ] as never);
  const siameseNetwork = new keras.Model([anchorInput, positiveInput, negativeInput], distances);
  class SiameseModel extends keras.Model {
    private readonly lossTracker = new keras.metrics.Mean({ name: "loss" });

    constructor(
      readonly siameseNetwork: Tensor,
      readonly margin = 0.5,
    ) {
      super();
    }

    override call(inputs: Tensor): Tensor {
      return this.siameseNetwork.apply(inputs);
    }

    override trainStep(data: Tensor): Record<string, unknown> {
      const { value: loss, grads } = tf.variableGrads(() => this.#loss(data));
      this.optimizer.apply(grads, this.siameseNetwork.trainableWeights);
      this.lossTracker.updateState(loss);
      return { loss: this.lossTracker.result() };
    }

    #loss(data: Tensor): Tensor {
      const [apDistance, anDistance] = this.siameseNetwork.apply(data);
      return tf.mean(tf.maximum(tf.add(tf.sub(apDistance, anDistance), this.margin), 0));
    }

    override get metrics() {
      return [this.lossTracker];
    }
  }
  const model = new SiameseModel(siameseNetwork);
  model.compile({ optimizer: new keras.optimizers.Adam(0.001) });
  const batches = [1, 2].map(() => [random(8, 8, 8, 1), random(8, 8, 8, 1), random(8, 8, 8, 1)]);
  const dataset = { [Symbol.iterator]: () => batches[Symbol.iterator]() };
  const { history } = await model.fit(dataset as never, { epochs: 4, verbose: 0 } as never);
  falls(history.loss);
});
