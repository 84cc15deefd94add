/** Data of custom training steps: any arrays with a row per sample. */
import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, type NDArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { tensorFlowNow } from "../backend/eager.js";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { flatten, isStructure, packAs, type Structure } from "../layers/keras-tensor.ts";
import { hasText } from "../layers/preprocessing/words.ts";
import type { BatchArrays } from "./batch-source.ts";
import { areArrays, isDictionary, type ModelArrays } from "./structured-data.ts";

/** Inputs, targets and weights of some samples; the last two may be missing. */
export interface StepArrays {
  readonly x: Structure<NDArray>;
  readonly y: Structure<NDArray> | undefined;
  readonly sampleWeight: Structure<NDArray> | undefined;
}

/** @throws ValueError for arrays of different numbers of samples */
export function stepArrays({ x, y, sampleWeight }: Partial<BatchArrays>): StepArrays {
  const arrays = (data: ModelArrays | undefined | null, name: string) =>
    data === undefined || data === null ? undefined : mapped(data, (part) => numbers(part, name));
  const all = {
    x: arrays(x, "x") as Structure<NDArray>,
    y: arrays(y, "y"),
    sampleWeight: arrays(sampleWeight, "sampleWeight"),
  };
  const sizes = partsOf(all).map(({ shape }) => shape[0] ?? 0);
  if (new Set(sizes).size > 1 || sizes[0] === 0) {
    const shapes = partsOf(all).map(({ shape }) => tuple([...shape]));
    throw new ValueError(
      "Data cardinality is ambiguous. Make sure all arrays contain the same number of samples. " +
        `Received: shapes ${shapes.join(", ")}`,
    );
  }
  return all;
}

/** @throws ValueError for words, which a step's tensors cannot hold */
function numbers(data: ArrayInput, name: string): NDArray {
  if (!hasText(data)) return asArray(data, "float32", name);
  throw new ValueError(
    `Expected \`${name}\` to hold numbers, as a step of the model's own trains it. Received: words. Turn them into numbers before, ` +
      "`const x = vectorizer.apply(words)`, and let the model begin after that layer.",
  );
}

function mapped<T>(data: ModelArrays, of: (part: ArrayInput) => T): Structure<T> {
  const part = (one: unknown) => (isStructure(one) ? mapped(one as ModelArrays, of) : of(one as ArrayInput));
  if (isDictionary(data)) {
    return Object.fromEntries(Object.entries(data).map(([name, one]) => [name, part(one)]));
  }
  return areArrays(data) || isStructure(data) ? (data as ArrayInput[]).map(part) : of(data as ArrayInput);
}

function partsOf({ x, y, sampleWeight }: StepArrays): NDArray[] {
  return [x, y, sampleWeight].flatMap((part) => (part === undefined ? [] : [...flatten(part)]));
}

export function sampleCount({ x }: StepArrays): number {
  return flatten(x)[0].shape[0];
}

/** The arrays, each of them changed in the same way. */
export function eachArray(
  { x, y, sampleWeight }: StepArrays,
  change: (array: NDArray) => NDArray,
): StepArrays {
  const each = <S extends Structure<NDArray> | undefined>(part: S): S =>
    (part === undefined ? part : packAs(part, flatten(part).map(change))) as S;
  return { x: each(x), y: each(y), sampleWeight: each(sampleWeight) };
}

/** The given samples, in that order. */
export function taken(arrays: StepArrays, rows: ArrayLike<number>): StepArrays {
  return eachArray(arrays, (array) => array.take(rows));
}

/**
 * The inputs, targets and weights of a batch as Keras hands them to a step: a list, or x itself if there is nothing else; then
 * several inputs are a list of one.
 */
export function stepTensors({ x, y, sampleWeight }: Partial<BatchArrays> | StepArrays): TensorFlowTensor {
  const tf = tensorFlowNow();
  const tensors = (data: ModelArrays | undefined | null) =>
    data === undefined || data === null
      ? undefined
      : mapped(data, (part) => {
          if (isTensor(part)) return part;
          const { values, shape } = asArray(part, "float32", "x");
          return tf.tensor(values, [...shape], "float32");
        });
  const all = [x, y, sampleWeight].map((part) => tensors(part as ModelArrays | undefined));
  if (all[2] !== undefined) return all;
  if (all[1] !== undefined) return all.slice(0, 2);
  return Array.isArray(all[0]) ? [all[0]] : all[0];
}

/** The parts of a step's data. */
export function unpacked(data: TensorFlowTensor): {
  x: TensorFlowTensor;
  y: TensorFlowTensor | undefined;
  sampleWeight: TensorFlowTensor | undefined;
} {
  const [x, y, sampleWeight] = Array.isArray(data) ? data : [data];
  return { x, y, sampleWeight };
}
