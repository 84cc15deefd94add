import { Input, layers, losses, Model, metrics, optimizers } from "../../../../lib/keras/index.ts";
import { fixed, ints, map, real } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Structured data learning with wide, deep, and cross networks". */
export async function wideAndDeep(): Promise<unknown> {
  const age = map(real(1, 24, 1), (v) => Math.fround(v * 10) + 40);
  const hours = map(real(2, 24, 1), (v) => Math.fround(v * 5) + 30);
  const job = Array.from({ length: 24 }, (_, i) => ["abc"[i % 3]]);
  const inputs = {
    age: Input({ shape: [1], name: "age", dtype: "float32" }),
    hours: Input({ shape: [1], name: "hours", dtype: "float32" }),
    job: Input({ shape: [1], name: "job", dtype: "string" }),
  };
  const encodeInputs = (useEmbedding = false) => {
    const encoded = Object.entries(inputs).map(([name, input]) => {
      if (name !== "job") return input;
      const lookup = new layers.StringLookup({
        vocabulary: ["a", "b", "c"],
        maskToken: null,
        numOovIndices: 0,
        outputMode: useEmbedding ? "int" : "binary",
      });
      if (!useEmbedding) return lookup.apply(input);
      const embedding = new layers.Embedding({ inputDim: 3, outputDim: 2 });
      return new layers.Reshape([2]).apply(embedding.apply(lookup.apply(input)));
    });
    return layers.concatenate(encoded);
  };
  const wide = new layers.BatchNormalization().apply(encodeInputs());
  let deep = encodeInputs(true);
  for (const units of [8, 4]) {
    deep = new Dense(units).apply(deep);
    deep = new layers.BatchNormalization().apply(deep);
    deep = new layers.ReLU().apply(deep);
    deep = new layers.Dropout(0).apply(deep);
  }
  const merged = layers.concatenate([wide, deep]);
  const model = new Model({ inputs, outputs: new Dense(3, { activation: "softmax" }).apply(merged) });
  fixed(model);
  model.compile({
    optimizer: new optimizers.Adam({ learningRate: 0.01 }),
    loss: new losses.SparseCategoricalCrossentropy(),
    metrics: [new metrics.SparseCategoricalAccuracy()],
  });
  const y = ints(1, 3, 24);
  const history = await model.fit({ age, hours, job }, y, {
    batchSize: 8,
    epochs: 3,
    shuffle: false,
    verbose: 0,
  });
  const [, accuracy] = await model.evaluate({ age, hours, job }, y, { batchSize: 8, verbose: 0 });
  return [history.history, accuracy];
}
