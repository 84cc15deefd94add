import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as pause } from "node:timers/promises";
import { inspect } from "node:util";
import { type Callback, callbacks, config, Dense, Sequential, utils } from "../../lib/keras/index.ts";
import { captured } from "./capture.ts";
import { exercise4, exercise4Data } from "./data.ts";

const { EarlyStopping, LambdaCallback, LearningRateScheduler } = callbacks;

function line(): Sequential {
  utils.setRandomSeed(1);
  const model = new Sequential([new Dense(1, { inputShape: [1] })]);
  model.compile({ optimizer: "sgd", loss: "mse", metrics: ["mae"] });
  return model;
}

const x = [1, 2, 3, 4, 5];
const y = [2, 4, 6, 8, 10];

/** Writes down each call of a hook, with the number that it got. */
class Recorder extends callbacks.Callback {
  readonly calls: string[] = [];

  constructor() {
    super();
    const hooks = Object.getOwnPropertyNames(callbacks.Callback.prototype).filter((name) =>
      name.startsWith("on"),
    );
    for (const hook of hooks) {
      Object.assign(this, {
        [hook]: (first: unknown) => {
          this.calls.push(typeof first === "number" ? `${hook} ${first}` : hook);
        },
      });
    }
  }
}

test("every hook is called, in Keras' order", async () => {
  const model = line();
  const recorder = new Recorder();
  await model.fit(x, y, { epochs: 2, batchSize: 3, verbose: 0, callbacks: recorder, validationData: [x, y] });
  const epoch = (number: number) => [
    `onEpochBegin ${number}`,
    "onTrainBatchBegin 0",
    "onTrainBatchEnd 0",
    "onTrainBatchBegin 1",
    "onTrainBatchEnd 1",
    "onTestBegin",
    "onTestBatchBegin 0",
    "onTestBatchEnd 0",
    "onTestBatchBegin 1",
    "onTestBatchEnd 1",
    "onTestEnd",
    `onEpochEnd ${number}`,
  ];
  assert.deepEqual(recorder.calls, ["onTrainBegin", ...epoch(0), ...epoch(1), "onTrainEnd"]);
  assert.deepEqual(recorder.params, { verbose: 0, epochs: 2, steps: 2 });
  assert.equal(recorder.model, model);
  recorder.calls.length = 0;
  await model.evaluate(x, y, { batchSize: 9, verbose: 0, callbacks: [recorder] });
  await model.predict(x, { batchSize: 9, callbacks: [recorder] });
  assert.deepEqual(recorder.calls, [
    "onTestBegin",
    "onTestBatchBegin 0",
    "onTestBatchEnd 0",
    "onTestEnd",
    "onPredictBegin",
    "onPredictBatchBegin 0",
    "onPredictBatchEnd 0",
    "onPredictEnd",
  ]);
});

