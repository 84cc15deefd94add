import assert from "node:assert/strict";
import { test } from "node:test";
import {
  callbacks,
  config,
  Dense,
  Input,
  layers,
  Model,
  metrics,
  Sequential,
  utils,
} from "../../lib/keras/index.ts";
import type { FitOptions } from "../../lib/keras/trainers/options.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { loadTensorFlow } from "../../lib/tfjs/index.ts";
import { largestDifference } from "../engine/keras-case.ts";
import { golden } from "../golden/load.ts";

interface Result {
  history: Record<string, number[]>;
  evaluated: number[];
  predicted: number[];
}

const { x, y, weights, programs, progress } = golden<{
  x: number[][];
  y: number[];
  weights: number[];
  programs: Record<string, Result>;
  progress: string[];
}>("batches.json");
const BATCH = 4;
const COUNT = Math.ceil(x.length / BATCH);

type Arrays = [x: number[][], y: number[]] | [x: number[][], y: number[], weights: number[]];

function arraysOf(batch: number, weighted = false): Arrays {
  const [from, to] = [batch * BATCH, (batch + 1) * BATCH];
  const arrays: Arrays = [x.slice(from, to), y.slice(from, to)];
  return weighted ? [...arrays, weights.slice(from, to)] : arrays;
}

function* generator(weighted = false, rounds = 100): Generator<Arrays> {
  for (let round = 0; round < rounds; round++) {
    for (let batch = 0; batch < COUNT; batch++) yield arraysOf(batch, weighted);
  }
}

async function* slowly(weighted = false, rounds = 100): AsyncGenerator<Arrays> {
  for (const batch of generator(weighted, rounds)) {
    await new Promise(setImmediate);
    yield batch;
  }
}

class Dataset extends utils.PyDataset {
  epochs = 0;

  override get length(): number {
    return COUNT;
  }

  override async getItem(index: number): Promise<Arrays> {
    return arraysOf(index);
  }

  override onEpochEnd(): void {
    this.epochs++;
  }
}

function model(jitCompile: "auto" | boolean = "auto"): Sequential {
  utils.setRandomSeed(3);
  const model = new Sequential([
    new Dense(5, { inputDim: 3, activation: "tanh" }),
    new Dense(1, { activation: "sigmoid" }),
  ]);
  model.compile({
    optimizer: "adam",
    loss: "binary_crossentropy",
    metrics: ["accuracy", new metrics.AUC({ name: "auc" })],
    weightedMetrics: ["mae"],
    jitCompile,
  });
  return model;
}

const quiet = { verbose: 0 } as const;
const bits = (model: Model) => model.getWeights().map(({ values }) => [...values]);

const fits: Record<string, (model: Sequential) => Promise<{ history: Record<string, number[]> }>> = {
  generator: (model) => model.fit(generator(), { stepsPerEpoch: 6, epochs: 3, ...quiet }),
  "weighted, steps across epochs": (model) =>
    model.fit(slowly(true), { stepsPerEpoch: 4, epochs: 4, ...quiet }),
  validation: (model) =>
    model.fit(generator(), null, {
      stepsPerEpoch: 6,
      validationData: generator(true),
      validationSteps: 4,
      ...quiet,
    }),
  "arrays, validation": (model) =>
    model.fit(x, y, {
      batchSize: BATCH,
      shuffle: false,
      epochs: 2,
      validationData: new Dataset(),
      validationSteps: 2,
      ...quiet,
    }),
  PyDataset: (model) =>
    model.fit(new Dataset(), { shuffle: false, epochs: 2, validationData: new Dataset(), ...quiet }),
  "PyDataset, shuffled": (model) => model.fit(new Dataset(), { epochs: 3, ...quiet }),
  "PyDataset, class weights": (model) =>
    model.fit(new Dataset(), { epochs: 2, classWeight: { 0: 1, 1: 2.5 }, ...quiet }),
  "PyDataset, other steps": (model) =>
    model.fit(new Dataset(), { shuffle: false, epochs: 4, stepsPerEpoch: 4, ...quiet }),
};

/** The warnings during a function. */
async function warnings(run: () => unknown): Promise<string[]> {
  const { warn } = console;
  const seen: string[] = [];
  console.warn = (message) => seen.push(message);
  try {
    await run();
  } finally {
    console.warn = warn;
  }
  return seen;
}

for (const jitCompile of [true, false]) {
  test(`batches give Keras' figures, ${jitCompile ? "in the engine" : "on TensorFlow.js"}`, async () => {
    assert.deepEqual(Object.keys(fits), Object.keys(programs));
    for (const [name, fit] of Object.entries(fits)) {
      const expected = programs[name];
      const network = model(jitCompile);
      let history: Record<string, number[]> = {};
      const warned = await warnings(async () => {
        history = (await fit(network)).history;
      });
      assert.equal(warned.length, name === "PyDataset, other steps" ? 1 : 0, name);
      assert.deepEqual(Object.keys(history).sort(), Object.keys(expected.history).sort(), name);
      for (const [figure, values] of Object.entries(expected.history)) {
        assert.equal(history[figure].length, values.length, `${name}: ${figure}`);
        assert.ok(largestDifference(history[figure], values) < 2e-5, `${name}: ${figure}`);
      }
      const evaluated = await network.evaluate(generator(true), { steps: 3, ...quiet });
      assert.ok(largestDifference(evaluated, expected.evaluated) < 2e-5, name);
      const inputs = Array.from({ length: COUNT }, (_, batch) => [arraysOf(batch)[0]]);
      const predicted = await network.predict(inputs.values(), quiet);
      assert.ok(largestDifference([...predicted.values], expected.predicted) < 2e-5, name);
    }
  });
}

