/** `keras.ops.image` against real Keras, and in a model that Keras has stored. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Input, Model, models, ops } from "../../lib/keras/index.ts";
import { tensorFlowNow } from "../../lib/tfjs/tensorflow.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js, and functions by name
type Any = any;

const tf: Any = tensorFlowNow();
const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const { calls, json, images, predictions } = golden<{
  calls: { name: string; images: Any; dtype: string; kwargs: Record<string, unknown>; result: Any }[];
  json: string;
  images: number[][][][];
  predictions: number[][][][];
}>("ops_image.json");

for (const { name, images: given, dtype, kwargs, result } of calls) {
  test(`${name} ${JSON.stringify(kwargs)}`, () => {
    const options = Object.fromEntries(Object.entries(kwargs).map(([key, one]) => [camelCase(key), one]));
    const found = (ops.image as Any)[camelCase(name)](tf.tensor(given, undefined, dtype), options);
    const wanted = tf.tensor(result);
    assert.deepEqual(found.shape, wanted.shape);
    assert.equal(found.dtype, dtype);
    const off = largestDifference([...found.dataSync()], [...wanted.dataSync()]);
    assert.ok(off < 2e-6, `off by ${off}`);
  });
}

test("a model as Keras stores it", async () => {
  const inputs = Input({ shape: [4, 6, 3] });
  const gray = ops.image.rgbToGrayscale(ops.image.resize(inputs, [6, 6], { padToAspectRatio: true }));
  const crop = { topCropping: 1, leftCropping: 2, targetHeight: 3, targetWidth: 3 };
  const patches = ops.image.extractPatches(ops.image.cropImages(gray, crop), 2, { strides: 1 });
  const own = new Model({ inputs, outputs: patches });
  const again = models.modelFromJson(own.toJson());
  for (const model of [own, again, models.modelFromJson(json)]) {
    const { values, shape } = await model.predict(images, { verbose: 0 });
    assert.deepEqual([...shape], [2, 2, 2, 4]);
    assert.ok(largestDifference([...values], predictions.flat(9)) < 1e-6);
  }
});

test("mistakes, in Keras' words", () => {
  const image = tf.zeros([4, 6, 3]);
  const crop = { topCropping: 1, leftCropping: 1, targetHeight: 4, targetWidth: 9 };
  assert.throws(
    () => ops.image.padImages(image, { topPadding: 1 }),
    /Must specify exactly two of top_padding, bottom_padding, target_height\. Received: top_padding=1, bottom_padding=None/,
  );
  assert.throws(
    () => ops.image.padImages(image, { topPadding: 5, targetHeight: 4, leftPadding: 0, rightPadding: 0 }),
    /bottom_padding must be >= 0\. Received: bottom_padding=-5/,
  );
  assert.throws(
    () => ops.image.cropImages(image, { ...crop, leftCropping: null, rightCropping: 0 }),
    /left_cropping must be >= 0\. Received: left_cropping=-3/,
  );
  assert.throws(
    () => ops.image.rgbToGrayscale(tf.zeros([4, 6, 2])),
    /Invalid channel size: expected 3 \(RGB\) or 1 \(Grayscale\)/,
  );
  assert.throws(() => ops.image.resize(tf.zeros([4, 6]), [2, 2]), /Invalid images rank: expected rank 3/);
  assert.throws(
    () => ops.image.resize(image, [2, 2], { interpolation: "cubic" }),
    /Invalid value for argument `interpolation`/,
  );
  assert.throws(
    () => ops.image.affineTransform(image, [1, 0, 0, 0, 1, 0, 0, 0], { fillMode: "mirror" }),
    /Invalid value for argument `fill_mode`.*Received: fill_mode='?mirror/,
  );
});
