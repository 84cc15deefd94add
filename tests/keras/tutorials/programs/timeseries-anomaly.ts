import { callbacks, Input, layers, optimizers, Sequential, utils } from "../../../../lib/keras/index.ts";
import { average, deviation, fixed } from "../program-data.ts";

/** Keras' example "Timeseries anomaly detection using an autoencoder". */
export async function timeseriesAnomaly(): Promise<unknown> {
  const values = Array.from({ length: 80 }, (_, i) => Math.fround(Math.sin(i / 4)));
  const [mean, std] = [average(values), deviation(values)];
  const normalized = values.map((value) => [(value - mean) / std]);
  const timeSteps = 16;
  const windows = Array.from({ length: 80 - timeSteps + 1 }, (_, i) => normalized.slice(i, i + timeSteps));
  const model = new Sequential([
    Input({ shape: [timeSteps, 1] }),
    new layers.Conv1D({ filters: 8, kernelSize: 7, padding: "same", strides: 2, activation: "relu" }),
    new layers.Dropout(0),
    new layers.Conv1D({ filters: 4, kernelSize: 7, padding: "same", strides: 2, activation: "relu" }),
    new layers.Conv1DTranspose({
      filters: 4,
      kernelSize: 7,
      padding: "same",
      strides: 2,
      activation: "relu",
    }),
    new layers.Dropout(0),
    new layers.Conv1DTranspose({
      filters: 8,
      kernelSize: 7,
      padding: "same",
      strides: 2,
      activation: "relu",
    }),
    new layers.Conv1DTranspose({ filters: 1, kernelSize: 7, padding: "same" }),
  ]);
  fixed(model);
  model.compile({ optimizer: new optimizers.Adam({ learningRate: 0.001 }), loss: "mse" });
  utils.setRandomSeed(1);
  const history = await model.fit(windows, windows, {
    epochs: 3,
    batchSize: 16,
    validationSplit: 0.1,
    verbose: 0,
    callbacks: [new callbacks.EarlyStopping({ monitor: "val_loss", patience: 5, mode: "min" })],
  });
  const predicted = (await model.predict(windows, { verbose: 0 })).arraySync() as number[][][];
  const mae = predicted.map((one, i) => [average(one.map(([v], t) => Math.abs(v - windows[i][t][0])))]);
  return [history.history, Math.max(...mae.flat()), mae.slice(0, 4)];
}
