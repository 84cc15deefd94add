import { Input, layers, losses, Model, metrics, optimizers } from "../../../../lib/keras/index.ts";
import { fixed, map, noShuffle, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** A variational autoencoder of rows. */
export async function vae(): Promise<unknown> {
  class Sampling extends layers.Layer {
    override call([m, l]: T): T {
      return tf.add(m, tf.mul(tf.exp(tf.mul(0.5, l)), 0.3));
    }
  }
  const i = Input({ shape: [6] });
  const h = new Dense(5, { activation: "relu" }).apply(i);
  const zm = new Dense(2, { name: "z_mean" }).apply(h),
    zl = new Dense(2, { name: "z_log_var" }).apply(h);
  const z = new Sampling().apply([zm, zl]);
  const enc = new Model(i, [zm, zl, z], { name: "encoder" });
  const li = Input({ shape: [2] });
  const dec = new Model(
    li,
    new Dense(6, { activation: "sigmoid" }).apply(new Dense(5, { activation: "relu" }).apply(li)),
    { name: "decoder" },
  );
  fixed(enc);
  fixed(dec);
  class VAE extends Model {
    t = new metrics.Mean({ name: "total_loss" });
    r = new metrics.Mean({ name: "reconstruction_loss" });
    k = new metrics.Mean({ name: "kl_loss" });
    constructor(
      readonly encoder: T,
      readonly decoder: T,
    ) {
      super();
    }
    override get metrics() {
      return [this.t, this.r, this.k];
    }
    override trainStep(data: T): T {
      let rl: T, kl: T;
      const { value: t, grads } = tf.variableGrads(() => {
        const [m, l, z] = this.encoder.apply(data);
        const rec = this.decoder.apply(z);
        rl = tf.keep(tf.mean(losses.binaryCrossentropy(data, rec)));
        kl = tf.keep(tf.mean(tf.sum(tf.mul(-0.5, tf.sub(tf.sub(tf.add(1, l), tf.square(m)), tf.exp(l))), 1)));
        return tf.add(rl, kl);
      });
      this.optimizer.apply(grads, this.trainableWeights);
      this.t.updateState(t);
      this.r.updateState(rl);
      this.k.updateState(kl);
      return { loss: this.t.result(), reconstruction_loss: this.r.result(), kl_loss: this.k.result() };
    }
  }
  const v = new VAE(enc, dec);
  v.compile({ optimizer: new optimizers.Adam() });
  return (await v.fit(map(real(1, 12, 6), Math.abs), { epochs: 3, batchSize: 4, ...noShuffle })).history;
}