test("batches train to the bits of arrays in the same order, and evaluate and predict the same", async () => {
  for (const jitCompile of [true, false]) {
    const [fromArrays, fromBatches] = [model(jitCompile), model(jitCompile)];
    const options = { epochs: 3, ...quiet };
    const validationData = [x, y, weights] as const;
    const expected = await fromArrays.fit(x, y, {
      ...options,
      batchSize: BATCH,
      shuffle: false,
      sampleWeight: weights,
      validationData,
    });
    const history = await fromBatches.fit(slowly(true), {
      ...options,
      stepsPerEpoch: COUNT,
      batchSize: BATCH,
      validationData,
    });
    assert.deepEqual(history.history, expected.history);
    assert.deepEqual(bits(fromBatches), bits(fromArrays));
    const whole = await fromArrays.evaluate(x, y, { batchSize: BATCH, ...quiet });
    assert.deepEqual(await fromBatches.evaluate(generator(false, 1), quiet), whole);
    const outputs = await fromBatches.predict(generator(false, 1), quiet);
    assert.deepEqual(outputs.shape, [x.length, 1]);
    const expectedOutputs = [...(await fromArrays.predict(x, quiet)).values];
    if (jitCompile) assert.deepEqual([...outputs.values], expectedOutputs);
    // TensorFlow.js multiplies matrices of other sizes in another order.
    else assert.ok(largestDifference([...outputs.values], expectedOutputs) < 1e-6);
  }
});

test("datasets of TensorFlow.js give batches, start over and leave no tensors behind", async () => {
  await loadTensorFlow();
  const tf = await import("@tensorflow/tfjs");
  const rows = tf.data.array(x.map((xs, i) => ({ xs, ys: [y[i]] })));
  const dataset = rows.batch(BATCH);
  const [fromArrays, fromDataset, endless] = [model(), model(), model()];
  const expected = await fromArrays.fit(x, y, { epochs: 2, batchSize: BATCH, shuffle: false, ...quiet });
  const before = tf.memory().numTensors;
  const history = await fromDataset.fit(dataset, { epochs: 2, ...quiet });
  assert.deepEqual(history.history, expected.history);
  assert.deepEqual(bits(fromDataset), bits(fromArrays));
  const predicted = await fromDataset.predict(dataset, quiet);
  assert.deepEqual([...predicted.values], [...(await fromArrays.predict(x, quiet)).values]);
  const repeated = dataset.repeat();
  await assert.rejects(
    endless.fit(repeated, quiet),
    /infinitely repeating dataset, .* `stepsPerEpoch` value/,
  );
  await endless.fit(repeated, { epochs: 2, stepsPerEpoch: COUNT, ...quiet });
  assert.deepEqual(bits(endless), bits(fromArrays));
  assert.equal(tf.memory().numTensors, before);
});

test("a generator that ends early ends the training, with Keras' warning", async () => {
  const network = model();
  let history: Record<string, number[]> = {};
  const options: FitOptions = { stepsPerEpoch: 4, epochs: 5, validationData: generator(false, 1), ...quiet };
  const warned = await warnings(async () => {
    history = (await network.fit(generator(false, 1), options)).history;
  });
  assert.equal(history.loss.length, 2);
  assert.equal(history.val_loss.length, 1);
  assert.equal(warned.length, 2);
  assert.match(warned[0], /^Your input ran out of data; interrupting training\. .*`stepsPerEpoch \* epochs`/);
  const expected = model();
  await expected.fit(x, y, { batchSize: BATCH, shuffle: false, ...quiet });
  assert.deepEqual(bits(network), bits(expected));
});

test("what can be read again is read in each epoch, and a generator is left open", async () => {
  const [again, dataset] = [model(), new Dataset()];
  const batches = { [Symbol.iterator]: () => generator(false, 1) };
  assert.equal((await again.fit(batches, { epochs: 2, ...quiet })).history.loss.length, 2);
  await again.fit(dataset, { epochs: 3, ...quiet });
  assert.equal(dataset.epochs, 3);
  const open = generator();
  await again.fit(open, { stepsPerEpoch: 2, ...quiet });
  assert.deepEqual(open.next().value, arraysOf(2));
});

