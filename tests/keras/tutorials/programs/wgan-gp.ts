import { Input, layers, Model, optimizers, Sequential } from "../../../../lib/keras/index.ts";
import { fixed, noShuffle, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "WGAN-GP overriding Model.train_step". */
export async function wganGp(): Promise<unknown> {
  class WGAN extends Model {
    dOptimizer: T;
    gOptimizer: T;
    dLossFn: T;
    gLossFn: T;
    constructor(
      readonly discriminator: T,
      readonly generator: T,
      readonly latentDim: number,
      readonly dSteps = 2,
      readonly gpWeight = 10,
    ) {
      super();
    }
    override compile({ dOptimizer, gOptimizer, dLossFn, gLossFn }: T) {
      super.compile();
      Object.assign(this, { dOptimizer, gOptimizer, dLossFn, gLossFn });
    }
    gradientPenalty(r: T, f: T): T {
      const inter = tf.add(r, tf.mul(0.3, tf.sub(f, r)));
      const gr = tf.grad((x: T) => this.discriminator.apply(x, { training: true }))(inter);
      const norm = tf.sqrt(tf.sum(tf.square(gr), [1]));
      return tf.mean(tf.square(tf.sub(norm, 1)));
    }
    override trainStep(r: T): T {
      const z = tf.tensor(real(9, 4, this.latentDim).values, [4, this.latentDim]);
      let dLoss: T;
      for (let i = 0; i < this.dSteps; i++) {
        const { value, grads } = tf.variableGrads(() => {
          const fake = this.generator.apply(z, { training: true });
          const fl = this.discriminator.apply(fake, { training: true }),
            rl = this.discriminator.apply(r, { training: true });
          return tf.add(this.dLossFn(rl, fl), tf.mul(this.gradientPenalty(r, fake), this.gpWeight));
        }, undefined);
        this.dOptimizer.apply(grads, this.discriminator.trainableVariables);
        dLoss = value;
      }
      const g = tf.variableGrads(() =>
        this.gLossFn(
          this.discriminator.apply(this.generator.apply(z, { training: true }), { training: true }),
        ),
      );
      this.gOptimizer.apply(g.grads, this.generator.trainableVariables);
      return { d_loss: dLoss, g_loss: g.value };
    }
  }
  const dis = new Sequential([Input({ shape: [4] }), new Dense(6), new layers.LeakyReLU(0.2), new Dense(1)]),
    gen = new Sequential([
      Input({ shape: [3] }),
      new Dense(6, { activation: "relu" }),
      new Dense(4, { activation: "tanh" }),
    ]);
  fixed(dis);
  fixed(gen);
  const adam = () => new optimizers.Adam(0.0002, { beta1: 0.5, beta2: 0.9 });
  const w = new WGAN(dis, gen, 3);
  w.compile({
    dOptimizer: adam(),
    gOptimizer: adam(),
    gLossFn: (f: T) => tf.neg(tf.mean(f)),
    dLossFn: (a: T, b: T) => tf.sub(tf.mean(b), tf.mean(a)),
  });
  const h = await w.fit(real(1, 12, 4), { batchSize: 4, epochs: 2, ...noShuffle });
  return [h.history, dis.apply(real(2, 2, 4)), gen.apply(real(2, 2, 3))];
}
