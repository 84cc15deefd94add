import { mkdirSync, readdirSync } from "node:fs";
import { join } from "node:path";
import * as keras from "../../../../lib/keras/index.ts";
import { callbacks, Input, layers, Sequential } from "../../../../lib/keras/index.ts";
import { fixed, folder, noShuffle, quiet, real } from "../program-data.ts";

const { Dense } = layers;

/** TensorFlow's tutorial "Save and load models". */
export async function checkpoints(): Promise<unknown> {
  const d = join(folder, "checkpoints");
  mkdirSync(d);
  const mk = () => {
    const m = new Sequential([Input({ shape: [4] }), new Dense(6, { activation: "relu" }), new Dense(2)]);
    fixed(m);
    m.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
    return m;
  };
  const x = real(1, 20, 4),
    y = real(2, 20, 2);
  const m = mk();
  const h = await m.fit(x, y, {
    epochs: 3,
    batchSize: 5,
    ...noShuffle,
    validationSplit: 0.2,
    callbacks: [
      new callbacks.ModelCheckpoint(`${d}/cp-{epoch:04d}.weights.h5`, { saveWeightsOnly: true, verbose: 0 }),
      new callbacks.ModelCheckpoint(`${d}/best.keras`, {
        saveBestOnly: true,
        monitor: "val_loss",
        mode: "min",
      }),
    ],
  });
  const files = readdirSync(d).sort();
  const n = mk();
  await n.loadWeights(`${d}/cp-0002.weights.h5`);
  const e = await n.evaluate(x, y, quiet);
  const b = await keras.models.loadModel(`${d}/best.keras`);
  const h2 = await b.fit(x, y, { epochs: 5, initialEpoch: 3, batchSize: 5, ...noShuffle });
  return [h.history, files, e, h2.history, h2.epoch];
}
