import { callbacks, Input, layers, Model, optimizers, utils } from "../../../../lib/keras/index.ts";
import { average, deviation, fixed, real } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "Timeseries forecasting for weather prediction". */
export async function timeseriesWeather(): Promise<unknown> {
  const series = real(1, 90, 3).arraySync() as number[][];
  const column = (k: number) => series.slice(0, 60).map((row) => row[k]);
  const mean = [0, 1, 2].map((k) => average(column(k)));
  const std = [0, 1, 2].map((k) => deviation(column(k)));
  const data = series.map((row) => row.map((v, k) => (v - mean[k]) / std[k]));
  const [past, future, step, trainSplit] = [12, 6, 2, 60];
  const start = past + future;
  const datasetTrain = utils.timeseriesDatasetFromArray(
    data.slice(0, trainSplit),
    data.slice(start, start + trainSplit).map((row) => [row[1]]),
    { sequenceLength: past / step, samplingRate: step, batchSize: 8 },
  );
  const val = data.slice(trainSplit);
  const datasetVal = utils.timeseriesDatasetFromArray(
    val.slice(0, val.length - past - future),
    data.slice(trainSplit + start).map((row) => [row[1]]),
    { sequenceLength: 2, samplingRate: step, batchSize: 8 },
  );
  const inputs = Input({ shape: [null, 3] });
  const outputs = new Dense(1).apply(new layers.LSTM(6).apply(inputs));
  const model = new Model(inputs, outputs);
  fixed(model);
  model.compile({ optimizer: new optimizers.Adam({ learningRate: 0.001 }), loss: "mse" });
  const esCallback = new callbacks.EarlyStopping({ monitor: "val_loss", minDelta: 0, patience: 1 });
  const history = await model.fit(datasetTrain, {
    epochs: 2,
    validationData: datasetVal,
    callbacks: [esCallback],
    verbose: 0,
  });
  const shown: unknown[] = [];
  for (const [x, y] of datasetVal) {
    shown.push([
      x.take([0]).reshape([2, 3]),
      y.take([0]).reshape([1]),
      (await model.predict(x, { verbose: 0 })).take([0]).reshape([1]),
    ]);
    break;
  }
  return [history.history, shown, [...datasetTrain].map(([x]) => x.shape).at(-1)];
}
