import { Input, layers, losses, Model, optimizers, Sequential } from "../../../../lib/keras/index.ts";
import { fixed, ints, noShuffle, real, tf } from "../program-data.ts";

const { Dense } = layers;

/**
 * The second stage of Keras' guide "Transfer learning & fine-tuning": layers that draw numbers go on drawing after `compile`.
 *
 * @param jitCompile false: TensorFlow.js computes all models
 */
export async function fineTuning(jitCompile: false | "auto" = "auto"): Promise<unknown> {
  const base = new Sequential([
    Input({ shape: [6, 6, 2] }),
    new layers.Conv2D(3, 3, { activation: "relu" }),
    new layers.GlobalAveragePooling2D(),
  ]);
  base.trainable = false;
  const inputs = Input({ shape: [6, 6, 2] });
  const x = base.apply(inputs, { training: false });
  const model = new Model(inputs, new Dense(1).apply(new layers.Dropout(0.2, { seed: 1 }).apply(x)));
  fixed(model);
  const [images, labels] = [real(1, 16, 6, 6, 2), ints(1, 2, 16)];
  const out: unknown[] = [];
  for (const [trainable, rate] of [
    [false, 1e-2],
    [true, 1e-3],
  ] as const) {
    base.trainable = trainable;
    model.compile({
      optimizer: new optimizers.Adam(rate),
      loss: new losses.BinaryCrossentropy({ fromLogits: true }),
    });
    out.push((await model.fit(images, labels, { epochs: 2, batchSize: 4, ...noShuffle })).history);
  }
  const [rows, targets] = [real(3, 8, 4), real(4, 8, 1)];
  const noise = [
    new layers.Dropout(0.5, { seed: 2 }),
    new layers.GaussianNoise(0.5, { seed: 3 }),
    new layers.GaussianDropout(0.3, { seed: 4 }),
    new layers.AlphaDropout(0.3, { seed: 5 }),
  ];
  for (const shared of noise) {
    // Of two models, one after the other, and called by itself.
    const both = [0, 1].map(
      () => new Sequential([Input({ shape: [4] }), new Dense(3), shared, new Dense(1)]),
    );
    for (const one of both) {
      fixed(one);
      one.compile({ optimizer: "sgd", loss: "mse", jitCompile });
    }
    for (let i = 0; i < 4; i++) out.push(both[i % 2].trainOnBatch(rows, targets));
    out.push(shared.apply(tf.tensor(rows.slice(0, 2).values, [2, 4]), { training: true }));
    both[0].compile({ optimizer: "adam", loss: "mse", jitCompile });
    out.push((await both[0].fit(rows, targets, { epochs: 2, batchSize: 4, ...noShuffle })).history);
  }
  return out;
}
