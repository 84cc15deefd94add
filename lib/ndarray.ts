import { received, ValueError } from "./errors.ts";

/** The numeric storage of an `NDArray`. */
export type NumericArray = Float32Array | Float64Array | Int32Array | Uint8Array;

/** The supported element types, under NumPy's names. */
export type DType = "float32" | "float64" | "int32" | "uint8";

/** Numbers nested to any depth, as `arraySync` returns them. */
export type Nested = number | Nested[];

const inspectSymbol = Symbol.for("nodejs.util.inspect.custom");
const EDGE_ITEMS = 3;
const SUMMARIZE_ABOVE = 1000;

/**
 * A dense, row-major array of numbers with a shape.
 *
 * It has the interface of a TensorFlow.js tensor (`shape`, `dtype`, `dataSync()`, `arraySync()`) without loading
 * TensorFlow.js, so that the result of `predict` or of a scaler can be used wherever a tensor is read.
 */
export class NDArray {
  /** The number of elements. */
  readonly size: number;
  /** Which steps count, if a layer of Keras such as `Embedding({ maskZero: true })` has said so: its `_keras_mask`. */
  declare readonly _kerasMask?: NDArray;

  /**
   * @param values row-major elements; not copied
   * @param shape sizes per axis; their product is `values.length`. `[]` is a scalar.
   * @throws ValueError if the shape does not match the number of elements
   */
  constructor(
    readonly values: NumericArray,
    readonly shape: readonly number[],
  ) {
    this.size = sizeOf(shape);
    if (this.size !== values.length) {
      throw new ValueError(`cannot reshape array of size ${values.length} into shape (${shape.join(", ")})`);
    }
  }

  /** The type of the elements. */
  get dtype(): DType {
    if (this.values instanceof Float32Array) return "float32";
    if (this.values instanceof Float64Array) return "float64";
    return this.values instanceof Uint8Array ? "uint8" : "int32";
  }

  /** The number of axes. */
  get ndim(): number {
    return this.shape.length;
  }

  /** The elements in row-major order, not copied. */
  dataSync(): NumericArray {
    return this.values;
  }

  /** The elements as nested arrays; a plain number for a scalar. */
  arraySync(): Nested {
    return nest(this.values, this.shape, 0, 0);
  }

  /** `arraySync`, called by `JSON.stringify`. */
  toJSON(): Nested {
    return this.arraySync();
  }

  /**
   * Rows of the first axis as a view that shares memory. Negative indices count from the end.
   *
   * @param start first row
   * @param end row after the last. Default: the number of rows
   * @throws ValueError for lists, as `ops.slice` takes them
   */
  slice(start: number, end: number = this.shape[0]): NDArray {
    for (const [name, value] of Object.entries({ start, end })) {
      if (typeof value === "number") continue;
      throw new ValueError(
        `Expected \`${name}\` to be a number: \`slice\` takes rows of the first axis, such as slice(0, 2). ` +
          `Received: ${name}=${received(value)}. Along several axes: ops.slice(array, [0, 0], [2, 2]), with start and size, or ` +
          'ops.getItem(array, "0:2, 0:2").',
      );
    }
    const [rows, ...rest] = this.shape;
    const from = Math.max(0, start < 0 ? rows + start : start);
    const to = Math.max(from, Math.min(rows, end < 0 ? rows + end : end));
    const stride = sizeOf(rest);
    return new NDArray(this.values.subarray(from * stride, to * stride), [to - from, ...rest]);
  }