test("the first batch builds a model, and several inputs come by name or as a list", async () => {
  const late = new Sequential([new Dense(1)]);
  late.compile({ optimizer: "sgd", loss: "mse" });
  await late.fit(generator(false, 1), quiet);
  assert.deepEqual(late.inputShape, [null, 3]);
  const [left, right] = [Input({ shape: [3], name: "left" }), Input({ shape: [3], name: "right" })];
  const sum = new Dense(1).apply(left);
  const graph = new Model({ inputs: [left, right], outputs: { a: sum, b: new Dense(1).apply(right) } });
  graph.compile({ optimizer: "sgd", loss: "mse" });
  function* named() {
    for (const [x, y] of generator(false, 1)) {
      yield [
        { left: x, right: x },
        { a: y, b: y },
      ];
      yield [[new NDArray(new Float32Array(x.flat()), [x.length, 3]), x], { a: y, b: y }];
    }
  }
  assert.equal((await graph.fit(named(), quiet)).history.loss.length, 1);
  const { a } = await graph.predict(named(), quiet);
  assert.deepEqual(a.shape, [2 * x.length, 1]);
});

test("callbacks see batches, and the steps once they are known", async () => {
  const seen: unknown[] = [];
  class Watch extends callbacks.Callback {
    override onTrainBatchEnd(batch: number): void {
      seen.push([batch, this.params.steps]);
      if (seen.length === 8) this.model.stopTraining = true;
    }
  }
  const batches = { [Symbol.iterator]: () => generator(false, 1) };
  await model().fit(batches, { epochs: 5, callbacks: new Watch(), ...quiet });
  assert.deepEqual(seen.slice(4), [
    [4, null],
    [5, null],
    [0, COUNT],
    [1, COUNT],
  ]);
});

test("bad batches are refused, with their number", async () => {
  const network = model();
  const refused = (fit: Promise<unknown>, message: RegExp) => assert.rejects(fit, message);
  function* then(batch: unknown) {
    yield arraysOf(0);
    yield batch;
  }
  await refused(network.fit(generator(false, 0), quiet), /must yield at least one batch\. Received an empty/);
  await refused(
    network.fit(then([[[1, 2]], [1]]), quiet),
    /to have value 3.*\nThis is in epoch 1, batch 2\.$/s,
  );
  await refused(
    network.fit(then([[[1, 2, 3]], [1, 0]]), quiet),
    /cardinality.*\nThis is in epoch 1, batch 2/s,
  );
  await refused(network.fit(then([x]), quiet), /Expected targets in each batch/);
  await refused(network.fit(then([x, y, y, y]), quiet), /either \[inputs\] or .*Received: a list of 4/);
  await refused(network.fit(then([1, 2]), quiet), /Received: a list of 2 of numbers/);
  await refused(network.fit(then([x, y.map(() => 2)]), quiet), /labels from 0 to 1.*epoch 1, batch 2/s);
  await refused(network.fit(generator(), y as never), /`x` as a generator, `y` should not be passed/);
  await refused(
    network.fit(new Dataset(), { sampleWeight: weights, ...quiet }),
    /PyDataset, `sampleWeight` should not be passed/,
  );
  await refused(
    network.fit(generator(), { classWeight: { 0: 2 } }),
    /`classWeight` is not supported for gen/,
  );
  await refused(
    network.fit(generator(), { validationSplit: 0.2 }),
    /`validationSplit` is only supported for/,
  );
  const endless = { length: null, getItem: (index: number) => arraysOf(index % COUNT) };
  await refused(network.evaluate(endless, quiet), /please specify a `steps` value/);
  await refused(network.fit(x, y, { validationData: endless }), /please specify a `validationSteps` value/);
  await refused(network.fit({ ...endless, length: 0 }, quiet), /PyDataset has length 0/);
  await refused(network.fit({ ...endless, length: 1.5 }, quiet), /number of batches, or null/);
  // Nothing of that left the model unusable.
  assert.equal((await network.fit(endless, { stepsPerEpoch: 2, ...quiet })).history.loss.length, 1);
});

test("the bar counts on while the number of batches is unknown", async (context) => {
  context.after(() => {
    config.setClock(undefined);
    config.setDialect("2.4.3");
  });
  let now = 100;
  const written: string[] = [];
  const bar = () => {
    written.length = 0;
    config.setClock(() => now);
    const progbar = new utils.Progbar(null, 1, (text) => written.push(text));
    for (let step = 1; step <= 4; step++) {
      now += 1.5;
      progbar.update(step, { loss: 0.5 }, false);
    }
    progbar.finish(4, { loss: 0.5 });
    return written;
  };
  config.setDialect("3");
  assert.deepEqual(bar(), progress);
  config.setDialect("2.4.3");
  assert.match(bar()[1], /\r {6}2\/Unknown - 3s 2s\/step - loss: 0\.5000$/);
});

test("inputs named xs are a dictionary like any other, except in a tf.data dataset", async () => {
  const [a, b] = [Input({ shape: [1], name: "xs" }), Input({ shape: [1], name: "zs" })];
  const model = new Model({ inputs: { xs: a, zs: b }, outputs: new layers.Add().apply([a, b]) });
  function* batches() {
    yield { xs: [[1]], zs: [[2]] };
  }
  assert.deepEqual((await model.predict(batches(), { verbose: 0 })).arraySync(), [[3]]);
});
