import { Input, layers, losses, Model, Sequential, utils } from "../../../../lib/keras/index.ts";
import { NDArray } from "../../../../lib/ndarray.ts";
import { fixed, map, plain, quiet, real } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Convolutional autoencoder for image denoising", and an autoencoder of series. */
export async function autoencoder(): Promise<unknown> {
  const i = Input({ shape: [8, 8, 1] });
  const c = { activation: "relu", padding: "same" } as const;
  let x = new layers.Conv2D(4, [3, 3], c).apply(i);
  x = new layers.MaxPooling2D([2, 2], { padding: "same" }).apply(x);
  x = new layers.Conv2D(4, [3, 3], c).apply(x);
  x = new layers.MaxPooling2D([2, 2], { padding: "same" }).apply(x);
  x = new layers.Conv2DTranspose(4, [3, 3], { strides: 2, ...c }).apply(x);
  x = new layers.Conv2DTranspose(4, [3, 3], { strides: 2, ...c }).apply(x);
  x = new layers.Conv2D(1, [3, 3], { activation: "sigmoid", padding: "same" }).apply(x);
  const m = new Model(i, x);
  fixed(m);
  m.compile({ optimizer: "adam", loss: "binary_crossentropy" });
  const d = map(real(1, 16, 8, 8, 1), Math.abs);
  const noise = real(2, 16, 8, 8, 1).values;
  const noisy = map(d, (v, k) => Math.min(1, Math.max(0, v + 0.4 * noise[k])));
  const first = (a: NDArray) => new NDArray((a.values as Float32Array).slice(0, 4 * 64), [4, 8, 8, 1]);
  utils.setRandomSeed(3);
  const h = await m.fit(d, d, {
    epochs: 2,
    batchSize: 4,
    shuffle: true,
    validationData: [first(d), first(d)],
    ...quiet,
  });
  const h2 = await m.fit(noisy, d, {
    epochs: 2,
    batchSize: 8,
    shuffle: true,
    validationData: [first(noisy), first(d)],
    ...quiet,
  });
  const e = new Sequential([
    Input({ shape: [12] }),
    new Dense(4, { activation: "relu" }),
    new Dense(12, { activation: "sigmoid" }),
  ]);
  fixed(e);
  e.compile({ optimizer: "adam", loss: "mae" });
  const ad = map(real(5, 20, 12), Math.abs);
  const he = await e.fit(ad, ad, { epochs: 3, batchSize: 5, ...quiet });
  const rec = await e.predict(ad, quiet);
  const loss = losses.meanAbsoluteError(rec, ad);
  const l = plain(loss) as number[];
  const mean = l.reduce((a, b) => a + b) / l.length;
  return [
    h.history,
    h2.history,
    he.history,
    loss,
    mean + Math.sqrt(l.reduce((a, b) => a + (b - mean) ** 2, 0) / l.length),
  ];
}
