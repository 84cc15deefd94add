/** Metrics of images with a row of outputs for each pixel, and of lists of tensors. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Input, layers, metrics, ops, Sequential } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";

test("intersection over union of images, in evaluate as by itself", async () => {
  const y = new NDArray(Float32Array.of(0, 1, 2, 1, 2, 2, 0, 1), [2, 2, 2, 1]);
  const x = new NDArray(
    Float32Array.from({ length: 24 }, (_, i) => Math.abs(Math.sin(i * i + 1))),
    [2, 2, 2, 3],
  );
  for (const [metric, alone] of [
    [new metrics.MeanIoU(3, { sparseYPred: false }), new metrics.MeanIoU(3, { sparseYPred: false })],
    [new metrics.IoU(3, [1], { sparseYPred: false }), new metrics.IoU(3, [1], { sparseYPred: false })],
  ]) {
    const model = new Sequential([Input({ shape: [2, 2, 3] }), new layers.Activation("linear")]);
    model.compile({ loss: "sparse_categorical_crossentropy", metrics: [metric] });
    const [, figure] = await model.evaluate(x, y, { batchSize: 1, verbose: 0 });
    alone.updateState(y, x);
    assert.equal(figure, Math.fround(alone.result()));
    assert.ok(figure > 0 && figure < 1, String(figure));
  }
});

test("a mean takes a list of tensors", () => {
  const mean = new metrics.Mean();
  mean.updateState([ops.array(1), ops.array(3)]);
  assert.equal(mean.result(), 2);
  mean.updateState([ops.array([5, 7])]);
  assert.equal(mean.result(), 4);
});
