import assert from "node:assert/strict";
import { test } from "node:test";
import * as keras from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

const { "up-sampled": upSampled, resized } = golden<{
  "up-sampled": { loss: number[]; val_loss: number[] };
  resized: number[][];
}>("odd_cases.json");

const near = (found: readonly number[], expected: readonly number[]) =>
  assert.ok(largestDifference(found, expected) < 2e-6, `${found}, Keras ${expected}`);

test("gradients pass through images of other sizes", async () => {
  const values = Float32Array.from({ length: 96 }, (_, i) => ((i * 7) % 11) / 8);
  const x = new NDArray(values, [4, 6, 4, 1]);
  const losses: number[] = [];
  for (const layer of [
    new keras.layers.Resizing(4, 6),
    new keras.layers.Resizing(3, 7, { interpolation: "nearest" }),
    new keras.layers.UpSampling2D([2, 3], { interpolation: "bilinear" }),
  ]) {
    const kernelInitializer = new keras.initializers.GlorotUniform({ seed: 1 });
    const model = new keras.Sequential([
      new keras.layers.Conv2D(2, 2, { activation: "tanh", kernelInitializer, inputShape: [6, 4, 1] }),
      layer,
      new keras.layers.Flatten(),
      new keras.Dense(1, { kernelInitializer }),
    ]);
    model.compile({ optimizer: new keras.optimizers.SGD(0.02), loss: "mse" });
    const options = { epochs: 4, batchSize: 2, shuffle: false, verbose: 0 } as const;
    losses.push(...(await model.fit(x, [0, 1, 0, 1], options)).history.loss);
  }
  near(losses, resized.flat());
});

test("an up-sampled image is trained, and validated after the epochs of a list", async () => {
  const kernelInitializer = "ones";
  const model = new keras.Sequential([
    keras.Input({ shape: [2, 2, 1] }),
    new keras.layers.Conv2D(1, 1, { kernelInitializer }),
    new keras.layers.UpSampling2D({ size: [1, 3] }),
    new keras.layers.Flatten(),
    new keras.Dense(1, { kernelInitializer }),
  ]);
  model.compile({ optimizer: new keras.optimizers.SGD({ learningRate: 0.001 }), loss: "mse" });
  const x = new NDArray(
    Float32Array.from({ length: 16 }, (_, i) => i / 8),
    [4, 2, 2, 1],
  );
  const { history } = await model.fit(x, [1, 1, 1, 1], {
    epochs: 4,
    shuffle: false,
    validationSplit: 0.25,
    validationFreq: [1, 3],
    verbose: 0,
  });
  for (const key of ["loss", "val_loss"] as const) {
    near(
      history[key].map((value) => value / 100),
      upSampled[key].map((value) => value / 100),
    );
  }
});
