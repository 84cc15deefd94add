import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sampleOrder, sampleOrderSoon, uniform } from "../../lib/engine/index.ts";
import { Pacer } from "../../lib/event-loop.ts";
import { Dense, metrics, Sequential } from "../../lib/keras/index.ts";
import { MetricTotals } from "../../lib/keras/trainers/metric-totals.ts";
import { classWeights, sampleWeights } from "../../lib/keras/trainers/samples.ts";
import { type ArrayInput, asArray, NDArray } from "../../lib/ndarray.ts";

const COUNT = 2 ** 19 + 3;
const values = uniform(1, COUNT, 0, 1);
const rows = (width: number): number[][] =>
  Array.from({ length: Math.floor(COUNT / width) }, (_, i) =>
    Array.from(values.subarray(i * width, (i + 1) * width)),
  );

describe("large data of any kind become an array", () => {
  const kinds: Record<string, [ArrayInput, number[]]> = {
    "a typed array": [Float64Array.from(values), [COUNT]],
    numbers: [Array.from(values), [COUNT]],
    "short rows": [rows(3), [Math.floor(COUNT / 3), 3]],
    "one long row": [[Array.from(values)], [1, COUNT]],
    "rows of rows": [[rows(3)] as unknown as number[][], [1, Math.floor(COUNT / 3), 3]],
    "an array of another type": [new NDArray(Float64Array.from(values), [COUNT, 1]), [COUNT, 1]],
    "a tensor": [{ shape: [COUNT], dataSync: () => values }, [COUNT]],
    "a danfojs frame": [{ shape: [Math.floor(COUNT / 3), 3], values: rows(3) }, [Math.floor(COUNT / 3), 3]],
  };
  for (const [name, [data, shape]] of Object.entries(kinds)) {
    test(name, () => {
      const result = asArray(data, "float32", "x");
      assert.deepEqual(result.shape, shape);
      assert.deepEqual(result.values, values.subarray(0, result.size));
    });
  }

  test("unless something late in them is wrong", () => {
    const ragged = [...rows(3), [1, 2]];
    assert.throws(() => asArray(ragged), /3 elements along axis 1\. Received: 2 elements/);
    assert.throws(() => asArray([[...values, "a"] as unknown as number[]]), /to be a number\. Received: "a"/);
  });
});

test("weights of many samples and of their classes", () => {
  assert.deepEqual(sampleWeights(Float64Array.from(values), COUNT), values);
  const negative = values.slice();
  negative[COUNT - 2] = -1;
  assert.throws(() => sampleWeights(negative, COUNT), new RegExp(`-1 at row ${COUNT - 2}`));

  const labels = values.map(Math.round);
  const expected = labels.map((label) => (label === 1 ? 3 : 1));
  assert.deepEqual(classWeights(labels, COUNT, { 1: 3 }), expected);
  const oneHot = new Float32Array(COUNT * 2).map((_, i) => Number(i % 2 === labels[i >> 1]));
  assert.deepEqual(classWeights(oneHot, COUNT, { 1: 3 }), expected);
});

test("an order of many samples is drawn on another thread, and several at a time", async () => {
  const [one, other] = [sampleOrderSoon(7, COUNT), sampleOrderSoon(8, COUNT)];
  assert.ok(one instanceof Promise);
  assert.deepEqual(sampleOrderSoon(7, 569), sampleOrder(7, 569));
  assert.deepEqual(await other, sampleOrder(8, COUNT));
  assert.deepEqual(await one, sampleOrder(7, COUNT));
  assert.deepEqual(
    (await one).slice().sort(),
    Uint32Array.from({ length: COUNT }, (_, i) => i),
  );
});

test("metrics of outputs look at many of them with turns for the event loop", async (t) => {
  const labels = values.map(Math.round);
  const metricTotals = () =>
    new MetricTotals([{ metric: new metrics.AUC({ name: "auc" }), key: "auc", weighted: false }]);
  const samples = { x: values, y: labels, weights: null, count: COUNT };
  const noisy = uniform(2, COUNT, 0, 1).map((noise, i) => (noise + labels[i]) / 2);
  const [once, soon] = [metricTotals(), metricTotals()];
  once.addOutputs(noisy, samples, null, 0, COUNT);
  let now = 0;
  t.mock.method(performance, "now", () => {
    now += 30;
    return now;
  });
  const pacer = new Pacer();
  const rest = t.mock.method(pacer, "rest");
  let turns = 0;
  setImmediate(() => turns++);
  await soon.addOutputsSoon(pacer, noisy, samples, null, 0, COUNT);
  assert.equal(turns, 1);
  // One batch of them all.
  assert.ok(rest.mock.callCount() > 1);
  assert.ok(once.logs().auc > 0.9);
  assert.equal(soon.logs().auc, once.logs().auc);
});

test("a value that is not finite is found wherever it is among many", async () => {
  const model = new Sequential([new Dense(1, { inputDim: 3 })]);
  model.compile({ loss: "mse" });
  const many = 2 ** 19;
  const x = new NDArray(uniform(1, 3 * many, 0, 1), [many, 3]);
  const y = new NDArray(uniform(2, many, 0, 1), [many]);
  x.values[3 * many - 2] = Number.NaN;
  const refused = new RegExp(`NaN at row ${many - 1}, column 1`);
  await assert.rejects(model.fit(x, y, { verbose: 0 }), refused);
  await assert.rejects(model.predict(x), refused);
  assert.throws(() => model.trainOnBatch(x, y), refused);
});
