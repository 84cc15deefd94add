import type * as keras from "../../../../lib/keras/index.ts";
import { Input, layers, losses, Model, metrics, optimizers } from "../../../../lib/keras/index.ts";
import { fixed, map, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Variational autoencoder". */
export async function vaeConvolutional(): Promise<unknown> {
  class Sampling extends layers.Layer {
    override call([zMean, zLogVar]: T[]): T {
      const epsilon = tf.tensor1d([...real(5, 2).values]);
      return tf.add(zMean, tf.mul(tf.exp(tf.mul(0.5, zLogVar)), epsilon));
    }
  }
  const encoderInputs = Input({ shape: [8, 8, 1] });
  let x = new layers.Conv2D(4, 3, { activation: "relu", strides: 2, padding: "same" }).apply(encoderInputs);
  x = new layers.Conv2D(6, 3, { activation: "relu", strides: 2, padding: "same" }).apply(x);
  x = new layers.Flatten().apply(x);
  x = new Dense(6, { activation: "relu" }).apply(x);
  const zMean = new Dense(2, { name: "z_mean" }).apply(x);
  const zLogVar = new Dense(2, { name: "z_log_var" }).apply(x);
  const encoder = new Model(encoderInputs, [zMean, zLogVar, new Sampling().apply([zMean, zLogVar])], {
    name: "encoder",
  });
  const latentInputs = Input({ shape: [2] });
  x = new Dense(2 * 2 * 6, { activation: "relu" }).apply(latentInputs);
  x = new layers.Reshape([2, 2, 6]).apply(x);
  x = new layers.Conv2DTranspose(6, 3, { activation: "relu", strides: 2, padding: "same" }).apply(x);
  x = new layers.Conv2DTranspose(4, 3, { activation: "relu", strides: 2, padding: "same" }).apply(x);
  const decoderOutputs = new layers.Conv2DTranspose(1, 3, { activation: "sigmoid", padding: "same" }).apply(
    x,
  );
  const decoder = new Model(latentInputs, decoderOutputs, { name: "decoder" });
  fixed(encoder);
  fixed(decoder);
  class VAE extends Model {
    totalLossTracker = new metrics.Mean({ name: "total_loss" });
    reconstructionLossTracker = new metrics.Mean({ name: "reconstruction_loss" });
    klLossTracker = new metrics.Mean({ name: "kl_loss" });
    constructor(
      readonly encoder: T,
      readonly decoder: keras.Model,
    ) {
      super();
    }
    override get metrics() {
      return [this.totalLossTracker, this.reconstructionLossTracker, this.klLossTracker];
    }
    override trainStep(data: T) {
      let reconstructionLoss: T;
      let klLoss: T;
      const { value: totalLoss, grads } = tf.variableGrads(() => {
        const [zMean, zLogVar, z] = this.encoder.apply(data);
        const reconstruction = this.decoder.apply(z);
        reconstructionLoss = tf.keep(
          tf.mean(tf.sum(losses.binaryCrossentropy(data, reconstruction), [1, 2])),
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
  const vae = new VAE(encoder, decoder);
  vae.compile({ optimizer: new optimizers.Adam() });
  const history = await vae.fit(map(real(1, 12, 8, 8, 1), Math.abs), {
    epochs: 2,
    batchSize: 4,
    shuffle: false,
    verbose: 0,
  });
  return [history.history, await vae.decoder.predict([[0.5, -1]], { verbose: 0 })];
}
