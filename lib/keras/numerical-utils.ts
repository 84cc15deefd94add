import { LayerSeeds } from "../engine/index.ts";
import { fromArguments, ValueError, withDefaults } from "../errors.ts";
import { type ArrayInput, asArray, NDArray, sizeOf } from "../ndarray.ts";
import { tuple } from "../python-repr.ts";
import { isTensor, type TensorFlowTensor } from "./backend/tensor-types.ts";
import * as ops from "./ops/linalg.ts";
import { freshSeed } from "./state.ts";

interface ClassesOption {
  /** Length of a row, `numClasses: 3`; default: the largest number plus one. */
  numClasses?: number | null;
}

interface NormOptions {
  /** `axis: 1`; default −1, the last. */
  axis?: number;
  /** Of the norm `(Σ|x|^order)^(1/order)`, `order: 1`; default 2; `Infinity` for the largest value. */
  order?: number;
}

/**
 * Class numbers as one-hot rows.
 *
 * @param x class numbers of any shape; a last axis of one is left out
 * @param args `numClasses`, default: the largest number plus one
 * @throws ValueError for a number that is not a class
 *
 * @example
 * console.log(utils.toCategorical([0, 2]).arraySync()); // [[1, 0, 0], [0, 0, 1]]
 */
export function toCategorical(
  x: ArrayInput,
  ...args: [numClasses?: number | null] | [options: ClassesOption]
): NDArray {
  const { numClasses } = fromArguments("toCategorical", args, { numClasses: null as number | null });
  const { values, shape } = asArray(x, "float64", "x");
  const classes = Array.from(values, Math.trunc);
  const count = numClasses || classes.reduce((a, b) => Math.max(a, b), -1) + 1;
  const rows = new Float64Array(classes.length * count);
  classes.forEach((label, i) => {
    // As in NumPy, negative numbers count from the end.
    const at = label < 0 ? label + count : label;
    if (!(at >= 0 && at < count)) {
      throw new ValueError(`Expected \`x\` to hold class numbers from 0 to ${count - 1}. Received: ${label}`);
    }
    rows[i * count + at] = 1;
  });
  const outer = shape.length > 1 && shape[shape.length - 1] === 1 ? shape.slice(0, -1) : shape;
  return new NDArray(rows, tuple([...outer, count]));
}

/**
 * The array divided by the norms of its vectors along an axis; a vector of zeros stays as it is.
 *
 * Porting note: Keras 3.15.1 divides along the last axis when it is asked for axis 0.
 *
 * @param args `axis`, default −1, the last; `order` of the norm, `(Σ|x|^order)^(1/order)`, default 2; `Infinity` for the largest value
 * @throws ValueError for an axis out of range, and an order that is not above 0
 *
 * @example
 * console.log(utils.normalize([[3, 4]]).arraySync()); // [[0.6, 0.8]]
 */
export function normalize(
  x: { dataId: object },
  ...args: [axis?: number, order?: number] | [options: NormOptions]
): TensorFlowTensor;
export function normalize(
  x: ArrayInput,
  ...args: [axis?: number, order?: number] | [options: NormOptions]
): NDArray;
export function normalize(
  x: TensorFlowTensor,
  ...args: [axis?: number, order?: number] | [options: NormOptions]
): TensorFlowTensor {
  const { axis, order } = fromArguments("normalize", args, { axis: -1, order: 2 });
  // Tensors stay ones that a gradient can be taken of.
  if (isTensor(x)) return ops.normalize(x, axis, order);
  const { values, shape } = asArray(x, "float64", "x");
  const at = axis < 0 ? axis + shape.length : axis;
  if (!Number.isInteger(at) || at < 0 || at >= shape.length) {
    throw new ValueError(`axis ${axis} is out of bounds for array of dimension ${shape.length}`);
  }
  if (!(order > 0))
    throw new ValueError(`Expected \`order\` to be a number above 0. Received: order=${order}`);
  const stride = sizeOf(shape.slice(at + 1));
  const size = shape[at];
  const normalized = Float64Array.from(values);
  for (let i = 0; i < values.length; i++) {
    if (Math.floor(i / stride) % size !== 0) continue;
    const own = Array.from({ length: size }, (_, k) => Math.abs(values[i + k * stride]));
    const norm =
      order === Number.POSITIVE_INFINITY
        ? own.reduce((a, b) => Math.max(a, b), 0)
        : own.reduce((sum, value) => sum + value ** order, 0) ** (1 / order);
    if (norm !== 0) for (let k = 0; k < size; k++) normalized[i + k * stride] /= norm;
  }
  return new NDArray(normalized, tuple([...shape]));
}

