/** The files of the TensorBoard callback, as TensorBoard itself reads them. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { callbacks, Dense, optimizers, Sequential } from "../../lib/keras/index.ts";
import { venv } from "../../lib/setup/paths.mjs";

const folder = mkdtempSync(join(tmpdir(), "keras-day-tensorboard-"));

const python = join(venv, "bin/python");
const lib = join(venv, "lib");
const isInstalled =
  existsSync(lib) && readdirSync(lib).some((one) => existsSync(join(lib, one, "site-packages/tensorboard")));
const skip = isInstalled ? false : "TensorBoard is not installed: npm test does it";

interface Found {
  plugin: string;
  steps: number[];
  values: number[][];
}

async function read(logDir: string) {
  const script = fileURLToPath(new URL("tensorboard-files.py", import.meta.url));
  const { stdout } = await promisify(execFile)(python, [script, logDir]);
  return JSON.parse(stdout) as {
    train: Record<string, Found>;
    validation: Record<string, Found>;
    graph: Record<string, string[]>;
  };
}

const x = [[0], [1], [2], [3], [4]];
const y = [1, 3, 5, 7, 9];

function compiled(): Sequential {
  const model = new Sequential([
    new Dense(2, { inputDim: 1, name: "hidden", activation: "tanh" }),
    new Dense(1, { name: "out" }),
  ]);
  model.compile({ optimizer: new optimizers.SGD(0.01), loss: "mse", metrics: ["mae"] });
  return model;
}

test("TensorBoard reads figures, rates, histograms and the graph of layers", { skip }, async () => {
  const logDir = join(folder, "run");
  const model = compiled();
  const board = new callbacks.TensorBoard({
    logDir,
    histogramFreq: 2,
    updateFreq: 2,
    writeStepsPerSecond: true,
  });
  const fit = {
    epochs: 3,
    batchSize: 2,
    validationData: [x, y] as const,
    callbacks: [board],
    verbose: 0,
  } as const;
  const seen: number[] = [];
  const spy = new callbacks.LambdaCallback({ onTrainBatchEnd: (_, logs) => void seen.push(logs.loss) });
  const { history } = await model.fit(x, y, { ...fit, callbacks: [board, spy] });
  const figures = await model.evaluate(x, y, { returnDict: true, callbacks: [board], verbose: 0 });
  const { train, validation, graph } = await read(logDir);

  const column = (name: string) => history[name].map((value) => [value]);
  const scalar = (values: number[][], steps = [0, 1, 2]) => ({ plugin: "scalars", steps, values });
  assert.deepEqual(train.epoch_loss, scalar(column("loss")));
  assert.deepEqual(train.epoch_mae, scalar(column("mae")));
  const rate = Math.fround(0.01);
  assert.deepEqual(train.epoch_learning_rate, scalar([[rate], [rate], [rate]]));
  assert.equal(train.epoch_steps_per_second.values.length, 3);
  assert.ok(train.epoch_steps_per_second.values.flat().every((value) => value > 0));
  assert.deepEqual(train.batch_loss.steps, [2, 4, 6, 8]);
  assert.deepEqual(
    train.batch_loss.values,
    [1, 3, 5, 7].map((batch) => [seen[batch]]),
  );
  assert.deepEqual(validation.epoch_loss, scalar(column("val_loss")));
  const evaluated = validation.evaluation_mae_vs_iterations;
  assert.deepEqual(evaluated.steps, [3, 6, 9, 9]);
  assert.deepEqual(evaluated.values, [...column("val_mae"), [figures.mae]]);

  const kernel = train["sequential/hidden/kernel/histogram"];
  assert.equal(kernel.plugin, "histograms");
  assert.deepEqual(kernel.steps, [0, 2]);
  const [low, high] = [...model.getWeights()[0].values].sort((a, b) => a - b);
  const last = kernel.values[1];
  assert.equal(last.length, 90);
  assert.deepEqual([last[0], last[2], last[88], last[89]], [low, 1, high, 1]);
  assert.deepEqual(graph["sequential/out"], ["sequential/hidden"]);
});

test("each fit has files of its own, and nothing more than figures by default", { skip }, async () => {
  const logDir = join(folder, "two");
  const board = new callbacks.TensorBoard(logDir, { writeGraph: false });
  const model = compiled();
  await model.fit(x, y, { callbacks: [board], verbose: 0 });
  await model.fit(x, y, { callbacks: [board], verbose: 0 });
  assert.equal(readdirSync(join(logDir, "train")).length, 2);
  assert.ok(!existsSync(join(logDir, "validation")));
  const { train } = await read(logDir);
  assert.deepEqual(Object.keys(train).sort(), ["epoch_learning_rate", "epoch_loss", "epoch_mae"]);
});

test("what is not ported is refused", () => {
  const { TensorBoard } = callbacks;
  assert.throws(() => new TensorBoard({ profileBatch: 2 }), /`profileBatch` is not ported/);
  assert.throws(() => new TensorBoard({ writeImages: true }), /`writeImages` is not ported/);
  assert.throws(
    () => new TensorBoard({ updateFreq: 0 }),
    /"epoch", "batch" or a positive integer.*updateFreq=0/,
  );
  assert.throws(() => new TensorBoard({ histogramFreq: -1 }), /histogramFreq=-1/);
  assert.throws(() => new TensorBoard({ logdir: "x" } as never), /logdir/);
});
