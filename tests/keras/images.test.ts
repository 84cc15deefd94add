/** Layers for images: figures of Keras 3.15.1, in training and otherwise, and configurations. */
import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { Dense, Input, layers, Model, Sequential, utils } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { golden } from "../golden/load.ts";

await loadTensorFlow();

interface Case {
  class_name: string;
  config: Record<string, unknown>;
  /** With the channels last. */
  input: number[];
  shape: number[];
  calls: number[][];
}
const { images: values, cases } = golden<{ images: number[]; cases: Case[] }>("images.json");
const images = new NDArray(Float32Array.from(values), [2, 6, 7, 2]);

/** The same images with the channels first. */
function channelsFirst({ values, shape: [count, height, width, channels] }: NDArray): NDArray {
  const moved = new Float32Array(values.length);
  const size = height * width;
  values.forEach((value, i) => {
    const [pixel, channel] = [Math.floor(i / channels), i % channels];
    moved[(Math.floor(pixel / size) * channels + channel) * size + (pixel % size)] = value;
  });
  return new NDArray(moved, [count, channels, height, width]);
}

function made({ class_name, config }: Case): layers.Layer {
  // Keras leaves this seed out.
  const all = class_name === "RandomGrayscale" ? { ...config, seed: 7 } : config;
  return (layers as never as Record<string, typeof layers.Layer>)[class_name].fromConfig(all) as never;
}

/** Distinct values in that shape. */
function imagesOf(shape: number[]): NDArray {
  const size = shape.reduce((product, one) => product * one);
  return new NDArray(
    Float32Array.from({ length: size }, (_, i) => (i * 37) % 61),
    shape,
  );
}

describe("layers for images give what Keras gives", () => {
  assert.ok(cases.length > 45);
  for (const one of cases) {
    test(`${one.class_name} ${JSON.stringify(one.config)}`, async () => {
      const layer = made(one);
      const last = imagesOf(one.input);
      const given = one.config.data_format === "channels_first" ? channelsFirst(last) : last;
      for (const expected of one.calls) {
        const outputs = layer.apply(given) as NDArray;
        assert.deepEqual([...outputs.shape], one.shape);
        const error = Math.max(...expected.map((value, i) => Math.abs(value - outputs.values[i])));
        assert.ok(error < 2e-3, `differs by ${error}`);
      }
      if (layer instanceof layers.RandomCrop || !one.class_name.startsWith("Random")) {
        const outputs = layer.apply(given, { training: false }) as NDArray;
        assert.deepEqual([...outputs.shape], one.shape);
      } else {
        assert.deepEqual((layer.apply(given, { training: false }) as NDArray).values, given.values);
      }
      const { name: _, trainable, dtype, ...config } = layer.getConfig();
      assert.deepEqual([trainable, dtype], [true, "float32"]);
      assert.deepEqual(JSON.parse(JSON.stringify(config)), one.config);
    });
  }
});

test("a model augments images in training only, and as its layers do where no call says so", async () => {
  const model = () => {
    utils.setRandomSeed(3);
    const augmentation = new Sequential([
      new layers.RandomFlip("horizontal"),
      new layers.RandomRotation(0.2),
    ]);
    const inputs = Input({ shape: [6, 7, 2] });
    const small = new layers.Resizing(4, 4).apply(
      new layers.RandomCrop(5, 6).apply(augmentation.apply(inputs)),
    );
    const outputs = new Dense(1).apply(new layers.Flatten().apply(small));
    const made = new Model({ inputs, outputs });
    made.compile({ optimizer: "sgd", loss: "mse" });
    return { made, augmentation };
  };
  const { made, augmentation } = model();
  const options = { epochs: 2, batchSize: 1, verbose: 0 } as const;
  const scaled = new NDArray(images.values.map((value) => value / 61) as Float32Array, images.shape);
  const { history } = await made.fit(scaled, [1, 2], options);
  assert.deepEqual((await model().made.fit(scaled, [1, 2], options)).history, history);
  assert.deepEqual(await made.predict(images), await made.predict(images));
  assert.notDeepEqual(augmentation.apply(images), images);
  assert.deepEqual((augmentation.apply(images, { training: false }) as NDArray).values, images.values);
  const [image] = (images.arraySync() as number[][][][]).values();
  assert.deepEqual([...(new layers.Resizing(3, 2).apply(image) as NDArray).shape], [3, 2, 2]);
});

test("wrong options and shapes are refused", async () => {
  const refused = (make: () => unknown, sentence: RegExp) => assert.throws(make, sentence);
  refused(() => new layers.Resizing(0, 4), /positive integer\. Received: height=0/);
  refused(
    () => new layers.Resizing(3, 4, "cubic" as never),
    /one \('bilinear', 'nearest', .*Received: interpolation=cubic/,
  );
  refused(
    () => new layers.Resizing(3, 4, { cropToAspectRatio: true, padToAspectRatio: true }),
    /Only one of `pad_to_aspect_ratio` & `crop_to_aspect_ratio` can be `True`/,
  );
  refused(() => new layers.RandomFlip("left" as never), /Received: mode="left"/);
  refused(() => new layers.RandomRotation(2), /in the range \[-1, 1\]\. Received: factor=2/);
  refused(() => new layers.RandomRotation([1, 2, 3] as never), /Received: factor=\(1, 2, 3\)/);
  refused(
    () => new layers.RandomRotation(0.1, { fillMode: "black" as never }),
    /Unknown `fill_mode` "black"/,
  );
  refused(() => new layers.RandomTranslation(2, 0), /`height_factor` argument/);
  refused(() => new layers.RandomZoom(-1), /in the range \(-1\.0, 1\.0\]/);
  refused(() => new layers.RandomContrast(-0.5), /in the range \[0, 1\]/);
  refused(() => new layers.RandomBrightness(0.1, [3] as never), /list of two numbers/);
  refused(() => new layers.RandomHue(-0.5), /in the range \[0, 1\]\. Received: factor=-0\.5/);
  refused(() => new layers.RandomShear([-0.2, 0.1]), /`x_factor` argument .* in the range \[0, 1\]/);
  refused(() => new layers.RandomGrayscale(2), /`factor` should be between 0 and 1\. Received: factor=2/);
  refused(() => new layers.RandomGaussianBlur({ kernelSize: 4 }), /kernel_size must be an odd number/);
  refused(() => new layers.Solarization(2), /in the range \[0, 1\]\. Received: input_number=2/);
  refused(() => new layers.AdaptiveMaxPooling1D(0), /output_size/);
  refused(() => new layers.CenterCrop(2, 2).apply(Input({ shape: [4, 4] })), /expected ndim=4, found ndim=3/);
  const late = new Sequential([
    Input({ shape: [6, 7, 2] }),
    new layers.Conv2D(1, 1),
    new layers.RandomZoom(0.1),
    new layers.Flatten(),
    new Dense(1),
  ]);
  late.compile({ optimizer: "sgd", loss: "mse" });
  await assert.rejects(
    late.fit(images, [1, 2], { verbose: 0 }),
    /\(RandomZoom\) has no gradient\. Put it before/,
  );
});