export interface SplitOptions {
  /** Number of samples on the left, or their fraction, `leftSize: 0.8`; default: the rest. */
  leftSize?: number | null;
  /** Number of samples on the right, or their fraction, `rightSize: 0.2`; default: the rest. */
  rightSize?: number | null;
  /** Shuffle the samples first, default false. */
  shuffle?: boolean;
  /** Seed of the order, Python's: an integer from 0, `seed: 42`; default: a new order each time. */
  seed?: number | null;
}

/**
 * Splits samples into a first and a last part.
 *
 * Porting note: it takes and returns arrays, where Keras returns datasets of TensorFlow.
 *
 * @param dataset an array, or a list of `NDArray`s with the same number of samples, which are split alike
 * @returns the two parts: arrays, or lists of them for a list
 * @throws ValueError for sizes that do not fit
 *
 * @example
 * const [training, test] = utils.splitDataset([[1], [2], [3], [4]], { leftSize: 0.75 });
 * console.log(training.shape, test.shape); // (3, 1) (1, 1)
 */
export function splitDataset(
  dataset: readonly NDArray[],
  options: SplitOptions,
): [left: NDArray[], right: NDArray[]];
export function splitDataset(dataset: ArrayInput, options: SplitOptions): [left: NDArray, right: NDArray];
export function splitDataset(
  dataset: ArrayInput | readonly NDArray[],
  options: SplitOptions,
): [NDArray, NDArray] | [NDArray[], NDArray[]] {
  const isList =
    Array.isArray(dataset) && dataset.length > 0 && dataset.every((one) => one instanceof NDArray);
  const arrays: readonly NDArray[] = isList
    ? dataset
    : [asArray(dataset as ArrayInput, "float64", "dataset")];
  const total = arrays[0].shape[0] ?? 0;
  if (arrays.some(({ shape }) => shape[0] !== total)) {
    throw new ValueError(
      "Expected all arrays of `dataset` to have the same number of samples. Received: shapes " +
        arrays.map(({ shape }) => tuple([...shape])).join(", "),
    );
  }
  const { leftSize, rightSize, shuffle, seed } = withDefaults<SplitOptions>("splitDataset", options, {
    leftSize: null,
    rightSize: null,
    shuffle: false,
    seed: null,
  });
  if (leftSize == null && rightSize == null) {
    throw new ValueError(
      "At least one of the `leftSize` or `rightSize` must be specified. Received: leftSize=null and rightSize=null",
    );
  }
  const left = samplesOf("leftSize", leftSize ?? null, total);
  const right = samplesOf("rightSize", rightSize ?? null, total);
  const [first, last] = [left ?? total - (right as number), right ?? total - (left as number)];
  if (first + last > total || first <= 0 || last <= 0) {
    throw new ValueError(
      `With \`dataset\` of length=${total}, \`leftSize\`=${first} and \`rightSize\`=${last}: each side needs a sample, and both ` +
        "together no more than there are.",
    );
  }
  const all = Array.from({ length: total }, (_, i) => i);
  const order = shuffle ? new LayerSeeds(seed ?? freshSeed()).shuffled(all) : all;
  const part = (rows: readonly number[]) => arrays.map((array) => array.take(rows));
  const parts = [part(order.slice(0, first)), part(order.slice(total - last))] as [NDArray[], NDArray[]];
  return isList ? parts : [parts[0][0], parts[1][0]];
}

function samplesOf(name: string, size: number | null, total: number): number | null {
  if (size === null) return null;
  const isFraction = !Number.isInteger(size);
  if (!(size > 0 && size < (isFraction ? 1 : total))) {
    throw new ValueError(
      `\`${name}\` should be either a positive integer smaller than ${total}, or a float within the range \`[0, 1]\`. ` +
        `Received: ${name}=${size}`,
    );
  }
  return isFraction ? roundHalfToEven(size * total) : size;
}

/** Python's `round`. */
export function roundHalfToEven(value: number): number {
  const floor = Math.floor(value);
  if (value - floor !== 0.5) return Math.round(value);
  return floor % 2 === 0 ? floor : floor + 1;
}
