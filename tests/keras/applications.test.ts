/** `keras.applications` against real Keras: layers, seeded predictions, images, and files of weights. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { suite, test } from "node:test";
import { applications, config, Dense, Input, layers, Model, ops, utils } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { tensorFlowNow } from "../../lib/tfjs/tensorflow.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

// biome-ignore lint/suspicious/noExplicitAny: configurations
type Any = any;

interface Case {
  name: string;
  kwargs: Record<string, unknown>;
  model: string;
  parameters: number;
  layers: number;
  digest: string;
  predictions?: number[];
}

const { image, modes, cases } = golden<{
  image: number[][][];
  modes: Record<string, number[][][]>;
  cases: Case[];
}>("applications.json");

const camelCase = (name: string) => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

const ENTRIES =
  "filters kernel_size strides padding use_bias epsilon momentum rate noise_shape activation axis scale max_value depth_multiplier pool_size".split(
    " ",
  );

/** A value as `applications.py` writes it. */
function written(value: Any): string {
  if (typeof value === "boolean" || value == null) return String(value ?? null);
  if (typeof value === "number") return value.toExponential(5);
  if (Array.isArray(value)) return value.map(written).join(",");
  if (typeof value !== "object") return String(value);
  const keys = Object.keys(value.config).sort();
  return value.class_name + written(keys.filter((key) => key !== "seed").map((key) => value.config[key]));
}

/** The names of the layers whose outputs a call takes. */
function sources(value: Any): string[] {
  if (typeof value !== "object" || value === null) return [];
  if (value.class_name === "__keras_tensor__") return [value.config.keras_history[0]];
  return Object.values(value).flatMap(sources);
}

function linesOf(model: Model): string[] {
  const written_: Any[] = JSON.parse(model.toJson()).config.layers;
  return model.layers.map((layer, i) => {
    const { class_name: className, config, inbound_nodes: nodes } = written_[i];
    const entries = ENTRIES.filter((key) => key in config).map((key) => `${key}=${written(config[key])}`);
    const initializer = written(config.kernel_initializer ?? config.depthwise_initializer);
    const shape = written(layer.outputShape);
    return [
      className,
      layer.name,
      shape,
      layer.countParams(),
      initializer,
      ...entries,
      ...sources(nodes),
    ].join(" ");
  });
}

suite("as in Keras", () => {
  for (const { name, kwargs, predictions, ...known } of cases) {
    test(`${name} ${JSON.stringify(kwargs)}`, async () => {
      config.setDialect("3");
      utils.clearSession();
      utils.setRandomSeed(1);
      const options = Object.fromEntries(
        Object.entries(kwargs).map(([key, value]) => [camelCase(key), value]),
      );
      const model: Model = (applications as Any)[name](options);
      const lines = linesOf(model);
      assert.equal(model.name, known.model);
      assert.equal(model.countParams(), known.parameters);
      assert.equal(lines.length, known.layers);
      const digest = createHash("sha256").update(lines.join("\n")).digest("hex");
      assert.equal(digest, known.digest, `other layers than in Keras:\n${lines.slice(0, 40).join("\n")}`);
      if (predictions === undefined) return;
      const pixels = Float32Array.from({ length: 75 * 75 * 3 }, (_, i) => 255 * (Math.sin(i) / 2 + 0.5));
      const { values } = await model.predict(new NDArray(pixels, [1, 75, 75, 3]), { verbose: 0 });
      const scale = Math.max(...predictions.map(Math.abs), 1e-3);
      const off = largestDifference([...(values as Float32Array)].slice(0, 16), predictions);
      assert.ok(off < 1e-4 * scale, `${values.slice(0, 4)}, Keras ${predictions.slice(0, 4)}`);
    });
  }
});

test("images as the networks take them", () => {
  const { imagenetUtils, vgg16, mobilenetV2, densenet, efficientnet } = applications;
  for (const [mode, wanted] of Object.entries(modes)) {
    const found = imagenetUtils.preprocessInput(image, { mode: mode as "tf" });
    assert.ok(largestDifference([...found.values], wanted.flat(2)) < 1e-4, mode);
  }
  assert.deepEqual(
    vgg16.preprocessInput(image).arraySync(),
    imagenetUtils.preprocessInput(image).arraySync(),
  );
  assert.deepEqual(mobilenetV2.preprocessInput(ops.array([0, 255])).arraySync(), [-1, 1]);
  assert.deepEqual(densenet.preprocessInput(Input({ shape: [2, 2, 3] })).shape, [null, 2, 2, 3]);
  assert.equal(efficientnet.preprocessInput(image), image);
  const first = tensorFlowNow().transpose(ops.array(image), [2, 0, 1]);
  const turned = vgg16.preprocessInput(first, { dataFormat: "channels_first" }).transpose([1, 2, 0]);
  assert.ok(largestDifference([...turned.dataSync()], modes.caffe.flat(2)) < 1e-4);
  assert.throws(() => imagenetUtils.preprocessInput(image, { mode: "own" as never }), /Received: mode=own/);
});

