/** Normalizations, noise and PReLU in stacks that the engine trains. Their figures are compared with Keras' in `layers.test.ts`. */
import assert from "node:assert/strict";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
  Dense,
  Input,
  layers,
  Model,
  models,
  optimizers,
  Sequential,
  sweep,
  utils,
} from "../../lib/keras/index.ts";
import type { CompileOptions } from "../../lib/keras/trainers/options.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { exercise4Data } from "./data.ts";

const { x, y } = exercise4Data();
const adam: CompileOptions = { optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] };

function adapted(): layers.Layer {
  const layer = new layers.Normalization({ inputShape: [30] });
  layer.adapt(x);
  return layer;
}

const noise = () => [
  new layers.GaussianNoise(0.1),
  new layers.GaussianDropout(0.1),
  new layers.AlphaDropout(0.1),
];

/** A stack of every layer. */
const stack = (...more: layers.Layer[]): layers.Layer[] => [
  adapted(),
  new layers.Rescaling(0.5, { offset: 0.1 }),
  new Dense(12, { useBias: false }),
  new layers.BatchNormalization({ momentum: 0.9 }),
  new layers.PReLU(),
  ...more,
  new layers.LayerNormalization(),
  new Dense(1, { activation: "sigmoid" }),
];

function compiled(make = () => stack(), compile = adam): Sequential {
  utils.clearSession();
  utils.setRandomSeed(3);
  const model = new Sequential(make());
  model.compile(compile);
  return model;
}

const values = (model: Model) => model.getWeights().flatMap((weight) => [...weight.values]);

test("a stack of them trains in the engine, as a functional chain too", async () => {
  const model = compiled(() => stack(...noise()));
  assert.equal(model.jitCompile, true);
  const { history } = await model.fit(x, y, { epochs: 3, verbose: 0, validationSplit: 0.2 });
  assert.ok(history.loss[2] < history.loss[0]);

  utils.clearSession();
  utils.setRandomSeed(3);
  const inputs = Input({ shape: [30] });
  const outputs = stack(...noise()).reduce((tensor, layer) => layer.apply(tensor), inputs);
  const chain = new Model({ inputs, outputs });
  chain.compile(adam);
  assert.equal(chain.jitCompile, true);
  const own = await chain.fit(x, y, { epochs: 3, verbose: 0, validationSplit: 0.2 });
  assert.deepEqual(own.history, history);
  assert.deepEqual(chain.getWeights(), model.getWeights());
  assert.deepEqual((await chain.predict(x)).values, (await model.predict(x)).values);
});

test("a sweep comes to the bits of a fit", async () => {
  const build = () => {
    const model = new Sequential(stack(...noise()));
    model.compile(adam);
    return model;
  };
  const options = { epochs: 3, validationSplit: 0.2 };
  const [swept] = await sweep({ build, x, y, seeds: [3], threads: 1, ...options });
  const model = compiled(() => stack(...noise()));
  const { history } = await model.fit(x, y, { ...options, verbose: 0 });
  assert.deepEqual(swept.history, history);
  assert.deepEqual(swept.weights, model.getWeights());
});

test("files hold the moving averages too, and training goes on from them", async () => {
  const folder = mkdtempSync(join(tmpdir(), "keras-day-numeric-"));
  const model = compiled();
  const fit = (model: Model) => model.fit(x, y, { epochs: 2, verbose: 0, shuffle: false });
  await fit(model);
  await model.save(join(folder, "a.keras"));
  await model.saveWeights(join(folder, "a.weights.h5"));
  const loaded = await models.loadModel(join(folder, "a.keras"));
  assert.equal(loaded.jitCompile, true);
  const other = compiled();
  await other.loadWeights(join(folder, "a.weights.h5"));
  const predicted = (await model.predict(x)).values;
  for (const again of [loaded, other]) assert.deepEqual((await again.predict(x)).values, predicted);
  assert.deepEqual((await fit(loaded)).history, (await fit(model)).history);
  assert.deepEqual(loaded.getWeights(), model.getWeights());
});

test("a frozen layer keeps its weights and moving averages, and computes by them", async () => {
  const model = compiled();
  await model.fit(x, y, { verbose: 0 });
  const frozen = model.layers.slice(0, -1);
  for (const layer of frozen) layer.trainable = false;
  model.compile({ ...adam, optimizer: new optimizers.SGD(0) });
  const before = model.getWeights();
  const predicted = await model.evaluate(x, y, { verbose: 0 });
  const { history } = await model.fit(x, y, { verbose: 0, shuffle: false });
  assert.deepEqual(model.getWeights(), before);
  assert.deepEqual([history.loss[0], history.accuracy[0]], predicted);
  assert.equal(model.countParams(), 30 + 30 + 1 + 360 + 48 + 12 + 24 + 13);
  assert.deepEqual(
    model.trainableWeights.map(({ size }) => size),
    [12, 1],
  );
});

