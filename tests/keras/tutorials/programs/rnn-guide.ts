import { Input, layers, losses, Model, Sequential } from "../../../../lib/keras/index.ts";
import { fixed, fixedList, ints, noShuffle, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' guide "Working with RNNs". */
export async function rnnGuide(): Promise<unknown> {
  const m = new Sequential([new layers.Embedding(50, 6), new layers.LSTM(8), new Dense(4)]);
  m.build([null, null]);
  fixed(m);
  m.compile({
    loss: new losses.SparseCategoricalCrossentropy({ fromLogits: true }),
    optimizer: "sgd",
    metrics: ["accuracy"],
  });
  const h = await m.fit(ints(1, 50, 12, 5), ints(2, 4, 12), { batchSize: 4, epochs: 2, ...noShuffle });
  const ei = Input({ shape: [null] });
  const [, sh, sc] = new layers.LSTM(4, { returnState: true, name: "encoder" }).apply(
    new layers.Embedding(20, 4).apply(ei),
  );
  const di = Input({ shape: [null] });
  const dec = new layers.LSTM(4, { name: "decoder" }).apply(new layers.Embedding(20, 4).apply(di), {
    initialState: [sh, sc],
  });
  const em = new Model([ei, di], new Dense(3).apply(dec));
  fixed(em);
  const p = real(1, 2, 6, 3);
  const lstm = new layers.LSTM(4, { stateful: true });
  lstm.apply(p);
  lstm.setWeights(fixedList(lstm.getWeights()));
  lstm.resetState();
  const s = [lstm.apply(p), lstm.apply(p)];
  lstm.resetState();
  s.push(lstm.apply(p));
  const bi = new Sequential([
    Input({ shape: [5, 4] }),
    new layers.Bidirectional(new layers.LSTM(3, { returnSequences: true })),
    new layers.Bidirectional(new layers.GRU(2)),
    new Dense(2),
  ]);
  fixed(bi);
  class NestedCell extends layers.Layer {
    stateSize: number;
    k: T;
    r: T;
    constructor(readonly units: number) {
      super();
      this.stateSize = units;
    }
    override build(s: T) {
      this.k = this.addWeight({ shape: [s.at(-1), this.units], initializer: "ones" });
      this.r = this.addWeight({ shape: [this.units, this.units], initializer: "ones" });
      this.built = true;
    }
    override call(inputs: T, states: T): T {
      const o = tf.add(
        tf.mul(tf.matMul(inputs, this.k.read()), 0.1),
        tf.mul(tf.matMul(states[0], this.r.read()), 0.1),
      );
      return [o, [o]];
    }
  }
  const r = new layers.RNN(
    [new NestedCell(3), new layers.GRUCell(2, { kernelInitializer: "ones", recurrentInitializer: "ones" })],
    { returnSequences: true },
  );
  return [
    h.history,
    em.apply([ints(1, 20, 2, 4), ints(2, 20, 2, 3)]),
    s,
    bi.apply(real(2, 2, 5, 4)),
    r.apply(real(3, 2, 4, 3)),
  ];
}
