/** What the programs of Keras' guides and of well-known examples share: synthetic data in place of downloads. */
import assert from "node:assert/strict";
import { beforeEach } from "node:test";
import * as keras from "../../../lib/keras/index.ts";
import { NDArray } from "../../../lib/ndarray.ts";
import { largestDifference } from "../../engine/keras-case.ts";

let state = 1;

/** Gives each test the same names, weights and data, whichever run before it. */
export const startEachAnew = (): void =>
  beforeEach(() => {
    state = 1;
    keras.utils.clearSession();
    keras.utils.setRandomSeed(812);
  });

/** Numbers from 0 to 1 in place of a download. */
export function random(...shape: number[]): NDArray {
  const next = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  return new NDArray(Float32Array.from({ length: shape.reduce((a, b) => a * b, 1) }, next), shape);
}

/** A class for each row: of `classes` equal parts of its first number, from 0 to 1. */
export const classesOf = (x: NDArray, classes: number) => {
  const width = x.size / x.shape[0];
  return Array.from({ length: x.shape[0] }, (_, i) => Math.floor(x.values[i * width] * classes));
};
export const sumsOf = (x: NDArray, columns = 3) =>
  (x.arraySync() as number[][]).map((row) => row.slice(0, columns).reduce((a, b) => a + b, 0));

/** Images whose class is the place of a bright column. */
export function images(count: number, classes: number, size: number): [x: NDArray, y: number[]] {
  const x = random(count, size, size);
  const y = Array.from({ length: count }, (_, i) => i % classes);
  const values = x.values.map((value, i) => {
    return Math.round(i % size === y[Math.floor(i / size ** 2)] ? 255 : 100 * value);
  });
  return [new NDArray(values as Float32Array, [count, size, size]), y];
}

/** Texts as numbers of words, of class 1 if word 3 is in it more often than word 2. */
export function reviews(count: number, length: number, words: number): [x: number[][], y: number[]] {
  const x = random(count, length).arraySync() as number[][];
  const y = x.map((_, i) => i % 2);
  return [x.map((row, i) => row.map((u) => (u < 0.3 ? 2 + y[i] : 4 + Math.floor(u * (words - 4))))), y];
}

export function falls(values: number[]): void {
  assert.ok(values.length > 1 && values.every(Number.isFinite), String(values));
  assert.ok(values.at(-1)! < values[0], `the loss did not fall: ${values}`);
}

export const same = (actual: NDArray, expected: NDArray) => {
  assert.deepEqual(actual.shape, expected.shape);
  assert.ok(expected.size > 0);
  assert.ok(largestDifference(actual.values, expected.values) < 1e-6);
};

export function digits(count = 64): [x: NDArray, y: number[]] {
  const [x, y] = images(count, 10, 28);
  return [new NDArray(x.values.map((value) => value / 255) as Float32Array, [count, 784]), y];
}
