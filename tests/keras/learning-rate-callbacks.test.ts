import assert from "node:assert/strict";
import { test } from "node:test";
import { callbacks, Dense, optimizers, Sequential } from "../../lib/keras/index.ts";
import { captured } from "./capture.ts";

const { LearningRateScheduler, ReduceLROnPlateau } = callbacks;

/** A line that does not move: its loss is the same in every epoch. */
function still(): Sequential {
  const model = new Sequential([new Dense(1, { inputShape: [1], trainable: false })]);
  model.compile({ optimizer: new optimizers.SGD({ learningRate: 0.5 }), loss: "mse" });
  return model;
}

const fit = (model: Sequential, epochs: number, all: callbacks.Callback[]) =>
  model.fit([1, 2], [5, 6], { epochs, verbose: 0, callbacks: all });

test("the rate falls after as many epochs without improvement as there is patience, down to the least", async () => {
  const model = still();
  const plateau = new ReduceLROnPlateau({
    monitor: "loss",
    patience: 2,
    factor: 0.5,
    minLr: 0.2,
    verbose: 1,
  });
  let history: Record<string, number[]> = {};
  const printed = await captured(async () => {
    history = (await fit(model, 8, [plateau])).history;
  });
  // The first epoch is the best; then two without improvement, twice.
  assert.deepEqual(history.learning_rate, [0.5, 0.5, 0.5, 0.25, 0.25, 0.2, 0.2, 0.2].map(Math.fround));
  assert.equal(
    printed,
    "\nEpoch 00003: ReduceLROnPlateau reducing learning rate to 0.25.\n" +
      "\nEpoch 00005: ReduceLROnPlateau reducing learning rate to 0.2.\n",
  );
});

test("after it fell nothing counts for a while", async () => {
  const plateau = new ReduceLROnPlateau({ monitor: "loss", patience: 1, factor: 0.5, cooldown: 2 });
  const { history } = await fit(still(), 8, [plateau]);
  assert.deepEqual(history.learning_rate, [0.5, 0.5, 0.25, 0.25, 0.125, 0.125, 0.0625, 0.0625]);
});

test("a figure that there is not is named", async (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  await fit(still(), 1, [new ReduceLROnPlateau()]);
  assert.deepEqual(warn.mock.calls[0].arguments, [
    "Learning rate reduction is conditioned on metric `val_loss` which is not available. " +
      "Available metrics are: loss,learning_rate.",
  ]);
});

test("a schedule says what it sets, and has to give a number", async () => {
  const printed = await captured(() =>
    fit(still(), 2, [new LearningRateScheduler((epoch) => 1 / (epoch + 1), { verbose: 1 })]),
  );
  assert.equal(
    printed,
    "\nEpoch 00001: LearningRateScheduler reducing learning rate to 1.0.\n" +
      "\nEpoch 00002: LearningRateScheduler reducing learning rate to 0.5.\n",
  );
  await assert.rejects(
    fit(still(), 1, [new LearningRateScheduler((() => {}) as never)]),
    /The output of the `schedule` function should be a float\. Got: undefined/,
  );
});
