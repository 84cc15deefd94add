import assert from "node:assert/strict";
import { test } from "node:test";
import { areHarder } from "../../lib/grade/doubts/data-doubts.ts";
import { type LayerRecord, readRecord, type TrainingRecord } from "../../lib/grade/record/session-record.ts";
import { networkOf, withAdapted } from "../../lib/grade/replay/network.ts";
import { repeatTrainings, replayBudget } from "../../lib/grade/replay/replay.ts";
import { Dense, layers, Sequential, utils } from "../../lib/keras/index.ts";
import { golden } from "../golden/load.ts";
import { exercise4Data } from "../keras/data.ts";

const { x, y } = exercise4Data();

/** The network of a training whose record names these layers. */
function remade(records: LayerRecord[]): Sequential {
  utils.clearSession();
  utils.setRandomSeed(5);
  const optimizer = { name: "Adam", learningRate: 0.001, settings: {} };
  return networkOf(
    {
      layers: records,
      optimizer,
      loss: "binary_crossentropy",
      lossSettings: {},
    } as unknown as TrainingRecord,
    30,
  );
}

interface Given {
  layers: LayerRecord[];
  history: Record<string, number[]>;
  epochs: number;
  seed: number | null;
  optimizer?: TrainingRecord["optimizer"];
  before: Float32Array;
  after?: Float32Array;
  weights?: number[] | undefined;
  accuracy?: TrainingRecord["accuracy"];
  /** The samples, if they are not the day's, standardized. */
  samples?: Float32Array;
  /** Rows of the samples, if they are not all. */
  rows?: number[];
}

/** The doubts when a record of one training of exercise 4's network is repeated. */
async function doubtsOn(
  {
    before,
    after,
    weights,
    samples = x.values as Float32Array,
    rows = [...y.values.keys()],
    ...given
  }: Given,
  isExact: boolean,
  budget = replayBudget(),
): Promise<string> {
  const values = rows.flatMap((row) => [...samples.subarray(30 * row, 30 * row + 30)]);
  const labels = rows.map((row) => y.values[row]);
  const arrays = { x: values, y: labels, before, after, weights };
  const base64 = (values: Iterable<number>) =>
    Buffer.from(Float32Array.from(values).buffer).toString("base64");
  const training: TrainingRecord = {
    ...{
      model: 0,
      loss: "binary_crossentropy",
      lossSettings: {},
      count: rows.length,
      batchSize: 32,
    },
    ...{ optimizer: { name: "Adam", learningRate: 0.001, settings: {} }, shuffle: true, updates: 0 },
    ...{ isRepeatable: true, hasCallbacks: false, accuracy: null, x: "x", y: "y", before: "before" },
    after: after ? "after" : null,
    weights: weights ? "weights" : null,
    ...given,
  };
  const record = readRecord({
    ...{ layers: [], models: [], printed: [], trainings: [training] },
    arrays: Object.fromEntries(
      Object.entries(arrays).flatMap(([name, values]) => (values ? [[name, base64(values)]] : [])),
    ),
  });
  const [{ doubts }] = await repeatTrainings(record!, isExact, budget);
  return doubts.join();
}

test("a recorded network with normalizations and noise is made again, and trains to the same bits", async () => {
  utils.clearSession();
  utils.setRandomSeed(5);
  const model = new Sequential([
    new layers.Rescaling(0.1, { inputShape: [30] }),
    new Dense(8),
    new layers.BatchNormalization({ momentum: 0.9 }),
    new layers.PReLU(),
    new layers.GaussianNoise(0.1),
    new layers.GaussianDropout(0.1),
    new layers.AlphaDropout(0.1),
    new layers.LayerNormalization({ scale: false }),
    new Dense(1, { activation: "sigmoid" }),
  ]);
  model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  const records = model.layers.map((layer) => ({ class_name: layer.className, config: layer.getConfig() }));
  const fitted = await model.fit(x, y, { epochs: 2, verbose: 0 });
  const again = remade(JSON.parse(JSON.stringify(records)));
  const { history } = await again.fit(x, y, { epochs: 2, verbose: 0 });
  assert.equal(again.jitCompile, true);
  assert.deepEqual(history, fitted.history);
  assert.deepEqual(again.getWeights(), model.getWeights());
});

