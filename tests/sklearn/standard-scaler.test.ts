import assert from "node:assert/strict";
import { test } from "node:test";
import type { NDArray } from "../../lib/ndarray.ts";
import { loadBreastCancer } from "../../lib/sklearn/datasets/index.ts";
import { StandardScaler } from "../../lib/sklearn/preprocessing/index.ts";
import { golden } from "../golden/load.ts";

type Figures = { mean_: number[]; var_: number[]; scale_: number[]; n_samples_seen_: number };
const { scaler, scaler_edge: edge } = golden<{
  scaler: Figures;
  scaler_edge: Figures & { X: number[][]; transform: number[][] };
}>("sklearn.json");

function close(actual: NDArray | undefined, expected: number[] | number[][], tolerance = 1e-12): void {
  const flat = expected.flat();
  assert.equal(actual!.size, flat.length);
  flat.forEach((value, i) => {
    const error = Math.abs(actual!.values[i] - value);
    assert.ok(
      error <= tolerance * Math.max(1, Math.abs(value)),
      `element ${i}: ${actual!.values[i]}, not ${value}`,
    );
  });
}

const rows = [
  [1, -1, 2],
  [2, 0, 0],
  [0, 1, -1],
];

test("breast cancer is scaled as scikit-learn scales it", async () => {
  const { data } = await loadBreastCancer();
  const standard = new StandardScaler();
  const scaled = standard.fitTransform(data);
  assert.equal(scaled.dtype, "float64");
  close(scaled, golden<number[][]>("standard_scaler_transform.json"));
  close(standard.mean_, scaler.mean_);
  close(standard.var_, scaler.var_);
  close(standard.scale_, scaler.scale_);
  assert.equal(standard.nSamplesSeen_, scaler.n_samples_seen_);
  close(standard.inverseTransform(scaled), data.arraySync() as number[][]);
});

test("constant and nearly constant features get scikit-learn's scale", () => {
  const standard = new StandardScaler().fit(edge.X);
  close(standard.mean_, edge.mean_);
  close(standard.scale_, edge.scale_, 1e-15);
  assert.deepEqual([...standard.var_!.values], edge.var_);
  close(standard.transform(edge.X), edge.transform);
});

test("the figures that the neighbouring day's subject prints", () => {
  const standard = new StandardScaler().fit(rows);
  const expected = [
    [0, -1.22474487, 1.33630621],
    [1.22474487, 0, -0.26726124],
    [-1.22474487, 1.22474487, -1.06904497],
  ];
  close(standard.transform(rows), expected, 1e-8);
  close(standard.transform([[2, -1, 1]]), [1.22474487, -1.22474487, 0.53452248], 1e-8);
});

test("batches one after the other teach what all of them together do", () => {
  const whole = new StandardScaler().fit(rows);
  const parts = new StandardScaler().partialFit(rows.slice(0, 1)).partialFit(rows.slice(1));
  close(parts.mean_, [...whole.mean_.values], 1e-15);
  close(parts.var_, [...whole.var_!.values], 1e-15);
  assert.equal(parts.nSamplesSeen_, 3);
  assert.equal(parts.fit(rows).nSamplesSeen_, 3, "fit forgets");
});

test("missing values are left out of fit and kept by transform", () => {
  const standard = new StandardScaler().fit([
    [1, 1],
    [Number.NaN, 2],
    [3, 3],
  ]);
  assert.deepEqual([...standard.mean_.values], [2, 2]);
  assert.deepEqual(standard.nSamplesSeen_, [2, 3]);
  assert.deepEqual([...standard.transform([[Number.NaN, 2]]).values], [Number.NaN, 0]);
});

test("a batch without a value of a feature changes nothing of it", () => {
  const whole = new StandardScaler().fit([[1], [4]]);
  for (const batches of [
    [[[Number.NaN]], [[1], [4]]],
    [[[1], [4]], [[Number.NaN]]],
  ]) {
    const parts = new StandardScaler();
    for (const batch of batches) parts.partialFit(batch);
    assert.deepEqual([parts.mean_, parts.var_, parts.scale_], [whole.mean_, whole.var_, whole.scale_]);
    assert.equal(parts.nSamplesSeen_, 2);
  }
});

test("centring and scaling can be left out", () => {
  assert.deepEqual([...new StandardScaler({ withStd: false }).fitTransform([[1], [3]]).values], [-1, 1]);
  assert.deepEqual([...new StandardScaler({ withMean: false }).fitTransform([[1], [3]]).values], [1, 3]);
  assert.equal(new StandardScaler({ withStd: false }).fit([[1], [3]]).scale_, undefined);
});

test("transform before fit names the remedy", () => {
  assert.throws(() => new StandardScaler().transform(rows), {
    name: "NotFittedError",
    message:
      "This StandardScaler instance is not fitted yet. Call 'fit' with appropriate arguments before using this estimator.",
  });
});

test("data of the wrong shape or with infinities is refused in scikit-learn's words", () => {
  const standard = new StandardScaler().fit(rows);
  assert.throws(() => standard.transform([[1, 2]]), {
    message: "X has 2 features, but StandardScaler is expecting 3 features as input.",
  });
  assert.throws(
    () => standard.fit([1, 2, 3]),
    /Expected 2D array, got 1D array instead: shape=\(3\)\.\nReshape your data/,
  );
  assert.throws(() => standard.fit([[1], [Infinity]]), /Input X contains infinity .* row 1, column 0/);
  assert.throws(() => standard.fit([[1, 2, -Infinity]]), /Input X contains infinity .* row 0, column 2/);
  assert.throws(
    () => standard.fit({ shape: [0, 2], dataSync: () => [] }),
    /Found array with 0 sample\(s\) \(shape=\(0, 2\)\) while a minimum of 1 is required by StandardScaler/,
  );
  assert.throws(() => standard.fit([[]]), /Found array with 0 feature\(s\) \(shape=\(1, 0\)\)/);
});

test("a refused batch leaves what was learned", () => {
  const standard = new StandardScaler().fit(rows);
  assert.throws(() => standard.partialFit([[1]]));
  assert.equal(standard.nSamplesSeen_, 3);
});

test("it prints as the call that makes it", () => {
  assert.equal(String(new StandardScaler()), "StandardScaler()");
  assert.equal(String(new StandardScaler({ withMean: false })), "StandardScaler({ withMean: false })");
});
