import assert from "node:assert/strict";
import { test } from "node:test";
import type { NDArray } from "../../lib/ndarray.ts";
import { loadBreastCancer } from "../../lib/sklearn/datasets/index.ts";
import { MinMaxScaler } from "../../lib/sklearn/preprocessing/index.ts";
import { golden } from "../golden/load.ts";

type Numbers = (number | "nan")[];
interface Case {
  name: string;
  options: { feature_range?: [number, number]; clip?: boolean };
  batches: Numbers[][];
  others: number[][];
  data_min_: Numbers;
  data_max_: Numbers;
  data_range_: Numbers;
  scale_: Numbers;
  min_: Numbers;
  n_samples_seen_: number;
  transform: Numbers[];
  inverse_transform: Numbers[];
}
const { cases, errors, breast_cancer } = golden<{
  cases: Case[];
  errors: Record<string, string>;
  breast_cancer: number[][];
}>("min_max_scaler.json");

/** The same bits, as both compute in float64 in the same order. */
const same = (actual: NDArray, expected: Numbers) =>
  assert.deepEqual([...actual.values], expected.map(Number));

assert.ok(cases.length > 4);
for (const one of cases) {
  test(`${one.name}: scikit-learn's values`, () => {
    const { feature_range: featureRange, clip } = one.options;
    const scaler = new MinMaxScaler({ ...(featureRange && { featureRange }), ...(clip && { clip }) });
    for (const batch of one.batches) scaler.partialFit(batch.map((row) => row.map(Number)));
    same(scaler.dataMin_, one.data_min_);
    same(scaler.dataMax_, one.data_max_);
    same(scaler.dataRange_, one.data_range_);
    same(scaler.scale_, one.scale_);
    same(scaler.min_, one.min_);
    assert.equal(scaler.nSamplesSeen_, one.n_samples_seen_);
    assert.equal(scaler.nFeaturesIn_, one.min_.length);
    const scaled = scaler.transform(one.others);
    same(scaled, one.transform.flat());
    same(scaler.inverseTransform(scaled), one.inverse_transform.flat());
  });
}

test("breast cancer is scaled as scikit-learn scales it, and back", async () => {
  const { data } = await loadBreastCancer();
  const scaler = new MinMaxScaler();
  const rows = scaler.fitTransform(data).arraySync() as number[][];
  assert.deepEqual(
    rows.filter((_, i) => i % 50 === 0),
    breast_cancer,
  );
  const back = scaler.inverseTransform(rows);
  for (const [i, value] of data.values.entries())
    assert.ok(Math.abs(back.values[i] - value) <= 1e-11 * Math.max(1, Math.abs(value)));
});

test("fit forgets, and what fails leaves the state as it was", () => {
  const scaler = new MinMaxScaler().fit([[0], [10]]).fit([[1], [3]]);
  assert.deepEqual([...scaler.dataMin_.values, ...scaler.dataMax_.values], [1, 3]);
  assert.throws(() => scaler.partialFit([[Infinity]]), /Input X contains infinity/);
  assert.throws(() => scaler.partialFit([[1, 2]]), /expecting 1 features/);
  assert.deepEqual([...scaler.transform([[2]]).values], [0.5]);
});

test("errors are scikit-learn's", () => {
  const told = (call: () => unknown) => {
    try {
      call();
    } catch (error) {
      return String(error);
    }
    return "";
  };
  assert.equal(
    told(() => new MinMaxScaler({ featureRange: [1, 0] })),
    errors.range,
  );
  assert.equal(
    told(() => new MinMaxScaler().transform([[1]])),
    errors["before fit"],
  );
  assert.equal(
    told(() => new MinMaxScaler().fit([[1, 2, 3]]).transform([[1, 2]])),
    errors.features,
  );
  assert.throws(() => new MinMaxScaler({ feature_range: [0, 1] } as never), /Did you mean `featureRange`/);
});

test("it is shown with the options that are not the defaults", () => {
  assert.equal(String(new MinMaxScaler()), "MinMaxScaler()");
  assert.equal(
    String(new MinMaxScaler({ featureRange: [-1, 1], clip: true })),
    "MinMaxScaler({ featureRange: [-1, 1], clip: true })",
  );
});
