import { received, ValueError } from "../../../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../../../ndarray.ts";
import { tuple } from "../../../python-repr.ts";

/** A word or a number, or lists of them. */
export type TokenData = ArrayInput | string | Words | readonly TokenData[];

/** Words or numbers in row-major order, and their shape. */
export interface Tokens {
  readonly values: readonly (string | number)[];
  readonly shape: readonly number[];
}

/** Words in row-major order, and their shape. */
export class Words implements Tokens {
  constructor(
    readonly values: readonly string[],
    readonly shape: readonly number[],
  ) {}
}

/** @throws ValueError for ragged lists, and for anything but words and numbers */
export function asTokens(data: TokenData, name = "data"): Tokens {
  if (data instanceof Words) return data;
  if (typeof data === "string") return { values: [data], shape: [] };
  if (!Array.isArray(data)) {
    const { dtype, dataSync, values: column } = (data ?? {}) as unknown as Record<string, unknown>;
    if (dtype === "string" && typeof dataSync === "function") {
      // A tensor of TensorFlow.js.
      const { shape } = data as Tokens;
      return { values: [...(data as unknown as { dataSync(): string[] }).dataSync()], shape: [...shape] };
    }
    // A column or frame of danfojs.
    if (Array.isArray(column)) return asTokens(column as TokenData, name);
    const { values, shape } = asArray(data as ArrayInput, "float64", name);
    return { values: [...values], shape };
  }
  const shape: number[] = [];
  for (let level: unknown = data; Array.isArray(level); level = level[0]) shape.push(level.length);
  const values = data.flat(shape.length as 0) as unknown[];
  const isFull = (level: unknown, axis: number): boolean =>
    axis === shape.length
      ? !Array.isArray(level)
      : Array.isArray(level) && level.length === shape[axis] && level.every((one) => isFull(one, axis + 1));
  if (!isFull(data, 0)) {
    throw new ValueError(
      `Expected \`${name}\` to be rectangular, with the shape ${tuple([...shape])}. Received: lists of several lengths.`,
    );
  }
  const wrong = values.find((value) => typeof value !== "string" && typeof value !== "number");
  if (wrong !== undefined) {
    throw new ValueError(
      `Expected every element of \`${name}\` to be a word or a number. Received: ${received(wrong)}`,
    );
  }
  return { values: values as (string | number)[], shape };
}

/** The values in lists of that shape; a single value without axes. */
export function nested(values: readonly (string | number)[], shape: readonly number[]): unknown {
  const [length, ...rest] = shape;
  if (length === undefined) return values[0];
  const size = values.length / length;
  return Array.from({ length }, (_, i) => nested(values.slice(i * size, (i + 1) * size), rest));
}

/** How class numbers are encoded. */
export type OutputMode = "int" | "one_hot" | "multi_hot" | "count";

const TODAY = { binary: "multi_hot", "tf-idf": "tf_idf" } as const;

/** Former names of modes, which Keras still takes. */
export type FormerMode = keyof typeof TODAY;

/** A mode by its name of today: `"multi_hot"` for `"binary"`. */
export const modeOf = <Mode extends string>(mode: Mode | FormerMode): Mode =>
  (Object.hasOwn(TODAY, mode) ? TODAY[mode as FormerMode] : mode) as Mode;

/**
 * Encodes class numbers.
 *
 * `int`: as they are; `one_hot`: a row for each, with a 1 in its place; `multi_hot`: a row for each sample, with a 1 in the place of each
 * number in it; `count`: how often each occurs.
 *
 * @param depth number of classes
 * @param weights of each number, for `count`
 */
export function encoded(
  numbers: readonly number[],
  shape: readonly number[],
  mode: OutputMode,
  depth: number,
  weights?: readonly number[],
): NDArray {
  if (mode === "int") return new NDArray(Int32Array.from(numbers), tuple([...shape]));
  const axes = shape.length === 0 ? [1] : shape;
  const outputs = new Float32Array(
    encodedShape(axes, mode, depth).reduce<number>((product, size) => product * (size ?? 1), 1),
  );
  // With several axes, the second is summed over.
  const [samples, steps] = axes.length === 1 ? [1, axes[0]] : axes;
  const inner = numbers.length / (samples * steps);
  numbers.forEach((number, i) => {
    if (number < 0 || number >= depth) return;
    const place = mode === "one_hot" ? i : Math.floor(i / (steps * inner)) * inner + (i % inner);
    const at = place * depth + number;
    outputs[at] = mode === "count" ? outputs[at] + (weights?.[i] ?? 1) : 1;
  });
  return new NDArray(outputs, tuple(encodedShape(axes, mode, depth) as number[]));
}

export function encodedShape(
  shape: readonly (number | null)[],
  mode: OutputMode,
  depth: number,
): (number | null)[] {
  if (mode === "int") return [...shape];
  if (mode === "one_hot") {
    const isColumn = shape.length > 1 && shape.at(-1) === 1;
    return [...(isColumn ? shape.slice(0, -1) : shape), depth];
  }
  return shape.length < 2 ? [depth] : [shape[0], ...shape.slice(2), depth];
}
