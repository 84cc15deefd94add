import type * as keras from "../../../../lib/keras/index.ts";
import { Input, layers, Model } from "../../../../lib/keras/index.ts";
import { fixed, ints, map, real } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Structured data classification from scratch". */
export async function structuredFromScratch(): Promise<unknown> {
  const n = 24;
  const column = <V>(values: ArrayLike<V>) => Array.from(values, (value) => [value]);
  const frame = {
    age: column(map(real(1, n), (v) => Math.fround(v * 10) + 50).values),
    sex: column(ints(1, 2, n).values),
    ca: column(ints(2, 4, n).values),
    thal: column(Array.from({ length: n }, (_, i) => ["fixed", "normal", "reversible"][i % 3])),
  };
  const target = ints(3, 2, n);
  const encodeNumericalFeature = (feature: keras.KerasTensor, values: number[][]) => {
    const normalizer = new layers.Normalization({ axis: null });
    normalizer.adapt(values);
    return normalizer.apply(feature);
  };
  const age = Input({ shape: [1], name: "age" });
  const sex = Input({ shape: [1], name: "sex", dtype: "int64" });
  const ca = Input({ shape: [1], name: "ca", dtype: "int64" });
  const thal = Input({ shape: [1], name: "thal", dtype: "string" });
  const sexLookup = new layers.IntegerLookup({ outputMode: "binary" });
  sexLookup.adapt(frame.sex);
  const thalLookup = new layers.StringLookup({ outputMode: "binary" });
  thalLookup.adapt(frame.thal);
  const allFeatures = layers.concatenate([
    sexLookup.apply(sex),
    new layers.CategoryEncoding({ numTokens: 4, outputMode: "one_hot" }).apply(ca),
    thalLookup.apply(thal),
    encodeNumericalFeature(age, frame.age),
  ]);
  let x = new Dense(8, { activation: "relu" }).apply(allFeatures);
  x = new layers.Dropout(0).apply(x);
  const model = new Model([age, sex, ca, thal], new Dense(1, { activation: "sigmoid" }).apply(x));
  fixed(model);
  model.compile({ optimizer: "rmsprop", loss: "binary_crossentropy", metrics: ["accuracy"] });
  const history = await model.fit(frame, target, { batchSize: 8, epochs: 3, shuffle: false, verbose: 0 });
  const predictions = await model.predict(
    { age: [[60]], sex: [[1]], ca: [[0]], thal: [["fixed"]] },
    { verbose: 0 },
  );
  return [history.history, predictions];
}
