import { Input, layers, Model, metrics } from "../../../../lib/keras/index.ts";
import { NDArray } from "../../../../lib/ndarray.ts";
import { fixed, ints, noShuffle, quiet, type T } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Structured data classification", two features. */
export async function structured(): Promise<unknown> {
  const age = Input({ shape: [1], name: "age" }),
    kind = Input({ shape: [1], name: "kind", dtype: "string" });
  const nn = new layers.Normalization();
  const ages = new NDArray(
    Float32Array.from({ length: 16 }, (_, k) => 3 * k + 20),
    [16, 1],
  );
  nn.adapt(ages);
  const lk = new layers.StringLookup({ outputMode: "one_hot", numOovIndices: 1 });
  const kinds = Array.from({ length: 16 }, (_, k) => [["a", "b", "c", "d"][k % 4]]);
  lk.adapt(kinds);
  let x: T = layers.concatenate([nn.apply(age), lk.apply(kind)]);
  x = new Dense(6, { activation: "relu" }).apply(x);
  const m = new Model({ inputs: { age, kind }, outputs: new Dense(1, { activation: "sigmoid" }).apply(x) });
  fixed(m);
  m.compile({
    optimizer: "adam",
    loss: "binary_crossentropy",
    metrics: ["accuracy", new metrics.AUC({ name: "auc" })],
  });
  const h = await m.fit({ age: ages, kind: kinds }, ints(1, 2, 16), {
    batchSize: 4,
    epochs: 2,
    ...noShuffle,
  });
  return [h.history, await m.predict({ age: [[33]], kind: [["b"]] }, quiet)];
}
