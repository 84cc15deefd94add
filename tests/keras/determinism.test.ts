import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import {
  callbacks,
  Dense,
  layers,
  losses,
  metrics,
  optimizers,
  Sequential,
  utils,
} from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { exercise4, exercise4Data } from "./data.ts";

/** SHA-256 of the weights and the history of exercise 4 after some epochs. */
async function digest(options: { seed?: number; hooks?: boolean; epochs?: number } = {}): Promise<string> {
  const { seed = 42, hooks = false, epochs = 10 } = options;
  const { x, y } = exercise4Data();
  const model = exercise4({ seed });
  const { history } = await model.fit(x, y, {
    epochs,
    verbose: 0,
    validationSplit: 0.1,
    callbacks: hooks ? new callbacks.LambdaCallback({ onTrainBatchEnd: () => {} }) : [],
  });
  const hash = createHash("sha256").update(JSON.stringify(history));
  for (const { values } of model.getWeights()) hash.update(new Uint8Array(values.buffer));
  return hash.digest("hex");
}

test("the same program gives the same bits, on every machine", async () => {
  const once = await digest();
  assert.equal(await digest(), once);
  assert.equal(await digest({ hooks: true }), once);
  assert.equal(once, "f6e75ba3b02f1673149ea75b70e00d09c53b23f5fb0b4c68de94277041fd281a");
});

test("batches one by one, or many in one call, come to the same bits with constraints, reductions and steps too", async () => {
  const { x, y } = exercise4Data();
  const weights = Float32Array.from({ length: 569 }, (_, i) => (i % 5) / 2);
  const trained = async (hook?: () => void) => {
    utils.setRandomSeed(4);
    const model = new Sequential([
      new Dense(6, { inputShape: [30], activation: "tanh", kernelConstraint: "max_norm" }),
      new Dense(1, { activation: "sigmoid", biasConstraint: "non_neg" }),
    ]);
    const loss = new losses.BinaryCrossentropy({ reduction: "mean_with_sample_weight" });
    model.compile({ optimizer: "adam", loss, metrics: [new metrics.F1Score({ threshold: 0.5 })] });
    const { history } = await model.fit(x, y, {
      epochs: 6,
      sampleWeight: weights,
      stepsPerEpoch: 7,
      verbose: 0,
      callbacks: hook ? new callbacks.LambdaCallback({ onTrainBatchEnd: hook }) : [],
    });
    return { history, weights: model.getWeights() };
  };
  assert.deepEqual(await trained(() => {}), await trained());
});

test("another seed, or another number of epochs, gives others", async () => {
  const once = await digest();
  assert.notEqual(await digest({ seed: 43 }), once);
  assert.notEqual(await digest({ epochs: 11 }), once);
});

test("a second fit goes on where the first one ended, moments and all", async () => {
  const { x, y } = exercise4Data();
  const whole = exercise4();
  const { history } = await whole.fit(x, y, { epochs: 4, verbose: 0 });
  const parts = exercise4();
  const first = await parts.fit(x, y, { epochs: 2, verbose: 0 });
  const second = await parts.fit(x, y, { epochs: 4, initialEpoch: 2, verbose: 0 });
  assert.deepEqual([...first.history.loss, ...second.history.loss], history.loss);
  assert.deepEqual(parts.getWeights(), whole.getWeights());
  assert.equal(parts.optimizer.iterations, 4 * 18);
});

test("compile keeps the weights and forgets the moments", async () => {
  const { x, y } = exercise4Data();
  const model = exercise4();
  await model.fit(x, y, { epochs: 2, verbose: 0 });
  const weights = model.getWeights();
  model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  assert.deepEqual(model.getWeights(), weights);
  assert.equal(model.optimizer.iterations, 0);
  const fresh = exercise4();
  fresh.setWeights(weights);
  for (const each of [model, fresh]) await each.fit(x, y, { epochs: 1, verbose: 0 });
  assert.deepEqual(model.getWeights(), fresh.getWeights());
});

test("layers that change after training ask for compile", async () => {
  const { x, y } = exercise4Data();
  const model = exercise4();
  await model.fit(x, y, { verbose: 0 });
  model.add(new Dense(1, { activation: "sigmoid" }));
  await assert.rejects(model.fit(x, y, { verbose: 0 }), /You must call `compile\(\)`/);
  assert.deepEqual((await model.predict(x)).shape, [569, 1]);
  const early = exercise4();
  early.add(new Dense(1, { activation: "sigmoid" }));
  assert.equal((await early.fit(x, y, { verbose: 0 })).epoch.length, 1);
});

