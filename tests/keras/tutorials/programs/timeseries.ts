import { Input, layers, Model, optimizers, Sequential, utils } from "../../../../lib/keras/index.ts";
import { fixed, quiet } from "../program-data.ts";

const { Dense } = layers;

/** Windows over a series, for an LSTM and for convolutions. */
export async function timeseries(): Promise<unknown> {
  const s = Array.from({ length: 80 }, (_, i) => [Math.sin(i / 5)]);
  const mkds = () =>
    utils.timeseriesDatasetFromArray(s.slice(0, -8), s.slice(8), {
      sequenceLength: 8,
      samplingRate: 1,
      batchSize: 16,
    });
  const i = Input({ shape: [8, 1] });
  const m = new Model(i, new Dense(1).apply(new layers.LSTM(6).apply(i)));
  fixed(m);
  m.compile({ optimizer: new optimizers.Adam(0.001), loss: "mse" });
  const h = await m.fit(mkds(), { epochs: 2, validationData: mkds(), ...quiet });
  const n = new Sequential([
    Input({ shape: [8, 1] }),
    new layers.Conv1D(4, 3, { padding: "causal", activation: "relu", dilationRate: 2 }),
    new layers.BatchNormalization(),
    new layers.GRU(3, { dropout: 0 }),
    new Dense(1),
  ]);
  fixed(n);
  n.compile({ optimizer: "rmsprop", loss: "huber", metrics: ["mae"] });
  return [h.history, (await n.fit(mkds(), { epochs: 2, ...quiet })).history];
}
