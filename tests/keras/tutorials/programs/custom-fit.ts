import { Input, layers, losses, Model, metrics } from "../../../../lib/keras/index.ts";
import { fixed, noShuffle, quiet, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' guide "Customizing what happens in fit()". */
export async function customFit(): Promise<unknown> {
  class CustomModel extends Model {
    override trainStep([x, y]: T): T {
      let yPred: T;
      const { value: loss, grads } = tf.variableGrads(() => {
        yPred = this.apply(x, { training: true });
        return this.computeLoss({ y, yPred });
      });
      this.optimizer.apply(grads, this.trainableWeights);
      for (const metric of this.metrics as T[]) {
        if (metric.name === "loss") metric.updateState(loss);
        else metric.updateState(y, yPred);
      }
      return Object.fromEntries(this.metrics.map((m) => [m.name, m.result()]));
    }
  }
  let i = Input({ shape: [6] });
  const m = new CustomModel({ inputs: i, outputs: new Dense(1).apply(i) });
  fixed(m);
  m.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
  const h = await m.fit(real(1, 20, 6), real(2, 20, 1), { epochs: 3, batchSize: 5, ...noShuffle });
  class Low extends Model {
    lossTracker = new metrics.Mean({ name: "loss" });
    maeMetric = new metrics.MeanAbsoluteError({ name: "mae" });
    lossFn = new losses.MeanSquaredError();
    override trainStep([x, y]: T): T {
      let yPred: T;
      const { value: loss, grads } = tf.variableGrads(() => {
        yPred = this.apply(x, { training: true });
        return this.lossFn.call(y, yPred);
      });
      this.optimizer.apply(grads, this.trainableVariables);
      this.lossTracker.updateState(loss);
      this.maeMetric.updateState(y, yPred);
      return { loss: this.lossTracker.result(), mae: this.maeMetric.result() };
    }
    override testStep([x, y]: T): T {
      const yPred = this.apply(x, { training: false });
      const loss = this.lossFn.call(y, yPred);
      this.lossTracker.updateState(loss);
      this.maeMetric.updateState(y, yPred);
      return Object.fromEntries(this.metrics.map((m) => [m.name, m.result()]));
    }
    override get metrics() {
      return [this.lossTracker, this.maeMetric];
    }
  }
  i = Input({ shape: [6] });
  const m2 = new Low({ inputs: i, outputs: new Dense(1).apply(i) });
  fixed(m2);
  m2.compile({ optimizer: "adam" });
  const h2 = await m2.fit(real(1, 20, 6), real(2, 20, 1), { epochs: 3, batchSize: 8, ...noShuffle });
  const e = await m2.evaluate(real(3, 10, 6), real(4, 10, 1), { ...quiet, returnDict: true });
  class OnlyLoss extends Model {
    override trainStep([x, y]: T): T {
      const { value: loss, grads } = tf.variableGrads(() =>
        tf.mean(tf.square(tf.sub(y, this.apply(x, { training: true })))),
      );
      this.optimizer.apply(grads, this.trainableVariables);
      return { loss };
    }
  }
  i = Input({ shape: [6] });
  const m3 = new OnlyLoss({ inputs: i, outputs: new Dense(1).apply(i) });
  fixed(m3);
  m3.compile({ optimizer: "sgd" });
  const h3 = await m3.fit(real(1, 20, 6), real(2, 20, 1), { epochs: 2, batchSize: 8, ...noShuffle });
  return [h.history, h2.history, e, h3.history, m3.getWeights()];
}
