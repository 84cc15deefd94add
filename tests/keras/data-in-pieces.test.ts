import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { sampleOrder, sampleOrderInPieces, uniform } from "../../lib/engine/index.ts";
import { AUC } from "../../lib/keras/metrics/index.ts";
import { MetricTotals } from "../../lib/keras/trainers/metric-totals.ts";
import { classWeights, sampleWeights } from "../../lib/keras/trainers/samples.ts";
import { type ArrayInput, asArray, asArrayInPieces, NDArray } from "../../lib/ndarray.ts";
import { atOnce, PIECE } from "../../lib/pieces.ts";

/** Three pieces, the last of them short. */
const COUNT = 2 * PIECE + 3;

/** Does all pieces. Returns how many stops there were, and what came of it. */
function finish<T>(work: Generator<void, T>): { stops: number; result: T } {
  for (let stops = 0; ; stops++) {
    const { done, value } = work.next();
    if (done) return { stops, result: value };
  }
}

const values = uniform(1, COUNT, 0, 1);
const rows = (width: number): number[][] =>
  Array.from({ length: Math.floor(COUNT / width) }, (_, i) =>
    Array.from(values.subarray(i * width, (i + 1) * width)),
  );

describe("data of any kind become an array in pieces", () => {
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
      const { stops, result } = finish(asArrayInPieces(data, "float32", "x"));
      assert.deepEqual(result.shape, shape);
      assert.deepEqual(result.values, values.subarray(0, result.size));
      assert.ok(stops >= 2, `${stops} stops`);
    });
  }

  test("what is wrong in a late piece is refused as at once", () => {
    const ragged = [...rows(3), [1, 2]];
    assert.throws(() => asArray(ragged), /3 elements along axis 1\. Received: 2 elements/);
    assert.throws(() => asArray([[...values, "a"] as unknown as number[]]), /to be a number\. Received: "a"/);
  });
});

test("weights of samples and of classes are made in pieces", () => {
  const given = finish(sampleWeights(Float64Array.from(values), COUNT));
  assert.deepEqual(given.result, values);
  assert.ok(given.stops >= 4, `${given.stops} stops`);
  const negative = values.slice();
  negative[COUNT - 2] = -1;
  assert.throws(() => atOnce(sampleWeights(negative, COUNT)), new RegExp(`-1 at row ${COUNT - 2}`));

  const labels = values.map(Math.round);
  const ofClasses = finish(classWeights(labels, COUNT, { 1: 3 }));
  assert.deepEqual(
    ofClasses.result,
    labels.map((label) => (label === 1 ? 3 : 1)),
  );
  assert.equal(ofClasses.stops, 2);
  const oneHot = new Float32Array(COUNT * 2).map((_, i) => Number(i % 2 === labels[i >> 1]));
  const ofRows = finish(classWeights(oneHot, COUNT, { 1: 3 }));
  assert.deepEqual(ofRows.result, ofClasses.result);
  assert.equal(ofRows.stops, 4);
});

test("an order is drawn in pieces, and is the same when others are drawn in between", () => {
  const { stops, result: expected } = finish(sampleOrderInPieces(7, COUNT));
  // Numbers in turn, their shuffle, and its copy, in three pieces each.
  assert.equal(stops, 6);
  assert.deepEqual(
    expected.slice().sort(),
    Uint32Array.from({ length: COUNT }, (_, i) => i),
  );
  const [one, other] = [sampleOrderInPieces(7, COUNT), sampleOrderInPieces(8, COUNT)];
  for (const order of [one, other]) for (let i = 0; i < 4; i++) order.next();
  assert.deepEqual(sampleOrder(7, 569), sampleOrder(7, 569));
  one.next();
  assert.deepEqual(atOnce(other), sampleOrder(8, COUNT));
  assert.deepEqual(atOnce(one), expected);
});

test("metrics of outputs look at many of them in pieces", () => {
  const labels = values.map(Math.round);
  const metricTotals = () =>
    new MetricTotals([{ metric: new AUC({ name: "auc" }), key: "auc", weighted: false }]);
  const samples = { x: values, y: labels, weights: null, count: COUNT };
  const noisy = uniform(2, COUNT, 0, 1).map((noise, i) => (noise + labels[i]) / 2);
  const [once, inPieces] = [metricTotals(), metricTotals()];
  for (let from = 0; from < COUNT; from += 1000) {
    const to = Math.min(from + 1000, COUNT);
    atOnce(once.addOutputs(noisy.subarray(from, to), samples, null, from, to));
  }
  const { stops } = finish(inPieces.addOutputs(noisy, samples, null, 0, COUNT));
  assert.ok(stops >= 15, `${stops} stops`);
  assert.ok(once.logs().auc > 0.9);
  assert.equal(inPieces.logs().auc, once.logs().auc);
});
