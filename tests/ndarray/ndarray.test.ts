import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "node:util";
import { asArray, NDArray } from "../../lib/ndarray";

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

test("an array of the wanted type is passed on, not copied", () => {
  const array = asArray([1, 2], "float64");
  assert.equal(asArray(array, "float64"), array);
  assert.notEqual(asArray(array, "float32"), array);
});

test("ragged nesting and elements that are not numbers are refused by name", () => {
  assert.throws(() => asArray([[1, 2], [3]], "float32", "x"), {
    name: "ValueError",
    message: "Expected `x` to be rectangular: 2 elements along axis 1. Received: 1 elements",
  });
  assert.throws(() => asArray([["a"]] as never), /every element of `data` to be a number. Received: "a"/);
  assert.throws(() => asArray("text" as never, "float32", "y"), /Received: y="text" \(string\)/);
});

test("shape and length must agree", () => {
  assert.throws(
    () => new NDArray(new Float32Array(3), [2, 2]),
    /cannot reshape array of size 3 into shape \(2, 2\)/,
  );
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
  assert.equal(array.slice(1).values.buffer, array.values.buffer);
  assert.deepEqual(array.take([2, 0]).arraySync(), [
    [5, 6],
    [1, 2],
  ]);
  assert.throws(() => array.take([3]), /index 3 is out of bounds for axis 0 with size 3/);
});

test("it prints with the shortest digits of its own type", () => {
  assert.equal(String(asArray([0.1, 1 / 3])), "[0.1, 0.33333334]");
  assert.equal(String(asArray([0.1, 1 / 3], "float64")), "[0.1, 0.3333333333333333]");
  assert.equal(inspect(asArray([[1], [2]])), "array([[1],\n       [2]], shape=[2, 1], dtype=float32)");
  assert.match(String(new NDArray(new Float32Array(2000), [2000])), /^\[0, 0, 0, \.\.\., 0, 0, 0\]$/);
});
