import { Input, layers, losses, Sequential, utils } from "../../../../lib/keras/index.ts";
import { NDArray } from "../../../../lib/ndarray.ts";
import { ints, map, quiet } from "../program-data.ts";

const { Dense } = layers;

/** TensorFlow's "Quickstart for beginners" and Keras' example "Simple MNIST convnet". */
export async function mnist(): Promise<unknown> {
  utils.setRandomSeed(11);
  const x = map(ints(1, 256, 40, 8, 8), (v) => v / 255),
    y = ints(2, 10, 40);
  const part = (a: NDArray, n: number) =>
    new NDArray((a.values as Float32Array).slice(0, (n * a.size) / 40), [n, ...a.shape.slice(1)]);
  const m = new Sequential([
    Input({ shape: [8, 8] }),
    new layers.Flatten(),
    new Dense(16, { activation: "relu" }),
    new layers.Dropout(0.2),
    new Dense(10),
  ]);
  const loss = new losses.SparseCategoricalCrossentropy({ fromLogits: true });
  const p = m.apply(part(x, 1));
  const l0 = loss.call(part(y, 1), p);
  m.compile({ optimizer: "adam", loss, metrics: ["accuracy"] });
  const h = await m.fit(x, y, { epochs: 3, ...quiet, batchSize: 8 });
  const pm = new Sequential([m, new layers.Softmax()]);
  const pp = pm.apply(part(x, 2));
  const e = await m.evaluate(x, y, quiet);
  const c = new Sequential([
    Input({ shape: [8, 8, 1] }),
    new layers.Conv2D(4, { kernelSize: [3, 3], activation: "relu" }),
    new layers.MaxPooling2D({ poolSize: [2, 2] }),
    new layers.Flatten(),
    new layers.Dropout(0.5),
    new Dense(10, { activation: "softmax" }),
  ]);
  c.compile({ loss: "categorical_crossentropy", optimizer: "adam", metrics: ["accuracy"] });
  const hc = await c.fit(
    map(x, (v) => v, [40, 8, 8, 1]),
    utils.toCategorical(y, 10),
    { batchSize: 8, epochs: 2, validationSplit: 0.1, ...quiet },
  );
  return [p, l0, h.history, pp, e, hc.history];
}
