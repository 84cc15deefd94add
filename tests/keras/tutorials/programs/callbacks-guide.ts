import { callbacks, Input, layers, optimizers, Sequential } from "../../../../lib/keras/index.ts";
import { fixed, noShuffle, real, type T } from "../program-data.ts";

const { Dense } = layers;

/** Keras' guide "Writing your own callbacks". */
export async function callbacksGuide(): Promise<unknown> {
  const log: T[] = [];
  class Log extends callbacks.Callback {
    override onTrainBegin(logs: T) {
      log.push(["tb", Object.keys(logs).sort()]);
    }
    override onEpochBegin(epoch: number) {
      log.push(["eb", epoch]);
    }
    override onEpochEnd(epoch: number, logs: T) {
      log.push(["ee", epoch, { ...logs }]);
    }
    override onTrainBatchEnd(batch: number, logs: T) {
      log.push(["be", batch, { ...logs }]);
    }
    override onTestBegin() {
      log.push(["xb"]);
    }
    override onTrainEnd(logs: T) {
      log.push(["te", Object.keys(logs).sort()]);
    }
  }
  class EarlyStoppingAtMinLoss extends callbacks.Callback {
    bestWeights: T = null;
    wait = 0;
    stoppedEpoch = 0;
    best = Infinity;
    constructor(readonly patience = 0) {
      super();
    }
    override onTrainBegin() {
      this.wait = 0;
      this.stoppedEpoch = 0;
      this.best = Infinity;
    }
    override onEpochEnd(epoch: number, logs: T) {
      const current = logs.loss;
      if (current < this.best) {
        this.best = current;
        this.wait = 0;
        this.bestWeights = this.model.getWeights();
      } else {
        this.wait += 1;
        if (this.wait >= this.patience) {
          this.stoppedEpoch = epoch;
          this.model.stopTraining = true;
          this.model.setWeights(this.bestWeights);
        }
      }
    }
    override onTrainEnd() {
      log.push(["stopped", this.stoppedEpoch]);
    }
  }
  class LR extends callbacks.Callback {
    constructor(readonly schedule: (e: number, lr: number) => number) {
      super();
    }
    override onEpochBegin(epoch: number) {
      const lr = Number(this.model.optimizer.learningRate);
      this.model.optimizer.learningRate = this.schedule(epoch, lr);
      log.push(["lr", epoch, Number(this.model.optimizer.learningRate)]);
    }
  }
  const m = () => {
    const k = new Sequential([Input({ shape: [5] }), new Dense(1)]);
    fixed(k);
    k.compile({
      optimizer: new optimizers.RMSprop({ learningRate: 0.1 }),
      loss: "mean_squared_error",
      metrics: ["mean_absolute_error"],
    });
    return k;
  };
  const a = m();
  await a.fit(real(1, 12, 5), real(2, 12, 1), {
    batchSize: 6,
    epochs: 1,
    ...noShuffle,
    validationSplit: 0.5,
    callbacks: [new Log()],
  });
  const b = m();
  const hb = await b.fit(real(1, 12, 5), real(2, 12, 1), {
    batchSize: 6,
    epochs: 30,
    ...noShuffle,
    callbacks: [new EarlyStoppingAtMinLoss()],
  });
  const c = m();
  const hc = await c.fit(real(1, 12, 5), real(2, 12, 1), {
    batchSize: 6,
    epochs: 4,
    ...noShuffle,
    callbacks: [new LR((e, lr) => (e < 2 ? lr : lr * 0.5))],
  });
  return [log, hb.history, hc.history, b.getWeights()];
}
