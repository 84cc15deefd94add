import { Input, type KerasTensor, layers, Model, Sequential, utils } from "../../../../lib/keras/index.ts";
import { NDArray } from "../../../../lib/ndarray.ts";
import { fixed, noShuffle, plain, real, type T, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' guide "Understanding masking & padding". */
export async function masking(): Promise<unknown> {
  const raw = [
    [711, 632, 71],
    [73, 8, 3215, 55, 927],
    [83, 91, 1, 645, 1253, 927],
  ];
  const p = utils.padSequences(raw, { padding: "post" });
  const emb = new layers.Embedding(5000, 4, { maskZero: true });
  const mk: T[] = [plain(tf.cast(emb.computeMask(tf.tensor(p.values, [3, 6])), "float32"))];
  const un = new NDArray(
    Float32Array.from({ length: 54 }, (_, i) => p.values[Math.floor(i / 3)]),
    [3, 6, 3],
  );
  mk.push(plain(tf.cast(new layers.Masking().computeMask(tf.tensor(un.values, [3, 6, 3])), "float32")));
  const m = new Sequential([
    new layers.Embedding(5000, 4, { maskZero: true }),
    new layers.LSTM(5),
    new Dense(1),
  ]);
  m.build([null, 6]);
  fixed(m);
  m.compile({ optimizer: "adam", loss: "mse" });
  const h = await m.fit(p, real(1, 3, 1), { epochs: 2, ...noShuffle });
  class TemporalSplit extends layers.Layer {
    override call(x: T): T {
      return tf.split(x, 2, 1);
    }
    override computeMask(_x: T, mask: T = null): T {
      return mask === null ? null : tf.split(mask, 2, 1);
    }
  }
  let i = Input({ shape: [6] });
  const [first, second] = new TemporalSplit().apply(
    new layers.Embedding(5000, 4, { maskZero: true }).apply(i),
  ) as unknown as KerasTensor[];
  const split = new Model(i, [new layers.LSTM(3).apply(first), new layers.LSTM(2).apply(second)]);
  fixed(split);
  class TemporalSoftmax extends layers.Layer {
    override supportsMasking = true;
    override call(inputs: T, { mask }: T): T {
      const bm = tf.expandDims(tf.cast(mask, "float32"), -1);
      const e = tf.mul(tf.exp(inputs), bm);
      return tf.div(e, tf.sum(tf.mul(e, bm), 1, true));
    }
  }
  i = Input({ shape: [null] });
  let x = new layers.Embedding(5000, 4, { maskZero: true }).apply(i);
  x = new Dense(1).apply(x);
  const mm = new Model(i, new TemporalSoftmax().apply(x));
  fixed(mm);
  return [p, mk, h.history, split.apply(p), mm.apply(p)];
}
