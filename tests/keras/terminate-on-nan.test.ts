import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { callbacks, Dense, optimizers, Sequential } from "../../lib/keras/index.ts";
import { captured } from "./capture.ts";

const { TerminateOnNaN } = callbacks;

/** Diverges in the second or third batch. */
function steep(jitCompile: boolean): Sequential {
  const model = new Sequential([new Dense(1, { inputShape: [1] })]);
  model.setWeights([[[1]], [0]]);
  model.compile({ optimizer: new optimizers.SGD({ learningRate: 1e30 }), loss: "mse", jitCompile });
  return model;
}

const options = { batchSize: 1, epochs: 9, verbose: 0, shuffle: false } as const;
const x = [1, 2, 3, 4];
const y = [9, 8, 7, 6];

for (const [how, jitCompile] of [
  ["the engine", true],
  ["TensorFlow.js", false],
] as const) {
  describe(`a loss that is no number, by ${how}`, () => {
    test("ends the training, with that loss in the history and weights that are numbers", async () => {
      const model = steep(jitCompile);
      let epochs: number[] = [];
      const printed = await captured(async () => {
        ({ epoch: epochs } = await model.fit(x, y, {
          ...options,
          callbacks: new TerminateOnNaN(),
          validationData: [x, y],
        }));
      });
      assert.match(printed, /^Batch [12]: Invalid loss, terminating training\n$/);
      assert.deepEqual(epochs, [0]);
      assert.ok(!Number.isFinite(model.history?.history.loss[0]));
      assert.ok(model.getWeights().every(({ values }) => values.every(Number.isFinite)));
    });

    test("fails with its place all the same, if that is asked for", async () => {
      const failing = new TerminateOnNaN({ raiseError: true });
      await assert.rejects(
        steep(jitCompile).fit(x, y, { ...options, callbacks: [failing] }),
        /The loss became \S+ at epoch 1, batch [23]: the training has diverged/,
      );
    });
  });
}

test("a training that goes well is left alone", async () => {
  const model = new Sequential([new Dense(1, { inputShape: [1] })]);
  model.compile({ optimizer: "sgd", loss: "mse" });
  const { epoch } = await model.fit(x, y, { ...options, callbacks: new TerminateOnNaN() });
  assert.equal(epoch.length, 9);
});
