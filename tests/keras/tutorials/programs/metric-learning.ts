import { Input, layers, losses, Model, optimizers, utils } from "../../../../lib/keras/index.ts";
import { NDArray } from "../../../../lib/ndarray.ts";
import { fixed, noShuffle, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Metric learning for image similarity search". */
export async function metricLearning(): Promise<unknown> {
  class EmbeddingModel extends Model {
    override trainStep(data: T): T {
      const [anchors, positives] = tf.unstack(Array.isArray(data) ? data[0] : data);
      let sim: T;
      const lab = tf.range(0, 4, 1);
      const { value: loss, grads } = tf.variableGrads(() => {
        const a = this.apply(anchors, { training: true }),
          p = this.apply(positives, { training: true });
        sim = tf.div(tf.matMul(a, p, false, true), 0.2);
        return this.computeLoss({ y: lab, yPred: tf.keep(sim) });
      });
      this.optimizer.apply(grads, this.trainableVariables);
      for (const metric of this.metrics as T[]) {
        if (metric.name === "loss") metric.updateState(loss);
        else metric.updateState(lab, sim);
      }
      return Object.fromEntries(this.metrics.map((m) => [m.name, m.result()]));
    }
  }
  const i = Input({ shape: [6, 6, 2] });
  const x = new layers.GlobalAveragePooling2D().apply(
    new layers.Conv2D(4, 3, { strides: 2, activation: "relu" }).apply(i),
  );
  const e = new layers.UnitNormalization().apply(new Dense(5, { activation: null }).apply(x));
  const m = new EmbeddingModel({ inputs: i, outputs: e });
  fixed(m);
  m.compile({
    optimizer: new optimizers.Adam(1e-3),
    loss: new losses.SparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ["accuracy"],
  });
  class Pairs extends utils.PyDataset {
    get length() {
      return 3;
    }
    getItem(k: number): T {
      return new NDArray(
        Float32Array.from([...real(k, 4, 6, 6, 2).values, ...real(k + 7, 4, 6, 6, 2).values]),
        [2, 4, 6, 6, 2],
      );
    }
  }
  return (await m.fit(new Pairs(), { epochs: 2, ...noShuffle })).history;
}
