import {
  Input,
  layers,
  losses,
  Model,
  metrics,
  optimizers,
  Sequential,
} from "../../../../lib/keras/index.ts";
import { fixed, noShuffle, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** The GAN of Keras' guide "Customizing what happens in fit()". */
export async function gan(): Promise<unknown> {
  class GAN extends Model {
    dLossTracker = new metrics.Mean({ name: "d_loss" });
    gLossTracker = new metrics.Mean({ name: "g_loss" });
    dOptimizer: T;
    gOptimizer: T;
    lossFn: T;
    constructor(
      readonly discriminator: T,
      readonly generator: T,
      readonly latentDim: number,
    ) {
      super();
    }
    override get metrics() {
      return [this.dLossTracker, this.gLossTracker];
    }
    override compile({ dOptimizer, gOptimizer, lossFn }: T) {
      super.compile();
      this.dOptimizer = dOptimizer;
      this.gOptimizer = gOptimizer;
      this.lossFn = lossFn;
    }
    override trainStep(realImages: T): T {
      const n = 5;
      const z = tf.tensor(real(9, n, this.latentDim).values, [n, this.latentDim]);
      const gen = this.generator.apply(z);
      const comb = tf.concat([gen, realImages], 0);
      const labels = tf.concat([tf.ones([n, 1]), tf.zeros([n, 1])], 0);
      const d = tf.variableGrads(() => this.lossFn.call(labels, this.discriminator.apply(comb)));
      this.dOptimizer.apply(d.grads, this.discriminator.trainableWeights);
      const g = tf.variableGrads(() =>
        this.lossFn.call(tf.zeros([n, 1]), this.discriminator.apply(this.generator.apply(z))),
      );
      this.gOptimizer.apply(g.grads, this.generator.trainableWeights);
      this.dLossTracker.updateState(d.value);
      this.gLossTracker.updateState(g.value);
      return { d_loss: this.dLossTracker.result(), g_loss: this.gLossTracker.result() };
    }
  }
  const dis = new Sequential([
      Input({ shape: [4] }),
      new Dense(6),
      new layers.LeakyReLU({ negativeSlope: 0.2 }),
      new Dense(1),
    ]),
    gen = new Sequential([Input({ shape: [3] }), new Dense(6, { activation: "relu" }), new Dense(4)]);
  fixed(dis);
  fixed(gen);
  const g = new GAN(dis, gen, 3);
  g.compile({
    dOptimizer: new optimizers.Adam(0.0003),
    gOptimizer: new optimizers.Adam(0.0003),
    lossFn: new losses.BinaryCrossentropy({ fromLogits: true }),
  });
  const h = await g.fit(real(1, 20, 4), { epochs: 3, batchSize: 5, ...noShuffle });
  return [h.history, gen.apply(real(9, 2, 3))];
}