test("the history has the figures of each epoch, and prints as Python prints it", async () => {
  const model = line();
  const history = await model.fit(x, y, {
    epochs: 3,
    initialEpoch: 1,
    verbose: 0,
    validationData: [[1], [1]],
  });
  assert.deepEqual(history.epoch, [1, 2]);
  assert.deepEqual(Object.keys(history.history), ["loss", "mae", "val_loss", "val_mae"]);
  assert.equal(history.history.loss.length, 2);
  assert.equal(model.history, history);
  assert.deepEqual(history.params, { verbose: 0, epochs: 3, steps: 1 });
  assert.equal(history.history.val_mae[1], (await model.evaluate([1], [1], { verbose: 0 }))[1]);
  assert.match(inspect(history), /^<tensorflow\.python\.keras\.callbacks\.History object at 0x7f/);
  assert.match(inspect(history.history), /^\{'loss': \[\d+\.\d+, \d+\.\d+\], 'mae': \[/);
  const perfect = await (async () => {
    const exact = line();
    exact.setWeights([[[2]], [0]]);
    return exact.fit(x, y, { verbose: 0 });
  })();
  assert.equal(inspect(perfect.history), "{'loss': [0.0], 'mae': [0.0]}");
});

test("figures are means over samples, also when the last batch is smaller", async () => {
  const model = line();
  model.setWeights([[[0]], [0]]);
  const frozen = new LearningRateScheduler(() => 0);
  const { history } = await model.fit(x, y, { batchSize: 2, verbose: 0, callbacks: frozen });
  assert.equal(history.loss[0], (4 + 16 + 36 + 64 + 100) / 5);
  assert.equal(history.mae[0], (2 + 4 + 6 + 8 + 10) / 5);
  assert.deepEqual(await model.evaluate(x, y, { batchSize: 3, verbose: 0 }), [44, 6]);
  assert.deepEqual(model.metricsNames, ["loss", "mae"]);
});

test("a callback can stop after a batch, and after an epoch", async () => {
  const model = line();
  const seen: number[] = [];
  const stop = new LambdaCallback({
    onTrainBatchEnd: (batch) => {
      seen.push(batch);
      model.stopTraining = batch === 1;
    },
  });
  const { epoch } = await model.fit(x, y, { epochs: 5, batchSize: 1, verbose: 0, callbacks: stop });
  assert.deepEqual([seen, epoch], [[0, 1], [0]]);
  const atEpoch = new LambdaCallback({
    onEpochEnd: (number) => {
      model.stopTraining = number === 2;
    },
  });
  assert.deepEqual((await model.fit(x, y, { epochs: 9, verbose: 0, callbacks: [atEpoch] })).epoch, [0, 1, 2]);
  assert.deepEqual((await model.fit(x, y, { epochs: 4, verbose: 0 })).epoch, [0, 1, 2, 3]);
});

test("hooks that take their time are waited for", async () => {
  const order: string[] = [];
  const slow = new LambdaCallback({
    async onEpochEnd(epoch) {
      await pause(1);
      order.push(`end ${epoch}`);
    },
    onEpochBegin: (epoch) => {
      order.push(`begin ${epoch}`);
    },
  });
  await line().fit(x, y, { epochs: 2, verbose: 0, callbacks: slow });
  assert.deepEqual(order, ["begin 0", "end 0", "begin 1", "end 1"]);
});

test("hooks may return values, which are ignored", async () => {
  const losses: number[] = [];
  const push = new LambdaCallback({
    onEpochBegin: (epoch) => epoch,
    onEpochEnd: (_, logs) => losses.push(logs.loss),
  });
  const { history } = await line().fit(x, y, { epochs: 2, verbose: 0, callbacks: push });
  assert.deepEqual(losses, [...history.loss]);
});

test("the learning rate can follow a schedule", async () => {
  const model = line();
  model.setWeights([[[0]], [0]]);
  const schedule = new LearningRateScheduler((epoch, rate) => (epoch === 0 ? 0.5 : rate / 2));
  const one = [[1]];
  const { history } = await model.fit(one, [1], { epochs: 3, verbose: 0, callbacks: schedule });
  assert.deepEqual(history.learning_rate, [0.5, 0.25, 0.125]);
  // w and b both take lr · 2 · (1 − w − b): the error of 1 becomes 1 − 4 · lr of itself.
  assert.deepEqual(history.loss, [1, 1, 0]);
  assert.equal(model.optimizer.learningRate, 0.125);
  assert.equal(model.optimizer.iterations, 3);
});

test("early stopping waits for its patience and can put the best weights back", async () => {
  const model = line();
  // Rates that make the loss fall twice and then rise.
  const rates = [0.02, 0.02, 0.2, 0.2, 0.2, 0.2];
  const weights: unknown[] = [];
  const early = new EarlyStopping({ monitor: "val_loss", patience: 2, restoreBestWeights: true, verbose: 1 });
  const all: Callback[] = [
    new LearningRateScheduler((epoch) => rates[epoch]),
    new LambdaCallback({ onEpochEnd: () => void weights.push(model.getWeights()) }),
    early,
  ];
  const printed = await captured(async () => {
    const { epoch, history } = await model.fit(x, y, {
      epochs: 6,
      verbose: 0,
      validationData: [x, y],
      callbacks: all,
    });
    assert.deepEqual(epoch, [0, 1, 2, 3]);
    assert.equal(early.best, history.val_loss[1]);
  });
  assert.deepEqual([early.bestEpoch, early.stoppedEpoch, early.wait], [1, 3, 2]);
  assert.deepEqual(model.getWeights(), weights[1]);
  assert.equal(
    printed,
    "Epoch 00004: early stopping\nRestoring model weights from the end of the best epoch.\n",
  );
});

test("early stopping knows which way is better, and asks when it does not", async () => {
  const { x: samples, y: labels } = exercise4Data();
  const falling = new LearningRateScheduler(() => 0);
  const stops = async (options: callbacks.EarlyStoppingOptions) => {
    const early = new EarlyStopping({ patience: 1, ...options });
    const fit = exercise4().fit(samples, labels, { epochs: 4, verbose: 0, callbacks: [falling, early] });
    return (await fit).epoch.length;
  };
  // Nothing changes, so nothing is ever better; what the first epoch brought counts as better than nothing.
  assert.equal(await stops({ monitor: "loss" }), 2);
  assert.equal(await stops({ monitor: "accuracy" }), 2);
  assert.equal(await stops({ monitor: "loss", startFromEpoch: 2 }), 4);
  assert.equal(await stops({ monitor: "loss", patience: 3 }), 4);
  await assert.rejects(stops({ monitor: "speed" }), /isn't able to automatically determine.*`mode: 'max'`/);
  const early = new EarlyStopping({ monitor: "accuracy" });
  await exercise4().fit(samples, labels, { verbose: 0, callbacks: early });
  assert.ok(early.best > 0.3 && early.best < 1);
  // The same number in float32.
  const close = new EarlyStopping({ monitor: "loss", mode: "min", patience: 2 });
  close.onTrainBegin();
  for (const [epoch, loss] of [0.5, 0.49999999].entries()) await close.onEpochEnd(epoch, { loss });
  assert.equal(close.best, 0.5);
});

test("early stopping without its figure says which there are", async (t) => {
  const warn = t.mock.method(console, "warn", () => {});
  await line().fit(x, y, { verbose: 0, callbacks: new EarlyStopping() });
  assert.deepEqual(warn.mock.calls[0].arguments, [
    "Early stopping conditioned on metric `val_loss` which is not available. Available metrics are: loss,mae",
  ]);
});

test("without a clock a finished epoch is one line, without times; the default in a Jupyter kernel", async (t) => {
  const place = globalThis as { [name: symbol]: unknown };
  const kernel = Symbol.for("tslab.kernel");
  t.after(() => {
    delete place[kernel];
    config.setClock(undefined);
  });
  const { x: samples, y: labels } = exercise4Data();
  const run = () =>
    captured(async () => {
      const model = exercise4();
      await model.fit(samples, labels, { epochs: 2 });
      await model.fit(samples, labels, { verbose: 2 });
      await model.evaluate(samples, labels);
      await model.predict(samples, { verbose: 1 });
    });
  const bar = "18/18 [==============================]";
  const figures = / - loss: 0\.\d{4} - accuracy: 0\.\d{4}/.source;
  const expected = new RegExp(
    `^Epoch 1/2\n${escaped(bar)}${figures}\nEpoch 2/2\n${escaped(bar)}${figures}\n18/18${figures}\n${escaped(bar)}${figures}\n${escaped(bar)}\n$`,
  );
  config.setClock(null);
  const printed = await run();
  assert.match(printed, expected);
  config.setClock(undefined);
  place[kernel] = {};
  // On a slow machine the bar may have been seen in between.
  assert.equal((await run()).replace(/^.*\r/gm, ""), printed);
  delete place[kernel];
  assert.match(await run(), /\r.* \d+(us|ms|s)\/step - loss/);
});

function escaped(text: string): string {
  return text.replace(/[[\]]/g, "\\$&");
}