test("a layer that is frozen before the first update stays as it is; after it `compile` has to be told", async () => {
  const { x, y } = exercise4Data();
  const model = exercise4();
  await model.predict(x);
  model.layers[0].trainable = false;
  const [frozen] = model.getWeights();
  await model.fit(x, y, { verbose: 0 });
  assert.deepEqual(model.getWeights()[0], frozen);
  const { kernel } = model.layers[1] as Dense;
  kernel.trainable = false;
  await assert.rejects(model.fit(x, y, { verbose: 0 }), /trainable=false for its kernel\. Call `compile/);
  kernel.trainable = true;
  model.layers[0].trainable = true;
  const told =
    /layer 'dense' to be as trainable as when the training began\. Received: trainable=true for its kernel\. Call `compile/;
  await assert.rejects(model.fit(x, y, { verbose: 0 }), told);
  assert.throws(() => model.trainOnBatch(x, y), told);
  model.compile({ optimizer: "adam", loss: "binary_crossentropy" });
  await model.fit(x, y, { verbose: 0 });
  assert.notDeepEqual(model.getWeights()[0], frozen);
  // A layer that trains no weights: frozen, it no longer normalizes by the batch.
  const norm = new layers.BatchNormalization({ center: false, scale: false, inputShape: [30] });
  const normed = new Sequential([norm, new Dense(1)]);
  normed.compile({ optimizer: "adam", loss: "mse" });
  await normed.predict(x);
  norm.trainable = false;
  const moving = norm.getWeights();
  await normed.fit(x, y, { verbose: 0 });
  assert.deepEqual(norm.getWeights(), moving);
  norm.trainable = true;
  await assert.rejects(normed.fit(x, y, { verbose: 0 }), /Received: trainable=true\. Call `compile/);
});

test("trainOnBatch makes the same update as a fit of one batch", async () => {
  const { x, y } = exercise4Data();
  const [fitted, stepped] = [exercise4(), exercise4()];
  const { history } = await fitted.fit(x, y, { batchSize: 569, shuffle: false, verbose: 0 });
  assert.deepEqual(stepped.trainOnBatch(x, y), [history.loss[0], history.accuracy[0]]);
  assert.deepEqual(stepped.getWeights(), fitted.getWeights());
  assert.equal(stepped.optimizer.iterations, 1);
  assert.deepEqual(stepped.predictOnBatch(x), await fitted.predict(x));
});

test("a large batch, which is done in pieces, comes to the same bits as one at once, with a constraint and a reduction", async () => {
  const x = new NDArray(
    Float32Array.from({ length: 600 * 400 }, (_, i) => Math.sin(i)),
    [600, 400],
  );
  const y = Float32Array.from({ length: 600 }, (_, i) => i % 2);
  const sampleWeight = Float32Array.from({ length: 600 }, (_, i) => (i % 3) / 2);
  const model = () => {
    utils.setRandomSeed(2);
    const wide = new Sequential([
      new Dense(400, { inputShape: [400], activation: "relu", kernelConstraint: "unit_norm" }),
      new Dense(1),
    ]);
    const loss = new losses.MeanSquaredError({ reduction: "mean_with_sample_weight" });
    wide.compile({ optimizer: "sgd", loss, metrics: [new metrics.R2Score()] });
    return wide;
  };
  const [fitted, stepped] = [model(), model()];
  const { history } = await fitted.fit(x, y, { batchSize: 600, shuffle: false, verbose: 0, sampleWeight });
  assert.deepEqual(stepped.trainOnBatch(x, y, { sampleWeight }), [history.loss[0], history.r2_score[0]]);
  assert.deepEqual(stepped.getWeights(), fitted.getWeights());
});

test("validationSplit keeps the last samples from training", async () => {
  const { x, y } = exercise4Data();
  const split = exercise4();
  const { history } = await split.fit(x, y, { verbose: 0, validationSplit: 0.2, shuffle: false });
  const byHand = exercise4();
  const own = await byHand.fit(x.slice(0, 455), y.slice(0, 455), {
    verbose: 0,
    shuffle: false,
    validationData: [x.slice(455), y.slice(455)],
  });
  assert.deepEqual(own.history, history);
  assert.deepEqual(byHand.getWeights(), split.getWeights());
});

test("optimizers are told what they were made with", async () => {
  const { x, y } = exercise4Data();
  const losses: number[] = [];
  const all = [
    new optimizers.SGD(),
    new optimizers.SGD({ learningRate: 0.1 }),
    new optimizers.SGD({ momentum: 0.9 }),
    new optimizers.SGD({ momentum: 0.9, nesterov: true }),
    new optimizers.Adam(),
    new optimizers.Adam({ beta1: 0.5 }),
    new optimizers.Adam({ beta2: 0.9 }),
    new optimizers.Adam({ epsilon: 0.1 }),
    new optimizers.Adam({ amsgrad: true }),
  ];
  for (const optimizer of all) {
    const model = exercise4({ optimizer });
    assert.equal(model.optimizer, optimizer);
    await model.fit(x, y, { epochs: 5, verbose: 0 });
    losses.push((await model.evaluate(x, y, { verbose: 0 }))[0]);
  }
  assert.equal(new Set(losses).size, all.length);
});

test("a network of several classes learns from numbers and from rows alike", async () => {
  const x = Array.from({ length: 90 }, (_, i) => [Math.floor(i / 30), (i * 7) % 5]);
  const labels = x.map(([label]) => label);
  const rows = labels.map((label) => [0, 1, 2].map((i) => (i === label ? 1 : 0)));
  const train = async (
    loss: "sparse_categorical_crossentropy" | "categorical_crossentropy",
    y: number[] | number[][],
  ) => {
    utils.setRandomSeed(0);
    const model = new Sequential([
      new Dense(8, { inputShape: [2], activation: "tanh" }),
      new Dense(3, { activation: "softmax" }),
    ]);
    model.compile({ optimizer: new optimizers.Adam({ learningRate: 0.05 }), loss, metrics: ["accuracy"] });
    await model.fit(x, y, { epochs: 40, verbose: 0 });
    return model.evaluate(x, y, { verbose: 0 });
  };
  const [fromNumbers, fromRows] = [
    await train("sparse_categorical_crossentropy", labels),
    await train("categorical_crossentropy", rows),
  ];
  assert.ok(fromNumbers[1] > 0.95);
  assert.ok(Math.abs(fromNumbers[0] - fromRows[0]) < 1e-5);
  assert.equal(fromRows[1], fromNumbers[1]);
});
