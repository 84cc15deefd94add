import assert from "node:assert/strict";
import { test } from "node:test";
import { uniform } from "../../lib/engine/index.ts";
import { callbacks, Dense, Sequential, utils } from "../../lib/keras/index.ts";
import { NDArray } from "../../lib/ndarray.ts";
import { exercise4, exercise4Data } from "./data.ts";

const { x, y } = exercise4Data();

/** The weights after some batches. */
async function after(batches: number) {
  const model = exercise4();
  await model.fit(x, y, {
    verbose: 0,
    callbacks: new callbacks.LambdaCallback({
      onTrainBatchEnd: (batch) => {
        if (batch === batches - 1) model.stopTraining = true;
      },
    }),
  });
  return model.getWeights();
}

test("a signal stops a fit at the next batch; the weights are those of that moment, and the model goes on", async () => {
  const stop = new AbortController();
  const model = exercise4();
  const fit = model.fit(x, y, {
    epochs: 9,
    verbose: 0,
    signal: stop.signal,
    callbacks: new callbacks.LambdaCallback({
      onTrainBatchEnd: (batch) => {
        if (batch === 2) stop.abort();
      },
    }),
  });
  await assert.rejects(fit, { name: "KeyboardInterrupt", message: /The work was stopped/ });
  assert.deepEqual(model.getWeights(), await after(3));
  assert.equal((await model.fit(x, y, { epochs: 2, verbose: 0 })).epoch.length, 2);
});

test("a fit that is stopped before its first batch does not refuse the next call", async () => {
  const stop = new AbortController();
  const model = exercise4();
  const stopped = model.fit(x, y, { verbose: 0, signal: stop.signal });
  stop.abort();
  const next = model.fit(x, y, { epochs: 2, verbose: 0 });
  await assert.rejects(stopped, { name: "KeyboardInterrupt" });
  assert.equal((await next).epoch.length, 2);
});

test("a fit takes over from a stopped one whose callback never ends, and which does not train on", async () => {
  const stop = new AbortController();
  const model = exercise4();
  let goOn = () => {};
  const inCallback = new Promise<void>((resolve) => {
    const onEpochEnd = () =>
      new Promise<void>((end) => {
        goOn = end;
        resolve();
      });
    const waits = new callbacks.LambdaCallback({ onEpochEnd });
    const fit = model.fit(x, y, { epochs: 9, verbose: 0, signal: stop.signal, callbacks: waits });
    fit.catch(() => {});
  });
  await inCallback;
  stop.abort();
  assert.equal((await model.fit(x, y, { epochs: 2, verbose: 0 })).epoch.length, 2);
  const weights = model.getWeights();
  goOn();
  await new Promise((resolve) => setTimeout(resolve, 50));
  assert.deepEqual(model.getWeights(), weights);
});

test("a signal stops an epoch on other threads at the next batch, and the optimizer has counted the batches", async () => {
  const rows = 20_000;
  const x = new NDArray(uniform(1, rows * 100, -1, 1), [rows, 100]);
  const y = new NDArray(uniform(2, rows, 0, 1), [rows]);
  const network = () => {
    utils.setRandomSeed(1);
    const model = new Sequential([new Dense(200, { inputShape: [100], activation: "tanh" }), new Dense(1)]);
    model.compile({ optimizer: "adam", loss: "mse" });
    return model;
  };
  const options = { batchSize: 20, shuffle: false, verbose: 0 } as const;
  const stop = new AbortController();
  const model = network();
  const [bias] = model.layers[1].getWeights().slice(-1);
  const timer = setInterval(() => {
    // It has learnt something.
    if (model.layers[1].getWeights().at(-1)?.values[0] !== bias.values[0]) stop.abort();
  }, 20);
  const fit = model.fit(x, y, { ...options, epochs: 1000, signal: stop.signal });
  await assert.rejects(fit, { name: "KeyboardInterrupt" });
  clearInterval(timer);
  const batches = model.optimizer.iterations;
  assert.ok(batches > 0);
  const same = network();
  const [epochs, rest] = [Math.floor(batches / 1000), batches % 1000];
  if (epochs > 0) await same.fit(x, y, { ...options, epochs });
  if (rest > 0) await same.fit(x, y, { ...options, stepsPerEpoch: rest });
  assert.deepEqual(model.getWeights(), same.getWeights());
});

test("stopping the cell stops its fit, evaluation and prediction", async (t) => {
  const stop = new AbortController();
  const kernel = Symbol.for("tslab.kernel");
  Object.defineProperty(globalThis, kernel, { value: { signal: stop.signal }, configurable: true });
  t.after(() => Reflect.deleteProperty(globalThis, kernel));
  const model = exercise4();
  setTimeout(() => stop.abort(), 20);
  await assert.rejects(model.fit(x, y, { epochs: 1e6, verbose: 0 }), { name: "KeyboardInterrupt" });
  const weights = model.getWeights();
  assert.ok(weights.every(({ values }) => values.every(Number.isFinite)));
  await assert.rejects(model.evaluate(x, y, { verbose: 0 }), { name: "KeyboardInterrupt" });
  await assert.rejects(model.predict(x), { name: "KeyboardInterrupt" });
  assert.deepEqual(model.getWeights(), weights);
});

test("callbacks may evaluate, predict, read and write weights, and change the learning rate", async () => {
  const seen: number[] = [];
  const model = exercise4();
  const { history } = await model.fit(x, y, {
    epochs: 3,
    verbose: 0,
    callbacks: new callbacks.LambdaCallback({
      async onEpochEnd(epoch) {
        seen.push((await model.evaluate(x, y, { verbose: 0 }))[0]);
        await model.predict(x.slice(0, 100));
        if (epoch === 0) model.optimizer.learningRate = 0.01;
        if (epoch === 1)
          model.setWeights(
            model.getWeights().map(({ shape, size }) => {
              const row = shape.length === 1 ? size : shape[1];
              const zeros = Array.from({ length: size / row }, () => Array(row).fill(0));
              return shape.length === 1 ? zeros[0] : zeros;
            }),
          );
      },
    }),
  });
  assert.equal(seen.length, 3);
  assert.ok(seen[1] < history.loss[1] && history.loss[1] < history.loss[0]);
  assert.ok(Math.abs(history.loss[2] - Math.LN2) < 0.03);
});

test("a model that is compiled or changed while it is fitted ends the fit", async () => {
  const model = exercise4();
  const change = new callbacks.LambdaCallback({
    onEpochEnd: () => model.compile({ optimizer: "sgd", loss: "mse" }),
  });
  await assert.rejects(
    model.fit(x, y, { epochs: 2, verbose: 0, callbacks: change }),
    /^ValueError: This `fit` has ended: the model was changed or compiled while it ran/,
  );
});
