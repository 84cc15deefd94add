import { ValueError } from "../errors.ts";

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