test("a Normalization is repeated with what it has adapted to", async () => {
  const rows = x.arraySync() as number[][];
  const raw = rows.map((row) => row.map((value, feature) => value * (feature + 1) + 5));
  utils.clearSession();
  utils.setRandomSeed(5);
  const normalizer = new layers.Normalization();
  normalizer.adapt(raw);
  const model = new Sequential([normalizer, new Dense(5), new Dense(1, { activation: "sigmoid" })]);
  model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  await model.predict(raw.slice(0, 1), { verbose: 0 });
  const recorded = {
    layers: model.layers.map((layer) => ({ class_name: layer.className!, config: { ...layer.getConfig() } })),
  } as unknown as TrainingRecord;
  const weights = Float32Array.from(model.getWeights().flatMap(({ values }) => [...values]));
  const { training, adapted } = withAdapted(recorded, weights, 30);
  assert.equal(adapted, 61);
  const again = remade(JSON.parse(JSON.stringify(training.layers)));
  again.setWeights(model.getWeights().slice(3));
  const fitted = await model.fit(raw, y, { epochs: 2, verbose: 0, shuffle: false });
  const { history } = await again.fit(raw, y, { epochs: 2, verbose: 0, shuffle: false });
  assert.deepEqual(history, fitted.history);
  assert.ok(history.loss[1] < history.loss[0]);
});

test("a seeded training with class weights gives the recorded history, and another one without them", async () => {
  utils.clearSession();
  utils.setRandomSeed(5);
  const model = new Sequential([
    new Dense(5, { inputShape: [30], activation: "sigmoid" }),
    new Dense(1, { activation: "sigmoid" }),
  ]);
  model.compile({ optimizer: "adam", loss: "binary_crossentropy", metrics: ["accuracy"] });
  const all = () => Float32Array.from(model.getWeights().flatMap(({ values }) => [...values]));
  const layers = model.layers.map((layer) => ({
    class_name: layer.className!,
    config: { ...layer.getConfig() },
  }));
  const before = all();
  const { history } = await model.fit(x, y, { epochs: 25, verbose: 0, classWeight: { 0: 3, 1: 1 } });
  const sampleWeight = Array.from(y.values, (label): number => (label === 0 ? 3 : 1));
  const given = { layers, history, epochs: 25, seed: 5, before, after: all() };
  const doubts = (weights?: number[]) => doubtsOn({ ...given, weights }, true);
  // Others with a record whose arrays have the same names, but not the same values, change nothing.
  const samples = (x.values as Float32Array).map((value) => value / 100);
  assert.notEqual(await doubtsOn({ ...given, weights: sampleWeight, samples }, true), "");
  assert.equal(await doubts(sampleWeight), "");
  assert.match(await doubts(), /another history/);
  // The accuracy by another threshold, or by weights, is not compared: the loss is.
  for (const accuracy of [
    { threshold: 0.56, isWeighted: false },
    { threshold: null, isWeighted: true },
  ]) {
    const loss = history.loss;
    const raised = {
      ...given,
      accuracy,
      weights: sampleWeight,
      history: { loss, accuracy: loss.map(() => 0.99) },
    };
    assert.equal(await doubtsOn(raised, true), "");
    const other = { ...raised, history: { ...raised.history, loss: loss.with(20, loss[20] + 0.001) } };
    assert.match(await doubtsOn(other, true), /another history/);
  }
  // Without a seed, a history alone proves nothing.
  assert.match(
    await doubtsOn({ ...given, weights: sampleWeight, seed: null, after: undefined }, true),
    /does not tell how the training ended/,
  );
  // Samples without weight are left out, and a training that changes nothing is none.
  assert.match(await doubts(sampleWeight.fill(0, 0, 30)), /some samples were left out/);
  assert.match(await doubtsOn({ ...given, after: before }, true), /changes no weight/);
});

