import { Input, layers, losses, Model, optimizers } from "../../../../lib/keras/index.ts";
import { fixed, ints, quiet, real } from "../program-data.ts";

const { Dense } = layers;

/** Keras' guide "The functional API". */
export async function functionalGuide(): Promise<unknown> {
  const inputs = Input({ shape: [8, 8, 3], name: "img" });
  let x = new layers.Conv2D(4, 3, { activation: "relu" }).apply(inputs);
  x = new layers.Conv2D(4, 3, { activation: "relu" }).apply(x);
  const b1 = new layers.MaxPooling2D(2).apply(x);
  x = new layers.Conv2D(4, 3, { activation: "relu", padding: "same" }).apply(b1);
  x = new layers.Conv2D(4, 3, { activation: "relu", padding: "same" }).apply(x);
  const b2 = layers.add([x, b1]);
  x = new layers.GlobalAveragePooling2D().apply(b2);
  x = new Dense(6, { activation: "relu" }).apply(x);
  x = new layers.Dropout(0).apply(x);
  const out = new Dense(3).apply(x);
  const m = new Model(inputs, out, { name: "toy_resnet" });
  fixed(m);
  m.compile({
    optimizer: new optimizers.RMSprop(1e-3),
    loss: new losses.SparseCategoricalCrossentropy({ fromLogits: true }),
    metrics: ["acc"],
  });
  const h = await m.fit(real(1, 20, 8, 8, 3), ints(1, 3, 20), {
    batchSize: 4,
    epochs: 2,
    validationSplit: 0.2,
    ...quiet,
  });
  const emb = new layers.Embedding(20, 4);
  const a = Input({ shape: [null], dtype: "int32" });
  const b = Input({ shape: [null], dtype: "int32" });
  const mm = new Model([a, b], [emb.apply(a), emb.apply(b)]);
  fixed(mm);
  const get = () => {
    const i = Input({ shape: [5] });
    return new Model(i, new Dense(1).apply(i));
  };
  const ms = [get(), get(), get()];
  ms.forEach(fixed);
  const i = Input({ shape: [5] });
  const ens = new Model(i, layers.average(ms.map((one) => one.apply(i))));
  return [
    h.history,
    mm.apply([ints(1, 20, 2, 3), ints(2, 20, 2, 4)]),
    await ens.predict(real(4, 3, 5), quiet),
    ens.layers.length,
  ];
}
