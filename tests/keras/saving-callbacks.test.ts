/** ModelCheckpoint and BackupAndRestore; the texts are those of Keras 3.15.1. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { callbacks, Dense, Input, models, Sequential, utils } from "../../lib/keras/index.ts";
import { captured } from "./capture.ts";

const folder = mkdtempSync(join(tmpdir(), "keras-day-checkpoint-"));
const file = (name: string) => join(folder, name);

const x = [
  [0, 1],
  [1, 0],
  [1, 1],
  [0.5, 0.2],
];
const y = [[1], [0], [1], [0]];
const fit = { batchSize: 2, shuffle: false, verbose: 0 } as const;

function small(): Sequential {
  utils.setRandomSeed(4);
  const model = new Sequential([Input({ shape: [2] }), new Dense(3, { activation: "relu" }), new Dense(1)]);
  model.compile({ optimizer: "adam", loss: "mse", metrics: ["mae"] });
  return model;
}

test("a file for every epoch, named by a format string", async () => {
  const model = small();
  const checkpoint = new callbacks.ModelCheckpoint(file("m-{epoch:02d}-{val_loss:.2f}.keras"));
  const { history } = await model.fit(x, y, {
    ...fit,
    epochs: 2,
    validationData: [x, y],
    callbacks: checkpoint,
  });
  const names = history.val_loss.map((loss, i) => `m-0${i + 1}-${loss.toFixed(2)}.keras`);
  assert.deepEqual(readdirSync(folder).sort(), names.sort());
  const loaded = await models.loadModel(file(names[1]));
  assert.deepEqual(loaded.getWeights(), model.getWeights());
});

test("numbers in a file's name are as Python's format writes them", async () => {
  // " ".join(format(value, spec) for spec in specs) in Python.
  const specs = ["g", ".3g", ".3", ".1", "+08.2f", "08.3f", "010g", ".2e"];
  const formatted: [value: number, text: string][] = [
    [-0.25, "-0.25 -0.25 -0.25 -0.2 -0000.25 -000.250 -000000.25 -2.50e-01"],
    [1234567, "1.23457e+06 1.23e+06 1.23e+06 1e+06 +1234567.00 1234567.000 1.23457e+06 1.23e+06"],
    [1e-7, "1e-07 1e-07 1e-07 1e-07 +0000.00 0000.000 000001e-07 1.00e-07"],
    [100, "100 100 1e+02 1e+02 +0100.00 0100.000 0000000100 1.00e+02"],
    [5, "5 5 5.0 5e+00 +0005.00 0005.000 0000000005 5.00e+00"],
  ];
  const template = specs.map((spec) => `{loss:${spec}}`).join(" ");
  const checkpoint = new callbacks.ModelCheckpoint(`${template}.keras`);
  const saved: string[] = [];
  checkpoint.setModel({ save: async (path: string) => saved.push(path) } as never);
  for (const [loss] of formatted) await checkpoint.onEpochEnd(0, { loss });
  assert.deepEqual(
    saved,
    formatted.map(([, text]) => `${text}.keras`),
  );
});

test("the best only, in Keras' words", async () => {
  const model = small();
  const path = file("best.weights.h5");
  const checkpoint = new callbacks.ModelCheckpoint(path, {
    monitor: "mae",
    mode: "max",
    verbose: 1,
    saveBestOnly: true,
    saveWeightsOnly: true,
  });
  const text = await captured(async () => {
    const { history } = await model.fit(x, y, { ...fit, epochs: 2, callbacks: checkpoint });
    assert.ok(history.mae[1] < history.mae[0], "the second epoch has the smaller error");
  });
  const first = checkpoint.best.toFixed(5);
  assert.equal(
    text,
    `\nEpoch 1: mae improved from None to ${first}, saving model to ${path}\n` +
      `\nEpoch 1: finished saving model to ${path}\n\nEpoch 2: mae did not improve from ${first}\n`,
  );
  const threshold = new callbacks.ModelCheckpoint(file("never.keras"), {
    monitor: "loss",
    saveBestOnly: true,
    initialValueThreshold: 0,
  });
  await model.fit(x, y, { ...fit, callbacks: threshold });
  assert.equal(existsSync(file("never.keras")), false);
});

test("after so many batches, counted over the epochs", async () => {
  const checkpoint = new callbacks.ModelCheckpoint(file("b-{epoch}-{batch}.keras"), {
    saveFreq: 3,
    monitor: "loss",
  });
  await small().fit(x, y, { ...fit, epochs: 3, callbacks: checkpoint });
  assert.deepEqual(
    readdirSync(folder).filter((name) => name.startsWith("b-")),
    ["b-2-1.keras", "b-3-2.keras"],
  );
});

test("wrong arguments of a checkpoint", async () => {
  const { ModelCheckpoint, BackupAndRestore } = callbacks;
  assert.throws(() => new ModelCheckpoint("m.txt"), /The filepath provided must end in `\.keras`/);
  assert.throws(
    () => new ModelCheckpoint("m.keras", { saveWeightsOnly: true }),
    /must end in `\.weights\.h5`/,
  );
  assert.throws(() => new ModelCheckpoint("m.keras", { saveFreq: 0 }), /Unrecognized save_freq: 0/);
  assert.throws(() => new BackupAndRestore(""), /Empty `backupDir` argument passed/);
  const unbuilt = new Sequential([new Dense(1)]);
  unbuilt.compile({ optimizer: "sgd", loss: "mse" });
  await assert.rejects(
    unbuilt.fit(x, y, { ...fit, callbacks: new BackupAndRestore(file("unbuilt")) }),
    /To use the BackupAndRestore callback, your model must be built before you call `fit\(\)`\. Model <.*> is unbuilt\./,
  );
  const unknown = new ModelCheckpoint(file("{nothing}.keras"), { monitor: "loss" });
  await assert.rejects(
    small().fit(x, y, { ...fit, callbacks: unknown }),
    /Failed to format this callback filepath: ".*\{nothing\}\.keras"\. Reason: 'nothing'/,
  );
  writeFileSync(file("in-the-way"), "");
  const below = new ModelCheckpoint(file("in-the-way/m.keras"), { monitor: "loss" });
  await assert.rejects(small().fit(x, y, { ...fit, callbacks: below }), /EEXIST|ENOTDIR/);
});

class Stop extends callbacks.Callback {
  constructor(private readonly at: number) {
    super();
  }

  override onEpochBegin(epoch: number): void {
    if (epoch === this.at) throw new Error("interrupted");
  }
}

test("an interrupted training goes on as if it had not been", async () => {
  const whole = small();
  const { history } = await whole.fit(x, y, { ...fit, epochs: 5 });
  const backup = () => new callbacks.BackupAndRestore(file("backup"), { doubleCheckpoint: true });
  await assert.rejects(
    small().fit(x, y, { ...fit, epochs: 5, callbacks: [backup(), new Stop(3)] }),
    /interrupted/,
  );
  assert.equal(readFileSync(file("backup/training_metadata.json"), "utf8"), '{"epoch": 3, "batch": 0}');
  const second = small();
  const rest = await second.fit(x, y, { ...fit, epochs: 5, callbacks: backup() });
  assert.deepEqual([...rest.epoch], [3, 4]);
  assert.deepEqual([...rest.history.loss], [...history.loss.slice(3)]);
  assert.deepEqual(second.getWeights(), whole.getWeights());
  assert.equal(existsSync(file("backup")), false);
});

test("a damaged backup gives way to the one before", async () => {
  const backup = () => new callbacks.BackupAndRestore(file("twice"), { doubleCheckpoint: true });
  await assert.rejects(small().fit(x, y, { ...fit, epochs: 5, callbacks: [backup(), new Stop(3)] }));
  writeFileSync(file("twice/latest.weights.h5"), "damaged");
  writeFileSync(file("twice/mine.txt"), "stays");
  const { epoch } = await small().fit(x, y, { ...fit, epochs: 5, callbacks: backup() });
  assert.deepEqual([...epoch], [2, 3, 4]);
  assert.deepEqual(readdirSync(file("twice")), ["mine.txt"]);
});
