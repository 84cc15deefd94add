import {
  Input,
  layers,
  losses,
  Model,
  metrics,
  optimizers,
  Sequential,
} from "../../../../lib/keras/index.ts";
import { fixed, ints, noShuffle, type T } from "../program-data.ts";

const { Dense } = layers;

/** The first stage of Keras' guide "Transfer learning & fine-tuning". */
export async function transfer(): Promise<unknown> {
  const base = new Sequential(
    [
      Input({ shape: [8, 8, 3] }),
      new layers.Conv2D(4, 3, { activation: "relu" }),
      new layers.BatchNormalization(),
      new layers.GlobalAveragePooling2D(),
    ],
    { name: "base" },
  );
  fixed(base);
  base.trainable = false;
  const i = Input({ shape: [8, 8, 3] });
  let x: T = new layers.Rescaling({ scale: 1 / 127.5, offset: -1 }).apply(i);
  x = base.apply(x, { training: false });
  x = new layers.Dropout(0).apply(x);
  const m = new Model(i, new Dense(1).apply(x));
  fixed(m);
  const y = ints(1, 2, 12),
    X = ints(1, 256, 12, 8, 8, 3);
  m.compile({
    optimizer: new optimizers.Adam(),
    loss: new losses.BinaryCrossentropy({ fromLogits: true }),
    metrics: [new metrics.BinaryAccuracy()],
  });
  const h = await m.fit(X, y, { epochs: 2, batchSize: 4, ...noShuffle });
  const n = [m.trainableWeights.length, m.nonTrainableWeights.length];
  return [h.history, n];
}