  /** A copy of the rows of the first axis at `indices`, in that order. @throws ValueError for an index out of bounds */
  take(indices: ArrayLike<number>): NDArray {
    const [rows, ...rest] = this.shape;
    const stride = sizeOf(rest);
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
   * A view with another shape that shares memory.
   *
   * @param shape sizes per axis; one may be -1 and is then inferred
   * @throws ValueError if the shape does not match the number of elements
   */
  reshape(shape: readonly number[]): NDArray {
    const known = sizeOf(shape.filter((size) => size !== -1));
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

  /** The elements, formatted as NumPy does; the middle of a long array is omitted. */
  toString(): string {
    return format(this, this.size > SUMMARIZE_ABOVE);
  }

  /** Called by `console.log`, and by the kernel for the last expression of a cell. */
  [inspectSymbol](): string {
    const indented = this.toString().replaceAll("\n", "\n      ");
    return `array(${indented}, shape=[${this.shape.join(", ")}], dtype=${this.dtype})`;
  }
}

function nest(values: NumericArray, shape: readonly number[], axis: number, offset: number): Nested {
  if (axis === shape.length) return values[offset];
  const stride = sizeOf(shape.slice(axis + 1));
  return Array.from({ length: shape[axis] }, (_, i) => nest(values, shape, axis + 1, offset + i * stride));
}

function format({ values, shape, ndim, dtype }: NDArray, summarize: boolean): string {
  const write = (axis: number, offset: number): string => {
    if (axis === ndim) return formatNumber(values[offset], dtype);
    const stride = sizeOf(shape.slice(axis + 1));
    const all = Array.from({ length: shape[axis] }, (_, i) => offset + i * stride);
    const hidden = summarize && all.length > 2 * EDGE_ITEMS;
    const shown = hidden ? [...all.slice(0, EDGE_ITEMS), ...all.slice(-EDGE_ITEMS)] : all;
    const items = shown.map((from) => write(axis + 1, from));
    if (hidden) items.splice(EDGE_ITEMS, 0, "...");
    return `[${items.join(axis + 1 < ndim ? `,\n${" ".repeat(axis + 1)}` : ", ")}]`;
  };
  return write(0, 0);
}

/** The shortest decimal number that rounds to the same float32 or float64. */
function formatNumber(value: number, dtype: DType): string {
  return String(dtype === "float32" ? shortestFloat32(value) : value);
}

/** The number of elements of an array of that shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, size) => product * size, 1);
}

/**
 * The index into an array of shape `own`, repeated along its axes of one, of value `i` of an array of shape `shape`: NumPy's
 * broadcasting, with as many axes in both.
 */
export function broadcastIndex(i: number, shape: readonly number[], own: readonly number[]): number {
  let [index, stride, rest] = [0, 1, i];
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    if (own[axis] > 1) index += stride * (rest % shape[axis]);
    rest = Math.floor(rest / shape[axis]);
    stride *= own[axis];
  }
  return index;
}

/** The shortest decimal number that rounds to the same float32; other numbers unchanged. */
export function shortestFloat32(value: number): number {
  for (let digits = 1; digits <= 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return value;
}

/** A TensorFlow.js tensor, or an `NDArray`. */
export interface TensorLike {
  shape: readonly number[];
  dataSync(): ArrayLike<number>;
}

/** A danfojs `DataFrame` or `Series`. */
export interface FrameLike {
  shape: readonly number[];
  values: unknown;
}

/** Everything that is accepted as data: nested arrays, typed arrays, tensors, `NDArray`s and danfojs frames. */
export type ArrayInput =
  | Nested
  | readonly number[]
  | readonly (readonly number[])[]
  | NumericArray
  | TensorLike
  | FrameLike;

const storage = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array };

/**
 * Converts data to an `NDArray`. An `NDArray` of the requested type is returned as it is; everything else is copied.
 *
 * @param data nested arrays, a typed array (1-D), a tensor, an `NDArray`, a danfojs `DataFrame` or `Series`
 * @param dtype element type of the result. Default `"float32"`
 * @param name name of the data in error messages. Default `"data"`
 * @throws ValueError for ragged arrays, and for elements that are neither numbers nor booleans
 * @example
 * import { asArray } from "../lib/ndarray";
 *
 * console.log(asArray([[1, 2], [3, 4]], "float64").shape); // [2, 2]
 */
export function asArray(data: ArrayInput, dtype: DType = "float32", name = "data"): NDArray {
  if (data instanceof NDArray && data.dtype === dtype) return data;
  if (ArrayBuffer.isView(data)) return new NDArray(copy(data as NumericArray, dtype), [data.length]);
  if (typeof data === "number") return new NDArray(storage[dtype].of(data), []);
  if (Array.isArray(data)) return fromNested(data, dtype, name);
  if (isTensorLike(data)) {
    if ((data as { isDisposed?: boolean }).isDisposed) {
      throw new ValueError(
        `Expected \`${name}\` to be a tensor that still has its values. Received: one that TensorFlow.js has disposed of, as it was ` +
          "made within `tf.tidy` or `tf.variableGrads`, which keep only what the function returns. Keep it there: tf.keep(tensor).",
      );
    }
    return new NDArray(copy(data.dataSync(), dtype), [...data.shape]);
  }
  if (isFrameLike(data)) return fromNested(data.values as unknown[], dtype, name);
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

function copy(values: ArrayLike<number>, dtype: DType): NumericArray {
  const copied = new storage[dtype](values.length);
  copied.set(values);
  return copied;
}

function fromNested(data: readonly unknown[], dtype: DType, name: string): NDArray {
  const shape: number[] = [];
  const [first] = data;
  // A list of tensors, as of losses.
  if (isTensorLike(first)) return fromNested(data.map(nested), dtype, name);
  for (let level: unknown = data; isSequence(level); level = level[0]) shape.push(level.length);
  const values = new storage[dtype](sizeOf(shape));
  let next = 0;
  const path: number[] = [];
  const at = (axis: number) => (axis === 0 ? "" : ` at ${name}[${path.slice(0, axis).join("][")}]`);
  const sequence = (item: unknown, axis: number): ArrayLike<unknown> => {
    if (isSequence(item) && item.length === shape[axis]) return item;
    throw new ValueError(
      `Expected \`${name}\` to be rectangular: ${shape[axis]} elements along axis ${axis}. ` +
        `Received: ${isSequence(item) ? `${item.length} elements` : received(item)}${at(axis)}`,
    );
  };
  const fill = (item: unknown, axis: number): void => {
    if (axis === shape.length) {
      if (typeof item !== "number" && typeof item !== "boolean") {
        throw new ValueError(
          `Expected every element of \`${name}\` to be a number. Received: ${received(item)}${at(axis)}`,
        );
      }
      values[next++] = Number(item);
      return;
    }
    const items = sequence(item, axis);
    for (let i = 0; i < items.length; i++) {
      path[axis] = i;
      fill(items[i], axis + 1);
    }
  };
  fill(data, 0);
  return new NDArray(values, shape);
}

/** A number or an array, depending on the options. TypeScript cannot tell which, and accepts both. */
export type NumberOrArray = number & NDArray;

/** The numbers of several arrays, one after the other. */
export function concatenated(parts: readonly NumericArray[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

/** The values of a tensor in nested lists; others as they are. */
function nested(value: unknown): unknown {
  return isTensorLike(value) ? asArray(value as ArrayInput).arraySync() : value;
}

function isSequence(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && "length" in value);
}
