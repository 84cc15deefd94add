import { Input, layers, losses, Model, metrics, optimizers } from "../../../../lib/keras/index.ts";
import { fixed, ints, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' guide "Writing a training loop from scratch". */
export async function ownLoop(): Promise<unknown> {
  const i = Input({ shape: [5] });
  const m = new Model(i, new Dense(3).apply(new Dense(6, { activation: "relu" }).apply(i)));
  fixed(m);
  const opt = new optimizers.Adam(1e-2),
    lossFn = new losses.SparseCategoricalCrossentropy({ fromLogits: true }),
    tr = new metrics.SparseCategoricalAccuracy(),
    va = new metrics.SparseCategoricalAccuracy();
  const X = tf.tensor(real(1, 20, 5).values, [20, 5]),
    Y = tf.tensor(ints(1, 3, 20).values, [20]);
  const out: T[] = [];
  for (let epoch = 0; epoch < 2; epoch++) {
    for (let step = 0; step < 4; step++) {
      const x = X.slice([step * 5], [5]),
        y = Y.slice([step * 5], [5]);
      let logits: T;
      let loss: T;
      opt.minimize(() => {
        logits = tf.keep(m.apply(x, { training: true }));
        loss = tf.keep(lossFn.call(y, logits));
        return loss.clone();
      }, m.trainableWeights);
      tr.updateState(y, logits);
      out.push(loss.dataSync()[0]);
    }
    out.push(tr.result());
    tr.resetState();
    va.updateState(ints(2, 3, 4), m.apply(real(2, 4, 5), { training: false }));
    out.push(va.result());
    va.resetState();
  }
  m.compile({ optimizer: "sgd", loss: lossFn, metrics: ["accuracy"] });
  out.push(m.trainOnBatch(real(1, 5, 5), ints(1, 3, 5)), m.testOnBatch(real(1, 5, 5), ints(1, 3, 5)));
  return out;
}
