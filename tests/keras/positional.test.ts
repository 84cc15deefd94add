/** Arguments before the options, which Keras takes by position. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { callbacks, layers, metrics, optimizers } from "../../lib/keras/index.ts";

test("the learning rate of an optimizer", () => {
  const { SGD, Adam, AdamW, schedules } = optimizers;
  assert.equal(new Adam(0.01).learningRate, 0.01);
  assert.deepEqual(
    new Adam(0.01, { beta1: 0.8 }).plan(),
    new Adam({ learningRate: 0.01, beta1: 0.8 }).plan(),
  );
  const schedule = new schedules.ExponentialDecay(0.1, 10, 0.5);
  assert.equal(new SGD(schedule).schedule, schedule);
  const all = SGD as unknown as new (...args: unknown[]) => optimizers.SGD;
  assert.deepEqual(
    new all(0.1, 0.9, true).plan(),
    new SGD({ learningRate: 0.1, momentum: 0.9, nesterov: true }).plan(),
  );
  const adamW = AdamW as unknown as new (...args: unknown[]) => optimizers.AdamW;
  assert.equal(new adamW(0.1, 0.02).plan().weightDecay, 0.02);
  assert.throws(() => new Adam(0.01, { learningRate: 0.1 }), {
    name: "ValueError",
    message: "Adam got two values for `learningRate`: 0.01 (number), and one by name.",
  });
  for (const rate of [null, "0.01"])
    assert.throws(
      () => new Adam(rate as never),
      /Argument `learningRate` should be float, or an instance of LearningRateSchedule/,
    );
  assert.throws(() => new Adam(-0.01), /Expected `learningRate` to be a finite number from 0/);
  assert.throws(
    () => new all(...Array(20).fill(1)),
    /SGD takes at most 13 arguments: learningRate, momentum,/,
  );
});

test("the axis of Concatenate", () => {
  assert.deepEqual([new layers.Concatenate(1, { name: "c" }).axis, new layers.Concatenate().axis], [1, -1]);
});

test("the classes of BinaryIoU, and a LambdaCallback without hooks", () => {
  const metric = new metrics.BinaryIoU([0], 0.3);
  const { target_class_ids: ids, threshold } = metric.getConfig();
  assert.deepEqual([[...(ids as number[])], threshold], [[0], 0.3]);
  assert.ok(new callbacks.LambdaCallback() instanceof callbacks.Callback);
});