describe("the engine and TensorFlow.js come to the same", () => {
  const kinds: Record<string, () => optimizers.Optimizer> = {
    "weight decay": () => new optimizers.AdamW({ weightDecay: 0.1 }),
    "accumulated gradients": () => new optimizers.SGD({ momentum: 0.9, gradientAccumulationSteps: 2 }),
    "a moving average": () => new optimizers.SGD({ useEma: true, emaMomentum: 0.5, clipnorm: 0.1 }),
    "a loss scale": () => new optimizers.LossScaleOptimizer(new optimizers.SGD(0.1)),
    Adafactor: () => new optimizers.Adafactor({ learningRate: 0.01 }),
    Muon: () => new optimizers.Muon({ learningRate: 0.001 }),
    Lamb: () => new optimizers.Lamb({ learningRate: 0.001 }),
  };
  for (const [name, make] of Object.entries(kinds)) {
    test(name, async () => {
      const trained = async (jitCompile: boolean) => {
        const compile = { optimizer: make(), loss: "binary_crossentropy", jitCompile } as const;
        const model = compiled(() => stack(new layers.GaussianNoise(0.1)), compile);
        const { history } = await model.fit(x, y, { epochs: 2, batchSize: 100, verbose: 0 });
        return [...values(model), ...history.loss];
      };
      const [engine, tensorFlow] = [await trained(true), await trained(false)];
      assert.ok(largestDifference(engine, tensorFlow) < 2e-3, String(largestDifference(engine, tensorFlow)));
    });
  }
});

describe("TensorFlow.js computes", () => {
  const penalty = (weights: { square(): { sum(): unknown } }) => weights.square().sum();
  const foreign: Record<string, () => layers.Layer[]> = {
    "alpha dropout with a noise shape": () => [new layers.AlphaDropout(0.1, { noiseShape: [null, 1] })],
    "PReLU with shared slopes": () => [new layers.PReLU({ sharedAxes: 1 })],
    "a penalty that is a function": () => [
      new layers.BatchNormalization({ gammaRegularizer: penalty as never }),
    ],
    "a rescaling of other features": () => [new layers.Rescaling([1, 2])],
    "samples with several axes": () => [new layers.Reshape([4, 3]), new layers.BatchNormalization()],
  };
  for (const [name, make] of Object.entries(foreign)) {
    test(name, () => {
      utils.clearSession();
      const model = new Sequential([new Dense(12, { inputShape: [30] }), ...make()]);
      model.compile({ optimizer: "sgd", loss: "mse" });
      assert.equal(model.jitCompile, false);
    });
  }
});

test("Reshape passes values on", async () => {
  const predicted = async (...between: (() => layers.Layer)[]) => {
    const reshaped = () => [
      new Dense(6, { inputShape: [30] }),
      ...between.map((make) => make()),
      new Dense(1),
    ];
    const model = compiled(reshaped);
    assert.equal(model.jitCompile, true);
    return (await model.predict(x)).values;
  };
  const there = () => new layers.Reshape([2, -1]);
  const back = () => new layers.Reshape([6]);
  assert.deepEqual(await predicted(there, back), await predicted());
});

test("pixels of images are rescaled, and their samples normalized, before Flatten", async () => {
  utils.clearSession();
  utils.setRandomSeed(1);
  const channels = new layers.Normalization({ mean: [1, 2], variance: [4, 9] });
  const rows = new layers.Normalization({ axis: 1, mean: [1, 2, 3], variance: [4, 9, 16] });
  const all = new layers.Normalization({ axis: null, mean: 0.5, variance: 4, invert: true });
  const model = new Sequential([
    Input({ shape: [3, 2] }),
    new layers.Rescaling(1 / 255),
    channels,
    rows,
    all,
    new layers.Flatten(),
  ]);
  model.compile({ loss: "mse" });
  assert.equal(model.jitCompile, true);
  const image = [
    [0, 255],
    [51, 102],
    [153, 204],
  ];
  const predicted = (await model.predict([image])).values;
  const expected = image.flatMap((row, i) =>
    row.map((pixel, channel) => {
      const normalized = (pixel / 255 - [1, 2][channel]) / [2, 3][channel];
      return ((normalized - [1, 2, 3][i]) / [2, 3, 4][i]) * 2 + 0.5;
    }),
  );
  assert.ok(largestDifference(predicted, expected) < 1e-6);
});
