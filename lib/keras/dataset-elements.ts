/** The elements of datasets: numbers, texts, and lists and dictionaries of them. */
import { isPlainObject, ValueError } from "../errors.ts";
import { type ArrayInput, asArray, NDArray, type NumericArray, sizeOf } from "../ndarray.ts";
import { tuple } from "../python-repr.ts";
import { tensorFlowNow } from "./backend/eager.js";
import { isTensor } from "./backend/tensor-types.ts";
import { asTokens, nested, type TokenData } from "./layers/preprocessing/tokens.ts";
import { hasText } from "./layers/preprocessing/words.ts";

/** Arrays of numbers or texts, and lists and dictionaries of them. */
export type Data = TokenData | readonly Data[] | { readonly [name: string]: Data };

type IsAny<T> = 0 extends 1 & T ? true : false;
type Text = string | readonly Text[];

/** The type of texts: of literals `string`. */
type TextOf<T> = T extends readonly (infer Item)[] ? TextOf<Item>[] : string;

/** The type of a row. */
export type Unbatched<T> =
  IsAny<T> extends true
    ? T
    : T extends NDArray | ArrayBufferView
      ? NDArray
      : T extends readonly unknown[]
        ? T extends readonly string[]
          ? string
          : number extends T["length"]
            ? T extends readonly Text[]
              ? TextOf<T[number]>
              : NDArray
            : { -readonly [K in keyof T]: Unbatched<T[K]> }
        : T extends { shape: unknown }
          ? // biome-ignore lint/suspicious/noExplicitAny: a column of danfojs has numbers or texts
            any
          : { [K in keyof T]: Unbatched<T[K]> };

/** The type of a batch. */
export type Batched<T> =
  IsAny<T> extends true
    ? T
    : T extends number | NDArray
      ? NDArray
      : T extends string
        ? string[]
        : T extends readonly unknown[]
          ? number extends T["length"]
            ? T extends Text
              ? TextOf<T>[]
              : NDArray
            : { -readonly [K in keyof T]: Batched<T[K]> }
          : { [K in keyof T]: Batched<T[K]> };

/** Lists of parts that a dataset has made: two texts would not be told from a batch of texts. */
const lists = new WeakSet<object>();

const listed = (parts: unknown[]): unknown[] => {
  lists.add(parts);
  return parts;
};

/** True for a list of parts, such as `[x, y]`, and not for a list of texts. */
function isList(element: unknown): element is readonly unknown[] {
  return Array.isArray(element) && (lists.has(element) || !element.every((part) => typeof part === "string"));
}

/** True for a list of arrays within an element, and not for an array of numbers. */
const isInnerList = (part: unknown): part is readonly unknown[] =>
  Array.isArray(part) &&
  (lists.has(part) || part.some((one) => typeof one === "object" && !Array.isArray(one)));

const isDictionary = (part: unknown): part is Readonly<Record<string, unknown>> =>
  isPlainObject(part) && !("shape" in part);

/** The parts of an element: of a list, or the element alone. */
export const partsOf = (element: unknown): readonly unknown[] => (isList(element) ? element : [element]);

/** True once a function has returned a tensor. */
let hasTensors = false;

/** The result of a function of an element, with arrays in place of tensors. Tensors that it makes are freed. */
export function withoutTensors(call: () => unknown): unknown {
  if (!hasTensors) return plainParts(call(), isList);
  let result: unknown;
  tensorFlowNow().tidy(() => {
    result = plainParts(call(), isList);
  });
  return result;
}

function plainParts(element: unknown, isPartList: (part: unknown) => boolean): unknown {
  if (isPartList(element)) return listed((element as unknown[]).map((part) => plainParts(part, isInnerList)));
  if (isDictionary(element)) return eachOf(element, (part) => plainParts(part, isInnerList));
  if (!isTensor(element)) return element;
  hasTensors = true;
  return leafOf(element);
}

