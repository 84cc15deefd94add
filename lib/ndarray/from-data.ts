import { received, ValueError } from "../errors.ts";
import { atOnce, cut, PIECE } from "../pieces.ts";
import { type DType, NDArray, type Nested, type NumericArray } from "./ndarray.ts";

/** Anything with TensorFlow.js' words for its content: a tensor, or an `NDArray`. */
export interface TensorLike {
  shape: readonly number[];
  dataSync(): ArrayLike<number>;
}

/** A danfojs `DataFrame` or `Series`. */
export interface FrameLike {
  shape: readonly number[];
  values: unknown;
}

/** What the day accepts as data: nested arrays, a typed array, tensors, arrays and danfojs frames. */
export type ArrayInput =
  | Nested
  | readonly number[]
  | readonly (readonly number[])[]
  | NumericArray
  | TensorLike
  | FrameLike;

const storage = { float32: Float32Array, float64: Float64Array, int32: Int32Array };

/**
 * Data of any accepted kind as an `NDArray` of the given type. An array that has that type already is returned
 * as it is; everything else is copied.
 *
 * @param data nested arrays or typed array (1-D), a tensor, an `NDArray`, a danfojs `DataFrame` or `Series`
 * @param dtype the element type of the result, default `"float32"`
 * @param name how error messages call the data, default `"data"`
 * @throws ValueError for ragged nesting, and for elements that are neither numbers nor booleans
 */
export function asArray(data: ArrayInput, dtype: DType = "float32", name = "data"): NDArray {
  return atOnce(asArrayInPieces(data, dtype, name));
}

/** As `asArray`, in pieces: the event loop may run in between. */
export function* asArrayInPieces(data: ArrayInput, dtype: DType, name: string): Generator<void, NDArray> {
  if (data instanceof NDArray && data.dtype === dtype) return data;
  if (ArrayBuffer.isView(data)) return new NDArray(yield* copy(data as NumericArray, dtype), [data.length]);
  if (typeof data === "number") return new NDArray(storage[dtype].of(data), []);
  if (Array.isArray(data)) return yield* fromNested(data, dtype, name);
  if (isTensorLike(data)) return new NDArray(yield* copy(data.dataSync(), dtype), [...data.shape]);
  if (isFrameLike(data)) return yield* fromNested(data.values as unknown[], dtype, name);
  throw new ValueError(
    `Expected \`${name}\` to be a nested array of numbers, a typed array, a tensor or a danfojs frame. ` +
      `Received: ${name}=${received(data)}`,
  );
}

function isTensorLike(data: unknown): data is TensorLike {
  return typeof data === "object" && data !== null && "dataSync" in data && "shape" in data;
}

function isFrameLike(data: unknown): data is FrameLike {
  return typeof data === "object" && data !== null && "values" in data && Array.isArray(data.values);
}

function* copy(values: ArrayLike<number>, dtype: DType): Generator<void, NumericArray> {
  if (!ArrayBuffer.isView(values)) return storage[dtype].from(values);
  const copied = new storage[dtype](values.length);
  for (const [from, to] of cut(values.length, PIECE)) {
    if (from > 0) yield;
    copied.set((values as NumericArray).subarray(from, to), from);
  }
  return copied;
}

function* fromNested(data: readonly unknown[], dtype: DType, name: string): Generator<void, NDArray> {
  const shape: number[] = [];
  for (let level: unknown = data; isSequence(level); level = level[0]) shape.push(level.length);
  const values = new storage[dtype](shape.reduce((product, size) => product * size, 1));
  let next = 0;
  const sequence = (item: unknown, axis: number): ArrayLike<unknown> => {
    if (isSequence(item) && item.length === shape[axis]) return item;
    throw new ValueError(
      `Expected \`${name}\` to be rectangular: ${shape[axis]} elements along axis ${axis}. ` +
        `Received: ${isSequence(item) ? `${item.length} elements` : received(item)}`,
    );
  };
  const fill = (item: unknown, axis: number): void => {
    if (axis === shape.length) {
      if (typeof item !== "number" && typeof item !== "boolean") {
        throw new ValueError(
          `Expected every element of \`${name}\` to be a number. Received: ${received(item)}`,
        );
      }
      values[next++] = Number(item);
      return;
    }
    const items = sequence(item, axis);
    for (let i = 0; i < items.length; i++) fill(items[i], axis + 1);
  };
  const fillInPieces = function* (item: unknown, axis: number): Generator<void, void> {
    const items = sequence(item, axis);
    const size = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    for (const [from, to] of cut(items.length, Math.max(1, Math.floor(PIECE / size)))) {
      if (from > 0) yield;
      for (let i = from; i < to; i++) {
        if (size > PIECE) yield* fillInPieces(items[i], axis + 1);
        else fill(items[i], axis + 1);
      }
    }
  };
  yield* fillInPieces(data, 0);
  return new NDArray(values, shape);
}

function isSequence(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);
}
