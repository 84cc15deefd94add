import { isPlainObject, received, ValueError } from "../../errors.ts";
import { type ArrayInput, NDArray, sizeOf } from "../../ndarray.ts";
import { flatten, isStructure, packAs, type Shape, type Structure } from "../layers/keras-tensor.ts";
import type { TokenData } from "../layers/preprocessing/tokens.ts";

/** Data of a model: of its single input or output, a list with one per input or output, or a dictionary by name. Inputs may be words. */
export type ModelArrays = ArraysOf<TokenData>;

/** Targets and sample weights, which are numbers. */
export type TargetArrays = ArraysOf<ArrayInput>;

/** The data of a validation. */
export type DataTuple = readonly [x: ModelArrays, y?: TargetArrays | null, sampleWeight?: TargetArrays];

type ArraysOf<Data> = Structure<Data>;

/** True for a dictionary of data, and not for a tensor, array or frame. */
export function isDictionary(data: unknown): data is Readonly<Record<string, ArrayInput>> {
  return isPlainObject(data) && !("shape" in data);
}

/**
 * The data of each input or output; undefined if there are none.
 *
 * @param argument `x`, `y` or `sampleWeight`
 * @param form in which the model was given its inputs or outputs
 * @param names of the inputs or outputs
 * @throws ValueError in Keras' words for a wrong number or unknown names
 */
export function partsOf(
  argument: string,
  data: ModelArrays,
  form: Structure<object>,
  names: readonly string[],
): (ArrayInput | undefined)[] {
  // Lists and dictionaries within each other, as `call` takes them.
  if (isStructure(data) && Object.values(data as object).some(isStructure))
    return partsOf(argument, [...flatten(data as Structure<object>)] as ModelArrays, form, names);
  if (isDictionary(data)) {
    const keys = Object.keys(data);
    const unknown = keys.filter((key) => !names.includes(key));
    if (unknown.length > 0 && names.every((name) => !keys.includes(name)))
      throw mismatch(argument, form, names, data);
    return names.map((name) => data[name]);
  }
  if (names.length === 1 && !(Array.isArray(form) && isListOfArrays(data, 1))) return [data as ArrayInput];
  if (!Array.isArray(data) || data.length !== names.length) throw mismatch(argument, form, names, data);
  return [...data];
}

/** True for a list of several arrays or tensors, and not for an array of numbers. */
export function areArrays(data: unknown): data is readonly ArrayInput[] {
  return Array.isArray(data) && data.length > 1 && isListOfArrays(data, data.length);
}

/** A list of arrays, and not an array of numbers. */
function isListOfArrays(data: unknown, length: number): data is readonly ArrayInput[] {
  if (!Array.isArray(data) || data.length !== length) return false;
  const [first] = data;
  return typeof first === "object" && first !== null && "shape" in first;
}

function mismatch(
  argument: string,
  form: Structure<object>,
  names: readonly string[],
  data: unknown,
): ValueError {
  const words = (names: readonly string[]) => `[${names.map((name) => `'${name}'`).join(", ")}]`;
  const given = Array.isArray(data)
    ? `a list of ${data.length}`
    : isDictionary(data)
      ? `a dictionary of ${words(Object.keys(data))}`
      : received(data);
  const expected =
    Array.isArray(form) || names.length === 1 ? words(names) : `a dictionary of ${words(names)}`;
  return new ValueError(
    `The structure of \`${argument}\` doesn't match the expected structure.\nExpected: ${expected}, one array for each, as a ` +
      `list or by name\nReceived: ${argument}=${given}${isDictionary(data) && "y" in data ? "\nData and targets are values of their own: `fit(x, y)`." : ""}`,
  );
}

/** Joins arrays of the same number of samples: the numbers of each sample follow each other. */
export function joined(arrays: readonly NDArray[]): Float32Array {
  if (arrays.length === 1) return arrays[0].values as Float32Array;
  const [count] = arrays[0].shape;
  const widths = arrays.map(({ size }) => size / count);
  const width = widths.reduce((sum, one) => sum + one, 0);
  const all = new Float32Array(count * width);
  let at = 0;
  arrays.forEach(({ values }, part) => {
    const own = widths[part];
    for (let row = 0; row < count; row++) {
      const from = row * own;
      for (let i = 0; i < own; i++) all[row * width + at + i] = values[from + i];
    }
    at += own;
  });
  return all;
}

/** The reverse of `joined`, in the form of a model's outputs of these shapes. */
export function separated(
  values: Float32Array,
  form: Structure<object>,
  outputs: readonly Shape[],
  samples: number,
): Structure<NDArray> {
  const shapes = outputs.map((shape) => shape.slice(1) as number[]);
  const widths = shapes.map(sizeOf);
  const width = widths.reduce((sum, one) => sum + one, 0);
  let at = 0;
  const parts = widths.map((own, part) => {
    const taken = new Float32Array(samples * own);
    for (let row = 0; row < samples; row++) {
      taken.set(values.subarray(row * width + at, row * width + at + own), row * own);
    }
    at += own;
    return new NDArray(taken, [samples, ...shapes[part]]);
  });
  return packAs(form, parts);
}
