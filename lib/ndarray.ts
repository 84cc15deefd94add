import { received, ValueError } from "./errors.ts";
import { atOnce, cut, PIECE } from "./pieces.ts";

/** The numeric storage of an `NDArray`. */
export type NumericArray = Float32Array | Float64Array | Int32Array;

/** NumPy's names of the element types that the day uses. */
export type DType = "float32" | "float64" | "int32";

/** Numbers nested to any depth, as `arraySync` returns them. */
export type Nested = number | Nested[];

const inspectSymbol = Symbol.for("nodejs.util.inspect.custom");
const EDGE_ITEMS = 3;
const SUMMARIZE_ABOVE = 1000;

/**
 * A dense, row-major array of numbers with a shape.
 *
 * It answers to TensorFlow.js' own words (`shape`, `dtype`, `dataSync()`, `arraySync()`) without loading
 * TensorFlow.js, so what `predict` or a scaler returns can be used wherever a tensor is read.
 */
export class NDArray {
  /** The number of elements. */
  readonly size: number;

  /**
   * @param values row-major elements; kept, not copied
   * @param shape sizes per axis; their product is `values.length`. `[]` is a scalar.
   * @throws ValueError when shape and length disagree
   */
  constructor(
    readonly values: NumericArray,
    readonly shape: readonly number[],
  ) {
    this.size = shape.reduce((product, size) => product * size, 1);
    if (this.size !== values.length) {
      throw new ValueError(`cannot reshape array of size ${values.length} into shape (${shape.join(", ")})`);
    }
  }

  /** The type of the elements. */
  get dtype(): DType {
    if (this.values instanceof Float32Array) return "float32";
    return this.values instanceof Float64Array ? "float64" : "int32";
  }

  /** The number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** The elements in row-major order, as TensorFlow.js' `dataSync`; not a copy. */
  dataSync(): NumericArray {
    return this.values;
  }

  /** The elements as nested arrays; a plain number for a scalar. */
  arraySync(): Nested {
    return nest(this.values, this.shape, 0, 0);
  }

  /** `arraySync` under the name that `JSON.stringify` asks for. */
  toJSON(): Nested {
    return this.arraySync();
  }

  /**
   * Rows `start` (inclusive) to `end` (exclusive, default: the last) of the first axis, sharing memory. Negative ones
   * count from the end.
   */
  slice(start: number, end: number = this.shape[0]): NDArray {
    const [rows, ...rest] = this.shape;
    const from = Math.max(0, start < 0 ? rows + start : start);
    const to = Math.max(from, Math.min(rows, end < 0 ? rows + end : end));
    const stride = rest.reduce((product, size) => product * size, 1);
    return new NDArray(this.values.subarray(from * stride, to * stride), [to - from, ...rest]);
  }

  /** The rows of the first axis at `indices`, in that order; a copy. @throws ValueError for a row that is not there */
  take(indices: ArrayLike<number>): NDArray {
    const [rows, ...rest] = this.shape;
    const stride = rest.reduce((product, size) => product * size, 1);
    const taken = new (this.values.constructor as Float64ArrayConstructor)(indices.length * stride);
    for (let i = 0; i < indices.length; i++) {
      const row = indices[i];
      if (!Number.isInteger(row) || row < 0 || row >= rows) {
        throw new ValueError(`index ${row} is out of bounds for axis 0 with size ${rows}`);
      }
      taken.set(this.values.subarray(row * stride, (row + 1) * stride), i * stride);
    }
    return new NDArray(taken, [indices.length, ...rest]);
  }

  /**
   * The same elements under another shape, sharing memory.
   *
   * @param shape sizes per axis; one may be -1, which is then what is left
   * @throws ValueError when the elements do not fill it
   */
  reshape(shape: readonly number[]): NDArray {
    const known = shape.filter((size) => size !== -1).reduce((product, size) => product * size, 1);
    const left = this.size / known;
    if (!shape.includes(-1)) return new NDArray(this.values, shape);
    if (!Number.isInteger(left)) {
      throw new ValueError(`cannot reshape array of size ${this.size} into shape (${shape.join(", ")})`);
    }
    return new NDArray(
      this.values,
      shape.map((size) => (size === -1 ? left : size)),
    );
  }

  /** The elements, laid out as NumPy prints them; the middle of a long array is left out. */
  toString(): string {
    return layOut(this, this.size > SUMMARIZE_ABOVE);
  }

  /** What `console.log` and the last expression of a cell show. */
  [inspectSymbol](): string {
    const indented = this.toString().replaceAll("\n", "\n      ");
    return `array(${indented}, shape=[${this.shape.join(", ")}], dtype=${this.dtype})`;
  }
}

function nest(values: NumericArray, shape: readonly number[], axis: number, offset: number): Nested {
  if (axis === shape.length) return values[offset];
  const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
  return Array.from({ length: shape[axis] }, (_, i) => nest(values, shape, axis + 1, offset + i * stride));
}

function layOut({ values, shape, ndim, dtype }: NDArray, summarize: boolean): string {
  const write = (axis: number, offset: number): string => {
    if (axis === ndim) return formatNumber(values[offset], dtype);
    const stride = shape.slice(axis + 1).reduce((product, size) => product * size, 1);
    const all = Array.from({ length: shape[axis] }, (_, i) => offset + i * stride);
    const hidden = summarize && all.length > 2 * EDGE_ITEMS;
    const shown = hidden ? [...all.slice(0, EDGE_ITEMS), ...all.slice(-EDGE_ITEMS)] : all;
    const items = shown.map((from) => write(axis + 1, from));
    if (hidden) items.splice(EDGE_ITEMS, 0, "...");
    return `[${items.join(axis + 1 < ndim ? `,\n${" ".repeat(axis + 1)}` : ", ")}]`;
  };
  return write(0, 0);
}

/** Shortest digits that read back to the same float32 or float64. */
function formatNumber(value: number, dtype: DType): string {
  if (dtype !== "float32" || !Number.isFinite(value)) return String(value);
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return String(short);
  }
  return String(value);
}

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
