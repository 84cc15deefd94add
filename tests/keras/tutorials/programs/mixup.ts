import { Input, layers, losses, Sequential, utils } from "../../../../lib/keras/index.ts";
import type { NDArray } from "../../../../lib/ndarray.ts";
import { fixed, ints, real, tf } from "../program-data.ts";

const { Dense } = layers;

/** Keras' example "MixUp augmentation for image classification", with a PyDataset. */
export async function mixup(): Promise<unknown> {
  const x = real(1, 24, 6, 6, 1);
  const y = utils.toCategorical(ints(1, 3, 24), 3);
  class MixUp extends utils.PyDataset {
    constructor(
      readonly x: NDArray,
      readonly y: NDArray,
      readonly batchSize: number,
    ) {
      super();
    }
    override get length() {
      return Math.ceil(this.x.shape[0] / this.batchSize);
    }
    override getItem(index: number) {
      const [low, high] = [index * this.batchSize, Math.min((index + 1) * this.batchSize, this.x.shape[0])];
      const ratio = 0.2 + 0.1 * (index % 3);
      const mixed = (values: NDArray) =>
        tf.tidy(() => {
          const some = tf.tensor([...values.slice(low, high).values], [high - low, ...values.shape.slice(1)]);
          return tf.add(tf.mul(some, ratio), tf.mul(tf.reverse(some, 0), 1 - ratio));
        });
      return [mixed(this.x), mixed(this.y)];
    }
  }
  const model = new Sequential([
    Input({ shape: [6, 6, 1] }),
    new layers.Conv2D(4, [3, 3], { activation: "relu" }),
    new layers.MaxPooling2D(),
    new layers.Flatten(),
    new Dense(3, { activation: "softmax" }),
  ]);
  fixed(model);
  model.compile({
    optimizer: "adam",
    loss: new losses.CategoricalCrossentropy({ labelSmoothing: 0.1 }),
    metrics: ["accuracy"],
  });
  const history = await model.fit(new MixUp(x, y, 7), {
    epochs: 2,
    shuffle: false,
    validationData: new MixUp(x.slice(0, 8), y.slice(0, 8), 4),
    verbose: 0,
  });
  const predicted = await model.predict(new MixUp(x, y, 7), { verbose: 0 });
  return [history.history, await model.evaluate(x, y, { verbose: 0 }), predicted.shape];
}
