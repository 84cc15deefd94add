import { received, ValueError, withDefaults } from "../errors.ts";
import { type ArrayInput, asArray, NDArray, sizeOf } from "../ndarray.ts";
import { tuple } from "../python-repr.ts";

interface SideOptions {
  /** Length of the result, `maxlen: 100`; default null: that of the longest sequence. */
  maxlen?: number | null;
  /** The side on which short sequences are padded, default `"pre"`: before their first step. */
  padding?: "pre" | "post";
  /** The side on which long sequences are truncated, default `"pre"`: at their first steps. */
  truncating?: "pre" | "post";
}

export interface PadOptions extends SideOptions {
  /** `"int32"`, the default, or `"float32"`. */
  dtype?: "int32" | "float32";
  /** The padding value, default 0. */
  value?: number;
}

export interface PadTextOptions extends SideOptions {
  /** As in NumPy: `"object"` or `"str"` for texts of any length, `"<U3"` for their first three characters. */
  dtype: "object" | "str" | `<U${number}`;
  /** The padding text. */
  value: string;
}

/**
 * Pads or truncates sequences to rows of one length.
 *
 * @param sequences lists of numbers, or of rows of numbers; lists of texts with a text as the padding value
 * @returns an array; a list of lists for texts
 * @throws ValueError for anything but a list of sequences whose steps have one shape
 *
 * @example
 * console.log(utils.padSequences([[1], [2, 3]]).arraySync()); // [[0, 1], [2, 3]]
 */
export function padSequences(sequences: readonly ArrayInput[], options?: PadOptions): NDArray;
export function padSequences(sequences: readonly (readonly string[])[], options: PadTextOptions): string[][];
export function padSequences(
  sequences: readonly ArrayInput[] | readonly (readonly string[])[],
  options: PadOptions | PadTextOptions = {},
): NDArray | string[][] {
  if (typeof options.value === "string")
    return padTexts(sequences as readonly (readonly string[])[], options as PadTextOptions);
  return padNumbers(sequences as readonly ArrayInput[], options as PadOptions);
}

function padTexts(sequences: readonly (readonly string[])[], options: PadTextOptions): string[][] {
  const { maxlen, dtype, padding, truncating, value } = withDefaults<PadTextOptions & SideOptions>(
    "padSequences",
    options,
    { ...SIDES, dtype: "int32" as "str", value: "" },
  );
  const size = /^(?:object|str|<U(\d+))$/.exec(dtype);
  if (size === null) {
    throw new ValueError(
      `\`dtype\` ${dtype} is not compatible with \`value\`'s type: <class 'str'>\n` +
        "You should set `dtype: 'object'` for variable length strings.",
    );
  }
  checkSides({ padding, truncating });
  checkLength(maxlen);
  checkSequences(sequences);
  const length = maxlen ?? Math.max(0, ...sequences.map((words) => words.length));
  return sequences.map((words) => {
    const from = truncating === "pre" ? Math.max(0, words.length - length) : 0;
    const kept = words.slice(from, from + length);
    const added = Array<string>(length - kept.length).fill(value);
    const row = padding === "pre" ? [...added, ...kept] : [...kept, ...added];
    return size[1] === undefined ? row : row.map((word) => [...word].slice(0, Number(size[1])).join(""));
  });
}

const SIDES = { maxlen: null, padding: "pre", truncating: "pre" } as const;

/** @throws ValueError for other words than "pre" and "post" */
function checkSides(sides: Pick<SideOptions, "padding" | "truncating">): void {
  for (const [name, word] of Object.entries(sides)) {
    if (word === "pre" || word === "post") continue;
    throw new ValueError(`Expected \`${name}\` to be "pre" or "post". Received: ${name}=${word}`);
  }
}

/** @throws ValueError for a length that is no whole number from 0 */
function checkLength(maxlen: number | null | undefined): void {
  if (maxlen == null || (Number.isInteger(maxlen) && maxlen >= 0)) return;
  throw new ValueError(`Expected \`maxlen\` to be null or an integer from 0. Received: maxlen=${maxlen}`);
}

/** @throws ValueError for anything but a list of sequences */
function checkSequences(sequences: unknown): void {
  if (!Array.isArray(sequences))
    throw new ValueError(`\`sequences\` must be iterable. Received: ${received(sequences)}`);
  const other = sequences.find((one) => typeof one !== "object" || one === null);
  if (other === undefined) return;
  throw new ValueError(`\`sequences\` must be a list of iterables. Found non-iterable: ${String(other)}`);
}

function padNumbers(sequences: readonly ArrayInput[], options: PadOptions): NDArray {
  const { maxlen, dtype, padding, truncating, value } = withDefaults<PadOptions>("padSequences", options, {
    ...SIDES,
    dtype: "int32",
    value: 0,
  });
  if (dtype !== "int32" && dtype !== "float32") {
    throw new ValueError(`Expected \`dtype\` to be "int32" or "float32". Received: dtype=${dtype}`);
  }
  checkSides({ padding, truncating });
  checkLength(maxlen);
  checkSequences(sequences);
  const arrays = sequences.map((sequence) => asArray(sequence, dtype, "sequences"));
  const length = maxlen ?? arrays.reduce((longest, { shape }) => Math.max(longest, shape[0] ?? 0), 0);
  const step = arrays.find(({ size }) => size > 0)?.shape.slice(1) ?? [];
  const width = sizeOf(step);
  const rows = new NDArray(
    new (dtype === "int32" ? Int32Array : Float32Array)(arrays.length * length * width).fill(value),
    tuple([arrays.length, length, ...step]),
  );
  arrays.forEach(({ values, shape, size }, row) => {
    if (size === 0) return;
    if (shape.slice(1).join() !== step.join()) {
      throw new ValueError(
        `Shape of sample (${shape.slice(1).join(", ")}) of sequence at position ${row} is different from expected shape ` +
          `(${step.join(", ")})`,
      );
    }
    const kept = Math.min(shape[0], length);
    const from = truncating === "pre" ? shape[0] - kept : 0;
    const at = row * length + (padding === "pre" ? length - kept : 0);
    rows.values.set(values.subarray(from * width, (from + kept) * width), at * width);
  });
  return rows;
}

/**
 * Unpacks the data of a `trainStep`: `[x]`, `[x, y]` or `[x, y, sampleWeight]`.
 *
 * @returns always three, null for what is missing
 * @throws ValueError for a longer list
 *
 * @example
 * const [x, y, sampleWeight] = utils.unpackXYSampleWeight([[1], [2]]);
 */
export function unpackXYSampleWeight<T>(data: readonly T[] | T): [x: T, y: T | null, sampleWeight: T | null] {
  if (!Array.isArray(data)) return [data as T, null, null];
  if (data.length >= 1 && data.length <= 3) return [data[0], data[1] ?? null, data[2] ?? null];
  throw new ValueError(
    "Data is expected to be in format `x`, `[x]`, `[x, y]`, or `[x, y, sampleWeight]`. " +
      `Received: a list of ${data.length}`,
  );
}

/**
 * The inverse of `unpackXYSampleWeight`; what is missing is left out.
 *
 * @example
 * console.log(utils.packXYSampleWeight([1], [2]).length); // 2
 */
export function packXYSampleWeight<T>(x: T, y: T | null = null, sampleWeight: T | null = null): unknown {
  if (y === null) return Array.isArray(x) ? [x] : x;
  return sampleWeight === null ? [x, y] : [x, y, sampleWeight];
}
