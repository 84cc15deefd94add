import { Input, layers, losses, Model, metrics, optimizers, utils } from "../../../../lib/keras/index.ts";
import { fixed, ints, map, quiet, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' guide "Training & evaluation with the built-in methods". */
export async function trainingGuide(): Promise<unknown> {
  const get = () => {
    const i = Input({ shape: [6], name: "digits" });
    let x = new Dense(8, { activation: "relu", name: "dense_1" }).apply(i);
    x = new Dense(8, { activation: "relu", name: "dense_2" }).apply(x);
    const m = new Model({
      inputs: i,
      outputs: new Dense(3, { activation: "softmax", name: "predictions" }).apply(x),
    });
    fixed(m);
    return m;
  };
  const x = real(1, 32, 6),
    y = ints(2, 3, 32);
  utils.setRandomSeed(1);
  const m = get();
  m.compile({
    optimizer: new optimizers.RMSprop({ learningRate: 1e-3 }),
    loss: new losses.SparseCategoricalCrossentropy(),
    metrics: [new metrics.SparseCategoricalAccuracy()],
  });
  const h = await m.fit(x, y, {
    batchSize: 8,
    epochs: 2,
    validationData: [real(3, 8, 6), ints(4, 3, 8)],
    ...quiet,
  });
  const e = await m.evaluate(x, y, { batchSize: 16, ...quiet });
  const customMse = (yTrue: T, yPred: T) => tf.mean(tf.square(tf.sub(yTrue, yPred)), -1);
  const m2 = get();
  m2.compile({ optimizer: new optimizers.Adam(), loss: customMse });
  const h2 = await m2.fit(x, utils.toCategorical(y, 3), { batchSize: 8, epochs: 1, ...quiet });
  class CustomMSE extends losses.Loss {
    constructor(
      readonly regularizationFactor = 0.1,
      name = "custom_mse",
    ) {
      super({ name });
    }
    override call(yTrue: T, yPred: T) {
      const mse = tf.mean(tf.square(tf.sub(yTrue, yPred)), -1);
      const reg = tf.mean(tf.square(tf.sub(0.5, yPred)), -1);
      return tf.add(mse, tf.mul(reg, this.regularizationFactor));
    }
  }
  const m3 = get();
  m3.compile({ optimizer: new optimizers.Adam(), loss: new CustomMSE() });
  const h3 = await m3.fit(x, utils.toCategorical(y, 3), { batchSize: 8, epochs: 1, ...quiet });
  class CategoricalTruePositives extends metrics.Metric {
    truePositives = this.addVariable({ shape: [], name: "ctp", initializer: "zeros" });
    constructor(name = "categorical_true_positives") {
      super(name);
    }
    override updateState(yTrue: T, yPred: T): void {
      const p = tf.reshape(tf.argMax(yPred, 1), [-1, 1]);
      this.truePositives.assignAdd(
        tf.sum(tf.cast(tf.equal(tf.cast(tf.reshape(yTrue, [-1, 1]), "int32"), p), "float32")),
      );
    }
    override result(): T {
      return this.truePositives;
    }
  }
  const m4 = get();
  m4.compile({
    optimizer: new optimizers.RMSprop(1e-3),
    loss: new losses.SparseCategoricalCrossentropy(),
    metrics: [new CategoricalTruePositives()],
  });
  const h4 = await m4.fit(x, y, { batchSize: 8, epochs: 2, ...quiet });
  const sw = map(y, (v) => (v === 2 ? 2 : 1));
  const m5 = get();
  m5.compile({
    optimizer: "rmsprop",
    loss: "sparse_categorical_crossentropy",
    metrics: ["accuracy"],
    weightedMetrics: ["accuracy"],
  });
  const h5 = await m5.fit(x, y, { sampleWeight: sw, batchSize: 8, epochs: 1, ...quiet });
  return [h.history, e, h2.history, h3.history, h4.history, h5.history];
}
