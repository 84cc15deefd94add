import { Input, layers, metrics, optimizers, Sequential, utils } from "../../../../lib/keras/index.ts";
import { NDArray } from "../../../../lib/ndarray.ts";
import { fixed, ints, map, quiet, real } from "../program-data.ts";

const { Dense } = layers;

/** TensorFlow's tutorial "Classification on imbalanced data". */
export async function imbalanced(): Promise<unknown> {
  const x = real(1, 60, 7),
    y = map(ints(3, 9, 60, 1), (v) => (v === 0 ? 1 : 0));
  const pos = [...y.values].reduce((a, b) => a + b);
  const counts = [60 - pos, pos];
  const m = new Sequential([
    Input({ shape: [7] }),
    new Dense(8, { activation: "relu" }),
    new Dense(8, { activation: "relu" }),
    new layers.Dropout(0),
    new Dense(1, { activation: "sigmoid" }),
  ]);
  fixed(m);
  const mt = [
    new metrics.FalseNegatives({ name: "fn" }),
    new metrics.FalsePositives({ name: "fp" }),
    new metrics.TrueNegatives({ name: "tn" }),
    new metrics.TruePositives({ name: "tp" }),
    new metrics.Precision({ name: "precision" }),
    new metrics.Recall({ name: "recall" }),
    new metrics.AUC({ name: "auc" }),
    new metrics.AUC({ name: "prc", curve: "PR" }),
    new metrics.BinaryAccuracy({ name: "accuracy" }),
  ];
  m.compile({ optimizer: new optimizers.Adam(1e-2), loss: "binary_crossentropy", metrics: mt });
  utils.setRandomSeed(5);
  const part = (a: NDArray) =>
    new NDArray((a.values as Float32Array).slice(0, 20 * a.shape[1]), [20, a.shape[1]]);
  const h = await m.fit(x, y, {
    batchSize: 16,
    epochs: 3,
    ...quiet,
    validationData: [part(x), part(y)],
    classWeight: { 0: 1 / counts[0], 1: 1 / counts[1] },
  });
  (m.layers.at(-1) as layers.Dense).bias.assign([Math.log(counts[1] / counts[0])]);
  const e = await m.evaluate(x, y, { batchSize: 16, ...quiet, returnDict: true });
  return [h.history, e, counts];
}
