import * as keras from "../../../../lib/keras/index.ts";
import {
  callbacks,
  Input,
  layers,
  losses,
  metrics,
  optimizers,
  Sequential,
  utils,
} from "../../../../lib/keras/index.ts";
import { NDArray } from "../../../../lib/ndarray.ts";
import { ints, map, quiet, real, size } from "../program-data.ts";

const { Dense } = layers;

/** TensorFlow's tutorial "Overfit and underfit". */
export async function overfit(): Promise<unknown> {
  const x = real(1, 48, 6),
    y = ints(1, 2, 48);
  const lr = new optimizers.schedules.InverseTimeDecay(0.001, {
    decaySteps: 6,
    decayRate: 1,
    staircase: false,
  });
  utils.setRandomSeed(7);
  const m = new Sequential([
    Input({ shape: [6] }),
    new Dense(16, { activation: "elu", kernelRegularizer: keras.regularizers.l2(0.001) }),
    new layers.Dropout(0.5),
    new Dense(16, { activation: "elu", kernelRegularizer: keras.regularizers.l1L2(0.0001, 0.001) }),
    new layers.Dropout(0.5),
    new Dense(1),
  ]);
  m.compile({
    optimizer: new optimizers.Adam(lr),
    loss: new losses.BinaryCrossentropy({ fromLogits: true }),
    metrics: [new metrics.BinaryCrossentropy({ fromLogits: true, name: "binary_crossentropy" }), "accuracy"],
  });
  const part = (a: NDArray, ...s: number[]) => new NDArray((a.values as Float32Array).slice(0, size(s)), s);
  const h = await m.fit(
    x,
    map(y, (v) => v, [48, 1]),
    {
      epochs: 4,
      batchSize: 8,
      validationData: [part(x, 8, 6), part(y, 8, 1)],
      callbacks: [new callbacks.EarlyStopping({ monitor: "val_binary_crossentropy", patience: 2 })],
      ...quiet,
    },
  );
  return [h.history, lr.call(12)];
}
