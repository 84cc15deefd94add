import { Input, layers, losses, Model, metrics, optimizers, utils } from "../../../../lib/keras/index.ts";
import { fixed, ints, noShuffle, real } from "../program-data.ts";

const { Dense } = layers;

/** The part on several inputs and outputs of Keras' guide "Training & evaluation with the built-in methods". */
export async function multiIo(): Promise<unknown> {
  const img = Input({ shape: [8, 8, 1], name: "img_input" }),
    ts = Input({ shape: [null, 4], name: "ts_input" });
  const x1 = new layers.GlobalMaxPooling2D().apply(new layers.Conv2D(3, 3).apply(img)),
    x2 = new layers.GlobalMaxPooling1D().apply(new layers.Conv1D(3, 3).apply(ts));
  const x = layers.concatenate([x1, x2]);
  const s = new Dense(1, { name: "score_output" }).apply(x),
    c = new Dense(3, { name: "class_output" }).apply(x);
  const m = new Model({ inputs: [img, ts], outputs: [s, c] });
  fixed(m);
  m.compile({
    optimizer: new optimizers.RMSprop(1e-3),
    loss: {
      score_output: new losses.MeanSquaredError(),
      class_output: new losses.CategoricalCrossentropy({ fromLogits: true }),
    },
    metrics: {
      score_output: [new metrics.MeanAbsolutePercentageError(), new metrics.MeanAbsoluteError()],
      class_output: [new metrics.CategoricalAccuracy()],
    },
    lossWeights: { score_output: 2, class_output: 1 },
  });
  const h = await m.fit(
    { img_input: real(1, 12, 8, 8, 1), ts_input: real(2, 12, 5, 4) },
    { score_output: real(3, 12, 1), class_output: utils.toCategorical(ints(1, 3, 12), 3) },
    { batchSize: 4, epochs: 2, ...noShuffle },
  );
  return h.history;
}
