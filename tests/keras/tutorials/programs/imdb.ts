import { Input, layers, losses, Model, metrics, Sequential, utils } from "../../../../lib/keras/index.ts";
import { NDArray } from "../../../../lib/ndarray.ts";
import { ints, quiet, type T } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Bidirectional LSTM on IMDB", and TensorFlow's tutorial "Basic text classification". */
export async function imdb(): Promise<unknown> {
  utils.setRandomSeed(13);
  const x = utils.padSequences(
      Array.from({ length: 24 }, (_, k) => [...ints(k, 30, 3 + (k % 6)).values] as number[]),
      { maxlen: 7 },
    ),
    y = ints(1, 2, 24);
  const part = (a: NDArray) => new NDArray(a.values.slice(0, (8 * a.size) / 24), [8, ...a.shape.slice(1)]);
  const i = Input({ shape: [null], dtype: "int32" });
  let h: T = new layers.Embedding(30, 8).apply(i);
  h = new layers.Bidirectional(new layers.LSTM(4, { returnSequences: true })).apply(h);
  h = new layers.Bidirectional(new layers.LSTM(4)).apply(h);
  const m = new Model(i, new Dense(1, { activation: "sigmoid" }).apply(h));
  m.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  const hh = await m.fit(x, y, { batchSize: 8, epochs: 2, validationData: [part(x), part(y)], ...quiet });
  const s = new Sequential([
    new layers.Embedding(30, 6),
    new layers.Dropout(0.2),
    new layers.GlobalAveragePooling1D(),
    new layers.Dropout(0.2),
    new Dense(1, { activation: "sigmoid" }),
  ]);
  s.compile({
    loss: new losses.BinaryCrossentropy(),
    optimizer: "adam",
    metrics: [new metrics.BinaryAccuracy({ threshold: 0.5 })],
  });
  const hs = await s.fit(x, y, { epochs: 3, batchSize: 8, ...quiet });
  const c = new Sequential([
    new layers.Embedding(30, 6),
    new layers.Conv1D(4, 3, { padding: "valid", activation: "relu", strides: 1 }),
    new layers.GlobalMaxPooling1D(),
    new Dense(1, { activation: "sigmoid" }),
  ]);
  c.compile({ optimizer: "adam", loss: "binary_crossentropy" });
  const hc = await c.fit(x, y, { epochs: 2, batchSize: 8, ...quiet });
  return [x, hh.history, hs.history, hc.history];
}
