import { Input, layers, Model, metrics, optimizers, utils } from "../../../../lib/keras/index.ts";
import { fixed, noShuffle, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Image similarity estimation using a siamese network with a triplet loss". */
export async function siamese(): Promise<unknown> {
  const i = Input({ shape: [6] });
  const e = new Model(i, new Dense(4, { activation: "tanh" }).apply(i));
  fixed(e);
  const [a, p, n] = ["anchor", "positive", "negative"].map((name) => Input({ shape: [6], name }));
  class DistanceLayer extends layers.Layer {
    override call(anchor: T, positive: T, negative: T): T {
      return [
        tf.sum(tf.square(tf.sub(anchor, positive)), -1),
        tf.sum(tf.square(tf.sub(anchor, negative)), -1),
      ];
    }
  }
  const dist = new DistanceLayer().apply(e.apply(a), e.apply(p), e.apply(n));
  const net = new Model([a, p, n], dist);
  class SiameseModel extends Model {
    lossTracker = new metrics.Mean({ name: "loss" });
    constructor(
      readonly net: T,
      readonly margin = 0.5,
    ) {
      super();
    }
    override call(x: T): T {
      return this.net.apply(x);
    }
    override trainStep(data: T): T {
      const { grads } = tf.variableGrads(() => tf.sum(this.lossOf(data)));
      const l = this.lossOf(data);
      this.optimizer.apply(grads, this.net.trainableWeights);
      this.lossTracker.updateState(l);
      return { loss: this.lossTracker.result() };
    }
    lossOf(data: T): T {
      const [ap, an] = this.net.apply(data);
      return tf.maximum(tf.add(tf.sub(ap, an), this.margin), 0);
    }
    override get metrics() {
      return [this.lossTracker];
    }
  }
  class D extends utils.PyDataset {
    get length() {
      return 3;
    }
    getItem(k: number): T {
      return [real(k, 4, 6), real(k + 5, 4, 6), real(k + 9, 4, 6)];
    }
  }
  const s = new SiameseModel(net);
  s.compile({ optimizer: new optimizers.Adam(0.01) });
  return (await s.fit(new D(), { epochs: 2, ...noShuffle })).history;
}
