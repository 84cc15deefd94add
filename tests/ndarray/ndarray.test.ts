import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { asArray, NDArray } from "../../lib/ndarray.ts";

test("nested arrays, typed arrays, tensors and frames become one kind of array", () => {
  const expected = [
    [1, 2],
    [3, 4],
  ];
  const tensor = { shape: [2, 2], dataSync: () => Int32Array.of(1, 2, 3, 4) };
  const frame = { shape: [2, 2], values: expected };
  for (const data of [expected, tensor, frame, [Float64Array.of(1, 2), [3, 4]] as number[][]]) {
    const array = asArray(data);
    assert.deepEqual(array.arraySync(), expected);
    assert.equal(array.dtype, "float32");
  }
  assert.deepEqual(asArray(Float64Array.of(1, 2)).shape, [2]);
});

test("a tensor that is disposed of is refused", () => {
  const tensor = { shape: [1], dataSync: () => Int32Array.of(1), isDisposed: true };
  assert.throws(() => asArray(tensor), /disposed of, .* tf\.keep\(tensor\)/);
});

test("an array of the wanted type is passed on, not copied", () => {
  const array = asArray([1, 2], "float64");
  assert.equal(asArray(array, "float64"), array);
  assert.notEqual(asArray(array, "float32"), array);
});

test("ragged nesting and elements that are not numbers are refused by name", () => {
  assert.throws(() => asArray([[1, 2], [3]], "float32", "x"), {
    name: "ValueError",
    message: "Expected `x` to be rectangular: 2 elements along axis 1. Received: 1 elements at x[1]",
  });
  assert.throws(() => asArray([[1], [2, 3]]), /1 elements along axis 1\. Received: 2 elements/);
  assert.throws(
    () => asArray([1, [2]] as never),
    /every element of `data` to be a number\. Received: an array at data\[1\]/,
  );
  assert.throws(() => asArray([[1], null] as never), /rectangular: 1 elements along axis 1\. Received: null/);
  assert.throws(() => asArray(new Map() as never), /Received: data=a Map/);
  assert.throws(() => asArray([["a"]] as never), /every element of `data` to be a number. Received: "a"/);
  assert.throws(() => asArray("text" as never, "float32", "y"), /Received: y="text" \(string\)/);
});

test("shape and length must agree", () => {
  assert.throws(
    () => new NDArray(new Float32Array(3), [2, 2]),
    /cannot reshape array of size 3 into shape \(2, 2\)/,
  );
});

test("reshape shares memory and finds the size that is left out", () => {
  const array = asArray([1, 2, 3, 4, 5, 6]);
  assert.deepEqual(array.reshape([-1, 2]).arraySync(), [
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  assert.equal(array.reshape([3, 2]).values, array.values);
  for (const shape of [
    [-1, 4],
    [4, 2],
    [-1, -1],
    [-1, 0],
  ]) {
    assert.throws(() => array.reshape(shape), /cannot reshape array of size 6 into shape \(/);
  }
});

test("scalars, empty arrays and truth values are data too", () => {
  assert.deepEqual([asArray(5).shape, asArray(5).arraySync()], [[], 5]);
  assert.deepEqual([asArray([]).shape, asArray([[]]).shape], [[0], [1, 0]]);
  assert.deepEqual([...asArray([true, false] as never).values], [1, 0]);
  assert.equal(JSON.stringify({ array: asArray([[1], [2]]) }), '{"array":[[1],[2]]}');
});

test("slice shares memory, take copies rows in the order asked for", () => {
  const array = asArray([
    [1, 2],
    [3, 4],
    [5, 6],
  ]);
  assert.deepEqual(array.slice(-2).arraySync(), [
    [3, 4],
    [5, 6],
  ]);
  assert.deepEqual(array.slice(1, -1).arraySync(), [[3, 4]]);
  assert.deepEqual(array.slice(-9, 9).shape, [3, 2]);
  assert.deepEqual(array.slice(2, 1).shape, [0, 2]);
  assert.equal(array.slice(1).values.buffer, array.values.buffer);
  assert.throws(() => array.slice([0, 1] as never, [2, 1] as never), {
    name: "ValueError",
    message: /`start` to be a number.* Received: start=an array\. .* ops\.slice\(array, \[0, 0\], \[2, 2\]\)/,
  });
  assert.deepEqual(array.take([2, 0]).arraySync(), [
    [5, 6],
    [1, 2],
  ]);
  for (const row of [3, -1, 0.5]) {
    assert.throws(
      () => array.take([row]),
      new RegExp(`index ${row} is out of bounds for axis 0 with size 3`),
    );
  }
});

test("it prints with the shortest digits of its own type", () => {
  assert.equal(String(asArray([0.1, 1 / 3])), "[0.1, 0.33333334]");
  assert.equal(String(asArray([0.1, 1 / 3], "float64")), "[0.1, 0.3333333333333333]");
  assert.equal(inspect(asArray([[1], [2]])), "array([[1],\n       [2]], shape=[2, 1], dtype=float32)");
  assert.equal(String(new NDArray(new Float32Array(0), [0, 3])), "[]");
  assert.equal(String(asArray(5)), "5");
  const wide = new NDArray(
    Int32Array.from({ length: 1001 }, (_, i) => i),
    [7, 143],
  );
  const row = (first: number) =>
    `[${first}, ${first + 1}, ${first + 2}, ..., ${first + 140}, ${first + 141}, ${first + 142}]`;
  const rows = [0, 143, 286, 572, 715, 858].map(row);
  assert.equal(String(wide), `[${[...rows.slice(0, 3), "...", ...rows.slice(3)].join(",\n ")}]`);
  assert.doesNotMatch(String(wide.slice(0, 6)), /\.\.\./, "858 elements are shown");
  assert.match(String(new NDArray(new Float32Array(2000), [2000])), /^\[0, 0, 0, \.\.\., 0, 0, 0\]$/);
});
