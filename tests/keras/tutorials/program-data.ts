/** Data and weights by formulas, as `tests/golden/tutorials/tutorial_data.py` makes them for the programs in Python. */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { NDArray } from "../../../lib/ndarray.ts";
import { loadTensorFlow } from "../../../lib/tfjs/index.ts";

export const { tf } = await loadTensorFlow();

// biome-ignore lint/suspicious/noExplicitAny: tensors of TensorFlow.js
export type T = any;

/** For files that programs save. */
export const folder = mkdtempSync(join(tmpdir(), "keras-day-tutorials-"));

export const quiet = { verbose: 0 } as const;
export const noShuffle = { verbose: 0, shuffle: false } as const;

export const size = (shape: readonly number[]) => shape.reduce((a, b) => a * b, 1);

const made = (shape: readonly number[], value: (i: number) => number) =>
  new NDArray(
    Float32Array.from({ length: size(shape) }, (_, i) => value(i)),
    shape,
  );

/** Numbers from -1 to 1. */
export const real = (seed: number, ...shape: number[]) => made(shape, (i) => Math.sin(i * 1.7 + seed * 0.9));

/** Integers from 0 up to `top`, without it. */
export const ints = (seed: number, top: number, ...shape: number[]) =>
  made(shape, (i) => (i * 7 + i * i * 3 + seed) % top);

/** A function of each number, in another shape if one is given. */
export const map = (
  array: NDArray,
  value: (v: number, i: number) => number,
  shape: readonly number[] = array.shape,
) => made(shape, (i) => value(array.values[i], i));

export const average = (values: readonly number[]) => values.reduce((a, b) => a + b) / values.length;

export function deviation(values: readonly number[]): number {
  const mean = average(values);
  return Math.sqrt(average(values.map((v) => (v - mean) ** 2)));
}

/** Kernels by a formula; vectors, such as biases, as they are. */
export const fixedList = (weights: readonly NDArray[]) =>
  weights.map((weight, k) =>
    weight.shape.length < 2
      ? weight
      : made(weight.shape, (i) => Math.fround(Math.fround(Math.sin(i * 0.37 + k)) * 0.3)),
  );

export const fixed = (model: { getWeights(): NDArray[]; setWeights(weights: NDArray[]): void }) =>
  model.setWeights(fixedList(model.getWeights()));

/** A result of a program as JSON has it. */
export function plain(value: T): unknown {
  if (value === null || value === undefined) return null;
  if (typeof value === "string" || typeof value === "boolean") return value;
  if (typeof value === "number" || typeof value === "bigint") return Number(value);
  if (typeof value.arraySync === "function") return value.arraySync();
  if (typeof value.numpy === "function") return plain(value.numpy());
  if (ArrayBuffer.isView(value)) return Array.from(value as Float32Array);
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, plain(one)]));
}
