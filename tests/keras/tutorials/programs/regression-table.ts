import { layers, optimizers, Sequential, utils } from "../../../../lib/keras/index.ts";
import { NDArray } from "../../../../lib/ndarray.ts";
import { fixed, map, quiet, real } from "../program-data.ts";

const { Dense } = layers;

/** TensorFlow's tutorial "Basic regression: predict fuel efficiency". */
export async function regressionTable(): Promise<unknown> {
  const x = map(real(1, 40, 5), (v) => Math.fround(Math.fround(v) * 10) + 3),
    col = new NDArray(
      Float32Array.from({ length: 40 }, (_, i) => x.values[5 * i]),
      [40],
    ),
    y = new NDArray(
      Float32Array.from({ length: 40 }, (_, i) => x.values[5 * i] * 2 - x.values[5 * i + 1]),
      [40],
    );
  const n = new layers.Normalization({ axis: -1 });
  n.adapt(x);
  const one = new layers.Normalization({ inputShape: [1], axis: null });
  one.adapt(col);
  const lin = new Sequential([one, new Dense(1)]);
  fixed(lin);
  lin.compile({ optimizer: new optimizers.Adam({ learningRate: 0.1 }), loss: "mean_absolute_error" });
  utils.setRandomSeed(2);
  const h0 = await lin.fit(col, y, { epochs: 3, ...quiet, validationSplit: 0.2 });
  const m = new Sequential([
    n,
    new Dense(8, { activation: "relu" }),
    new Dense(8, { activation: "relu" }),
    new Dense(1),
  ]);
  m.build([null, 5]);
  fixed(m);
  m.compile({
    loss: "mean_absolute_error",
    optimizer: new optimizers.Adam(0.001),
    metrics: ["mse", "mae", "root_mean_squared_error"],
  });
  const h = await m.fit(x, y, { validationSplit: 0.2, ...quiet, epochs: 3 });
  return [
    h0.history,
    h.history,
    await m.evaluate(x, y, quiet),
    [...(await m.predict(x, quiet)).values].slice(0, 5),
  ];
}
