import assert from "node:assert/strict";
import { test } from "node:test";
import { setRandomSeed } from "../../lib/keras/utils.ts";
import { asArray } from "../../lib/ndarray.ts";
import { loadBreastCancer } from "../../lib/sklearn/datasets/index.ts";
import { trainTestSplit } from "../../lib/sklearn/model_selection/index.ts";
import { golden } from "../golden/load.ts";

type Split = { train: number[]; test: number[] };
const cases = golden<{ train_test_split_random_state_42: Record<string, Split> }>(
  "sklearn.json",
).train_test_split_random_state_42;
const indices = Array.from({ length: 569 }, (_, i) => i);

for (const [name, options] of [
  ["default", {}],
  ["test_size=.2", { testSize: 0.2 }],
  ["test_size=.33", { testSize: 0.33 }],
] as const) {
  test(`scikit-learn's own indices: ${name}`, () => {
    const [train, held] = trainTestSplit(indices, { randomState: 42, ...options });
    assert.deepEqual({ train, test: held }, cases[name]);
  });
}

for (const [name, options] of [
  ["stratify", {}],
  ["test_size=.2,stratify", { testSize: 0.2 }],
] as const) {
  test(`scikit-learn's own indices: ${name}`, async () => {
    const { target } = await loadBreastCancer();
    const [train, held] = trainTestSplit(indices, { randomState: 42, stratify: target, ...options });
    assert.deepEqual({ train, test: held }, cases[name]);
  });
}

test("every argument is split at the same samples and keeps its kind", async () => {
  const { data, target, frame } = await loadBreastCancer();
  const [XTrain, XTest, yTrain, yTest, frameTrain] = trainTestSplit(data, target, frame, { randomState: 42 });
  assert.deepEqual(XTrain.shape, [426, 30]);
  assert.deepEqual(yTest.shape, [143]);
  assert.equal(yTrain.dtype, "int32");
  assert.deepEqual([...XTest.slice(0, 1).values], [...data.take([cases.default.test[0]]).values]);
  assert.deepEqual(frameTrain.shape, [426, 31]);
  assert.deepEqual(frameTrain.values[0], frame.values[cases.default.train[0]]);
});

test("numbers keep their type, words of a frame's column are classes", async () => {
  const { DataFrame } = await import("danfojs-node");
  const tensor = { shape: [4, 2], dataSync: () => Int32Array.of(0, 1, 2, 3, 4, 5, 6, 7) };
  const [floats, , rows] = trainTestSplit(Float32Array.of(0, 1, 2, 3), tensor, { shuffle: false });
  assert.deepEqual([floats.dtype, floats.arraySync()], ["float32", [0, 1, 2]]);
  assert.deepEqual([rows.dtype, rows.shape], ["int32", [3, 2]]);
  const kinds = ["a", "b", "a", "b", "a", "b"];
  const series = new DataFrame({ kind: kinds }).column("kind");
  const options = { testSize: 0.5, randomState: 1 };
  const byWords = trainTestSplit(kinds, { ...options, stratify: kinds });
  assert.deepEqual(trainTestSplit(kinds, { ...options, stratify: series }), byWords);
});

test("a Series is split as a list of its values is", async () => {
  const { DataFrame, Series } = await import("danfojs-node");
  const values = [3, 1, 4, 1, 5, 9, 2];
  const options = { testSize: 0.4, randomState: 3 };
  const expected = trainTestSplit(values, options);
  const frame = new DataFrame({ a: values, b: values });
  for (const series of [new Series(values), frame.column("a")]) {
    const [train, held] = trainTestSplit(series, options) as unknown as { values: number[] }[];
    assert.deepEqual([train.values, held.values], expected);
  }
  const [, , train, held] = trainTestSplit(frame, frame.column("b"), options);
  assert.deepEqual([train.values, held.values], expected);
  assert.throws(() => trainTestSplit(frame, frame.column("b"), { testSize: 0.4, random_state: 3 } as never), {
    message: "trainTestSplit has no option `random_state`. Did you mean `randomState`?",
  });
});

test("without randomState the process-wide generator decides, which setRandomSeed fixes", () => {
  const split = () => trainTestSplit(indices)[1];
  setRandomSeed(42);
  assert.deepEqual(split(), cases.default.test);
  assert.notDeepEqual(split(), cases.default.test);
});

test("shuffle: false cuts in order", () => {
  assert.deepEqual(trainTestSplit([1, 2, 3, 4], { testSize: 1, shuffle: false }), [[1, 2, 3], [4]]);
  const nulls = { testSize: null, trainSize: null, randomState: null, stratify: null };
  assert.deepEqual(trainTestSplit([1, 2, 3, 4], { ...nulls, shuffle: false }), [[1, 2, 3], [4]]);
});

test("sizes, lengths and seeds that cannot be are refused", () => {
  assert.throws(() => trainTestSplit([1, 2], [1]), /inconsistent numbers of samples: \[2, 1\]/);
  assert.throws(
    () => trainTestSplit([1, 2], { testSize: 2 }),
    /testSize=2 should be either positive and smaller/,
  );
  assert.throws(() => trainTestSplit([1], { randomState: 1 }), /resulting train set will be empty/);
  assert.throws(
    () => trainTestSplit([1, 2, 3], { testSize: 2, trainSize: 2 }),
    /sum of trainSize and testSize = 4/,
  );
  assert.throws(() => trainTestSplit([1, 2], { randomState: -1 }), /Received: randomState=-1 \(number\)/);
  assert.throws(
    () => trainTestSplit(asArray([1, 2, 3, 4]), { stratify: [0, 0, 0, 1] }),
    /least populated classes/,
  );
  assert.throws(() => trainTestSplit(5 as never), /Expected samples along a first axis\. Received: a scalar/);
  assert.throws(
    () => trainTestSplit([1, 2], 0.5 as never),
    /a scalar\. Options have names: \{ shuffle: true \}/,
  );
  assert.throws(
    () => trainTestSplit([1, 2], { shuffle: false, stratify: [1, 2] }),
    /Stratified train\/test split is not implemented/,
  );
});