test("the classes with the largest predictions", async () => {
  const cache = mkdtempSync(join(tmpdir(), "applications-"));
  const home = process.env.KERAS_HOME;
  process.env.KERAS_HOME = cache;
  try {
    mkdirSync(join(cache, "models"));
    writeFileSync(join(cache, "models", "imagenet_class_index.json"), "{}");
    const scores = [Array.from({ length: 1000 }, (_, i) => (i === 7 ? 1 : 0))];
    // Another file than Keras': its hash says so, and there is no network here or the real file comes.
    const answer = await applications.vgg16
      .decodePredictions(scores, { top: 1 })
      .catch((error) => error.message);
    assert.match(String(answer), /URL fetch failure|cock/);
  } finally {
    if (home === undefined) delete process.env.KERAS_HOME;
    else process.env.KERAS_HOME = home;
  }
  await assert.rejects(applications.vgg16.decodePredictions([[1]]), /\(samples, 1000\).*shape: \(1, 1\)/);
});

test("a base that is frozen, and its weights in a file", async () => {
  const options = { weights: null, alpha: 0.25, includeTop: false, inputShape: [32, 32, 3] } as const;
  const base = applications.MobileNet(options);
  base.trainable = false;
  const inputs = Input({ shape: [32, 32, 3] });
  const x = new layers.GlobalAveragePooling2D().apply(base.apply(inputs, { training: false }));
  const model = new Model({ inputs, outputs: new Dense(2, { activation: "softmax" }).apply(x) });
  model.compile({ optimizer: "adam", loss: "sparse_categorical_crossentropy" });
  assert.equal(model.trainableWeights.length, 2);
  const images = tensorFlowNow().randomUniform([4, 32, 32, 3], -1, 1, "float32", 1);
  const before = base.getWeights().map(({ values }) => values.slice());
  await model.fit(images, [0, 1, 0, 1], { epochs: 1, verbose: 0 });
  assert.deepEqual(
    base.getWeights().map(({ values }) => values),
    before,
  );
  const path = join(mkdtempSync(join(tmpdir(), "applications-")), "base.weights.h5");
  await base.saveWeights(path);
  const again = await applications.MobileNet({ ...options, weights: path });
  assert.deepEqual(
    again.getWeights().map(({ values }) => values),
    before,
  );
  const own = Input({ shape: [48, 48, 3], name: "own" });
  const shared = applications.VGG16({ weights: null, includeTop: false, inputTensor: own });
  assert.deepEqual(shared.layers[0].name, "own");
});

test("mistakes", async () => {
  const { VGG16, MobileNet, Xception, ResNet50 } = applications;
  assert.throws(() => VGG16({ classes: 10 }), /`classes` should be 1000\. Received classes=10/);
  assert.throws(
    () => VGG16({ include_top: false } as never),
    /no option `include_top`\. Did you mean `includeTop`/,
  );
  assert.throws(
    () => Xception({ weights: null, inputShape: [32, 32, 3] }),
    /Input size must be at least 71x71\. Received: inputShape=/,
  );
  assert.throws(() => VGG16({ weights: null, inputShape: [32, 32] }), /tuple of three integers/);
  assert.throws(() => VGG16({ inputShape: [64, 64, 3] }), /`inputShape` should be \(224, 224, 3\)/);
  assert.throws(() => VGG16({ weights: null, inputShape: [null, null, 3] }), /static `inputShape`/);
  await assert.rejects(
    async () => MobileNet({ alpha: 0.3, includeTop: false }),
    /`alpha` can be one of 0\.25, 0\.5, 0\.75, 1/,
  );
  await assert.rejects(ResNet50({ weights: "missing.h5" }), /missing\.h5/);
  assert.throws(
    () => applications.InceptionV3({ weights: null }),
    /InceptionV3 is not ported\. Save it in Keras/,
  );
});
