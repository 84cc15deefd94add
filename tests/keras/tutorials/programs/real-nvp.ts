import { Input, layers, Model, metrics, ops, optimizers, regularizers } from "../../../../lib/keras/index.ts";
import { fixed, noShuffle, real, type T } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Density estimation using Real NVP". */
export async function realNvp(): Promise<unknown> {
  const penalty = () => ({ kernelRegularizer: regularizers.l2(0.01) });
  function coupling(width: number) {
    const inputs = Input({ shape: [width] });
    let t = new Dense(4, { activation: "relu", ...penalty() }).apply(inputs);
    t = new Dense(width, penalty()).apply(t);
    let s = new Dense(4, { activation: "relu", ...penalty() }).apply(inputs);
    s = new Dense(width, { activation: "tanh", ...penalty() }).apply(s);
    return new Model(inputs, [s, t]);
  }
  class RealNVP extends Model {
    masks: number[][];
    lossTracker = new metrics.Mean({ name: "loss" });
    layersList: ReturnType<typeof coupling>[];
    constructor(readonly couplings: number) {
      super();
      this.masks = Array.from({ length: couplings }, (_, i) => (i % 2 === 0 ? [0, 1] : [1, 0]));
      this.layersList = Array.from({ length: couplings }, () => coupling(2));
    }
    override get metrics() {
      return [this.lossTracker];
    }
    override call(x: T, { training = true }: T): T {
      let logDetInv: T = 0;
      const direction = training ? -1 : 1;
      const order = [...Array(this.couplings).keys()];
      for (const i of training ? order.reverse() : order) {
        const masked = ops.multiply(x, this.masks[i]);
        const reversed = ops.subtract(1, this.masks[i]);
        let [s, t]: T = this.layersList[i].apply(masked);
        s = ops.multiply(s, reversed);
        t = ops.multiply(t, reversed);
        const gate = (direction - 1) / 2;
        const scaled = ops.multiply(x, ops.exp(ops.multiply(direction, s)));
        const moved = ops.multiply(ops.multiply(direction, t), ops.exp(ops.multiply(gate, s)));
        x = ops.add(ops.multiply(reversed, ops.add(scaled, moved)), masked);
        logDetInv = ops.add(logDetInv, ops.multiply(gate, ops.sum(s, 1)));
      }
      return [x, logDetInv];
    }
    logLoss(x: T): T {
      const [y, logdet]: T = this.apply(x, { training: true });
      const density = ops.subtract(ops.multiply(-0.5, ops.sum(ops.square(y), 1)), Math.log(2 * Math.PI));
      return ops.negative(ops.mean(ops.add(density, logdet)));
    }
    override trainStep(data: T): T {
      let loss: T;
      this.optimizer.minimize(() => {
        loss = this.logLoss(data);
        return loss;
      }, this.trainableVariables);
      this.lossTracker.updateState(loss);
      return { loss: this.lossTracker.result() };
    }
    override testStep(data: T): T {
      this.lossTracker.updateState(this.logLoss(data));
      return { loss: this.lossTracker.result() };
    }
  }
  const data = real(1, 12, 2);
  const norm = new layers.Normalization();
  norm.adapt(data);
  const x = norm.apply(data);
  const model = new RealNVP(4);
  for (const layer of model.layersList) fixed(layer);
  model.compile({ optimizer: new optimizers.Adam(0.01) });
  const { history } = await model.fit(x, {
    batchSize: 4,
    epochs: 2,
    ...noShuffle,
    validationData: [x.slice(0, 4)],
  });
  const [z, logDet]: T = model.apply(x.slice(0, 3), { training: false });
  return [history, z, logDet, norm.mean?.reshape([1, 2]), norm.variance?.reshape([1, 2])];
}