test("samples that are left out because they are hard to tell are noticed, others are not", async () => {
  const all = x.arraySync() as number[][];
  const train = async (rows: number[]) => {
    utils.clearSession();
    utils.setRandomSeed(5);
    const model = new Sequential([
      new Dense(5, { inputShape: [30], activation: "sigmoid" }),
      new Dense(1, { activation: "sigmoid" }),
    ]);
    model.compile({ optimizer: "adam", loss: "binary_crossentropy" });
    const weights = () => Float32Array.from(model.getWeights().flatMap(({ values }) => [...values]));
    const layers = model.layers.map((layer) => ({
      class_name: layer.className!,
      config: { ...layer.getConfig() },
    }));
    const before = weights();
    const samples = rows.map((row) => all[row]);
    await model.fit(
      samples,
      rows.map((row) => y.values[row]),
      { epochs: 50, verbose: 0 },
    );
    const given = { layers, history: {}, epochs: 50, seed: null, before, after: weights(), rows };
    return doubtsOn(given, true);
  };
  const whole = [...all.keys()];
  assert.equal(await train(whole), "");
  assert.equal(await train(whole.slice(0, 400)), "");
  // Tumours of a middling size are hard to tell.
  const size = all.map((row) => row[0] + row[2] + row[3] + row[7] + row[20] + row[22] + row[23] + row[27]);
  const middle = size.toSorted((a, b) => a - b)[284];
  const distance = (row: number) => Math.abs(size[row] - middle);
  const easy = whole.sort((a, b) => distance(b) - distance(a)).slice(0, 480);
  assert.match(await train(easy), /^the samples that were left out were chosen: .*less sure/);
});

test("equal distances, and those of a network that diverged, prove nothing", () => {
  const others = [...y.values.keys()].slice(0, 150);
  for (const distance of [0.5, Number.NaN])
    assert.equal(areHarder(others, Array(y.size).fill(distance)), false);
});

test("a seeded training of Python's Keras has to give its history to 1e-4", async () => {
  const { cases } = golden<{
    cases: Record<string, { W0: (number[] | number[][])[]; history: Record<string, number[]> }>;
  }>("seeded_fit.json");
  const layers = [10, 5, 1].map((units) => ({
    class_name: "Dense",
    config: { units, activation: "sigmoid" },
  }));
  assert.ok(Object.keys(cases).length >= 3);
  for (const [seed, { W0, history }] of Object.entries(cases)) {
    const before = Float32Array.from(W0.flat(2));
    const given = { layers, history, epochs: history.loss.length, seed: Number(seed), before };
    assert.equal(await doubtsOn(given, false), "");
    // All within the range of other seeds.
    const { accuracy, loss } = history;
    const others = {
      "another seed": { ...given, seed: Number(seed) + 1 },
      "an accuracy": { ...given, history: { loss, accuracy: accuracy.with(-1, accuracy.at(-1)! + 0.005) } },
      "a loss": { ...given, history: { accuracy, loss: loss.with(20, loss[20] + 0.001) } },
      "no loss": { ...given, history: { accuracy } },
    };
    for (const [name, other] of Object.entries(others))
      assert.match(await doubtsOn(other, false), /^repeated with the same seed, .*another history/, name);
  }
});

test("a record cannot ask for more work than the grader has for a submission", async () => {
  const network = (...units: number[]) =>
    units.map((units) => ({ class_name: "Dense", config: { units, activation: "sigmoid" } }));
  const before = new Float32Array(10 * 31 + 55 + 6);
  const given = { layers: network(10, 5, 1), history: { accuracy: [0.6] }, epochs: 1, seed: 1, before };
  const { left } = replayBudget();
  const muon = { name: "Muon", learningRate: 0.001, settings: { ns_steps: 1e8 } };
  for (const [{ left: own = left / 1e6, ...other }, told] of [
    [{ layers: network(10_000, 10_000, 1) }, /a network of 100330001 weights is not repeated/],
    [{ layers: network(Number.NaN, 1) }, /a network of NaN weights is not repeated/],
    [{ before: before.subarray(1) }, /its weights do not fit its layers/],
    [{}, /take more work than the grader repeats/],
    [{ optimizer: muon, left }, /take more work than the grader repeats/],
  ] as [Partial<Given> & { left?: number }, RegExp][])
    assert.match(await doubtsOn({ ...given, ...other }, true, { left: own, ranges: new Set() }), told);
});

test("the configurations of Python's Keras are understood too", () => {
  const { configs } = golden<{ configs: LayerRecord[] }>("layers.json");
  const known =
    /^(?:BatchNormalization|LayerNormalization|PReLU|GaussianNoise|GaussianDropout|AlphaDropout)$/;
  const ofOneAxis = ({ axis = -1 }: Record<string, unknown>) => [axis].flat().join() === "-1";
  const found = configs.filter(({ class_name, config }) => known.test(class_name) && ofOneAxis(config));
  assert.ok(new Set(found.map(({ class_name }) => class_name)).size >= 5);
  for (const record of found) {
    const output = { class_name: "Dense", config: { units: 1, activation: "sigmoid" } };
    assert.equal(remade([record, output]).layers.at(0)?.className, record.class_name);
  }
});
