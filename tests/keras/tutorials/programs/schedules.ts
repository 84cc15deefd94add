import { callbacks, Input, layers, optimizers, Sequential } from "../../../../lib/keras/index.ts";
import { fixed, noShuffle, real, type T } from "../program-data.ts";

const { Dense } = layers;

/** The learning rate schedules of Keras' guide "Training & evaluation with the built-in methods". */
export async function schedules(): Promise<unknown> {
  const S = optimizers.schedules,
    out: T[] = [];
  const mk = () => {
    const m = new Sequential([Input({ shape: [3] }), new Dense(2)]);
    fixed(m);
    return m;
  };
  const x = real(1, 12, 3),
    y = real(2, 12, 2);
  const o = { batchSize: 4, epochs: 3, ...noShuffle };
  for (const s of [
    new S.ExponentialDecay(0.1, 3, 0.9, { staircase: true }),
    new S.PiecewiseConstantDecay([2, 4], [0.1, 0.05, 0.01]),
    new S.PolynomialDecay(0.1, 5, 0.01, { power: 0.5 }),
    new S.CosineDecay(0.1, 6, { alpha: 0.1, warmupTarget: 0.2, warmupSteps: 2 }),
    new S.CosineDecayRestarts(0.1, 3),
    new S.InverseTimeDecay(0.1, 2, 0.5),
  ]) {
    const m = mk();
    m.compile({ optimizer: new optimizers.SGD(s, { momentum: 0.9 }), loss: "mse" });
    const h = await m.fit(x, y, o);
    out.push([h.history, s.call(5), Number(m.optimizer.learningRate)]);
  }
  class My extends S.LearningRateSchedule {
    constructor(readonly r: number) {
      super();
    }
    override call(step: number) {
      return this.r / (step + 1);
    }
    override getConfig() {
      return { r: this.r };
    }
  }
  let m = mk();
  m.compile({ optimizer: new optimizers.SGD(new My(0.1)), loss: "mse" });
  out.push((await m.fit(x, y, o)).history);
  m = mk();
  m.compile({ optimizer: "adam", loss: "mse" });
  out.push(
    (
      await m.fit(x, y, {
        ...o,
        epochs: 4,
        callbacks: [
          new callbacks.LearningRateScheduler((_e: number, lr: number) => lr * 0.5),
          new callbacks.ReduceLROnPlateau({ monitor: "loss", factor: 0.2, patience: 1 }),
        ],
      })
    ).history,
  );
  return out;
}