/** Data as an array that keeps its type; other numbers are int32 if all are whole, else float32. */
export function leafOf(data: unknown): NDArray {
  if (data instanceof NDArray) return data;
  if (isTensor(data)) {
    const { shape, dataSync } = data as { shape: readonly number[]; dataSync(): NumericArray };
    return new NDArray(dataSync.call(data), tuple([...shape]));
  }
  const { values, shape } = asArray(data as ArrayInput, "float64");
  const isWhole = values.every((value) => (value | 0) === value);
  return new NDArray(isWhole ? Int32Array.from(values) : Float32Array.from(values), tuple([...shape]));
}

/** One batch of elements. @throws ValueError for elements of different shapes */
export function batchOf(
  elements: readonly unknown[],
  isPartList: (part: unknown) => boolean = isList,
): unknown {
  const [first] = elements;
  const joined = (key: string | number) =>
    batchOf(
      elements.map((element) => (element as Record<string | number, unknown>)[key]),
      isInnerList,
    );
  if (isPartList(first)) return listed((first as unknown[]).map((_, i) => joined(i)));
  if (isDictionary(first)) return eachOf(first, (_, name) => joined(name));
  if (hasText(first)) return [...elements];
  const arrays = elements.map(leafOf);
  const [{ values, shape, size }] = arrays;
  const other = arrays.find((array) => String(array.shape) !== String(shape));
  if (other) {
    throw new ValueError(
      "Cannot batch tensors with different shapes. " +
        `Received: shapes ${tuple([...shape])} and ${tuple([...other.shape])}`,
    );
  }
  const batch = new (values.constructor as Float64ArrayConstructor)(arrays.length * size);
  for (const [i, array] of arrays.entries()) batch.set(array.values, i * size);
  return new NDArray(batch, tuple([arrays.length, ...shape]));
}

/** The rows of data. */
interface Rows {
  readonly length: number;
  at(row: number): unknown;
}

/**
 * The rows of data, as elements.
 *
 * @param isPartList whether the data are a list of parts
 * @throws ValueError for parts with different numbers of rows, and for a single value
 */
export function rowsOf(data: unknown, isPartList = isList(data)): Rows {
  if (!isPartList && !isDictionary(data)) return rowsOfLeaf(data);
  const parts = eachOf(data as Record<string, unknown>, (part) => rowsOf(part, isInnerList(part)));
  const each: readonly Rows[] = Object.values(parts);
  const lengths = new Set(each.map(({ length }) => length));
  if (lengths.size !== 1) {
    throw new ValueError(
      `Expected parts with the same number of rows. Received: ${each.length === 0 ? "no parts" : `${[...lengths].join(", ")} rows`}`,
    );
  }
  const [{ length }] = each;
  return {
    length,
    at: (row) =>
      isPartList ? listed(each.map((part) => part.at(row))) : eachOf(parts, (part) => (part as Rows).at(row)),
  };
}

function rowsOfLeaf(data: unknown): Rows {
  if (hasText(data) && typeof data !== "string") {
    const { values, shape } = asTokens(data as TokenData);
    const texts = nested(values, shape) as string[];
    return { length: texts.length, at: (row) => texts[row] };
  }
  const array = typeof data === "string" ? undefined : leafOf(data);
  if (array === undefined || array.ndim === 0) {
    throw new ValueError("Unbatching a tensor is only supported for rank >= 1");
  }
  const [length, ...shape] = array.shape;
  const size = sizeOf(shape);
  return {
    length,
    at: (row) => new NDArray(array.values.subarray(row * size, (row + 1) * size), tuple([...shape])),
  };
}

function eachOf<Part, Result>(
  dictionary: Readonly<Record<string, Part>>,
  result: (part: Part, name: string) => Result,
): Record<string, Result> {
  return Object.fromEntries(Object.entries(dictionary).map(([name, part]) => [name, result(part, name)]));
}
