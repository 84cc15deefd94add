import { checkOptions, isPlainObject, ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../../ndarray.ts";
import { checkRandomState } from "../check-random-state.ts";
import type { Labels } from "../metrics/index.ts";
import { classesOf, stratifiedSplit } from "./stratified-split.ts";

export interface TrainTestSplitOptions {
  /** Size of the test set: a fraction below 1, or a number of samples. Default 0.25, or the rest if `trainSize` is set. */
  testSize?: number | null;
  /** Size of the training set, likewise. Default: the rest. */
  trainSize?: number | null;
  /** Seed in [0, 2³² − 1]. Default: the global generator, which `utils.setRandomSeed` of Keras seeds. */
  randomState?: number | null;
  /** Shuffle before splitting. Default `true`. */
  shuffle?: boolean;
  /** `[n]` or `[n, k]` class labels: both sets get about the same fraction of each class. Default: not stratified. */
  stratify?: Labels | null;
}

/** Samples along the first axis. */
type Samples = NDArray | readonly unknown[] | FrameWithRows;

/** A danfojs `DataFrame` or `Series`. */
interface FrameWithRows {
  readonly shape: readonly number[];
  readonly ndim: number;
  iloc(selection: unknown): unknown;
}

/**
 * Splits arrays, frames or lists of equal length into a random training set and test set. For a given `randomState`, the
 * samples are the ones that scikit-learn selects.
 *
 * @param a samples along the first axis; up to three such arguments are split alike
 * @param options sizes, seed and stratification
 * @returns the training part and the test part of each argument: `[XTrain, XTest, yTrain, yTest]`. Lists and danfojs
 * frames keep their type; typed arrays and tensors become an `NDArray` of their element type.
 * @throws ValueError for inputs of different length, an empty set, and sizes that do not fit
 * @example
 * const X = [[1, 2], [3, 4], [5, 6], [7, 8], [9, 10]];
 * const y = [0, 0, 1, 1, 1];
 * const [XTrain, XTest, yTrain, yTest] = trainTestSplit(X, y, { testSize: 0.4, randomState: 42 });
 *
 * Port of `sklearn.model_selection.train_test_split` 1.9.
 */
export function trainTestSplit<A>(a: A, options?: TrainTestSplitOptions): [Part<A>, Part<A>];
export function trainTestSplit<A, B>(
  a: A,
  b: B,
  options?: TrainTestSplitOptions,
): [Part<A>, Part<A>, Part<B>, Part<B>];
export function trainTestSplit<A, B, C>(
  a: A,
  b: B,
  c: C,
  options?: TrainTestSplitOptions,
): [Part<A>, Part<A>, Part<B>, Part<B>, Part<C>, Part<C>];
export function trainTestSplit(...args: unknown[]): unknown[] {
  const options = isOptions(args.at(-1)) ? (args.pop() as TrainTestSplitOptions) : {};
  checkOptions("trainTestSplit", options, {
    testSize: true,
    trainSize: true,
    randomState: true,
    shuffle: true,
    stratify: true,
  });
  if (args.length === 0) throw new ValueError("At least one array required as input");
  const { arrays, n } = indexable(args);
  const [train, test] = splitIndices(n, options);
  return arrays.flatMap((array) => [take(array, train), take(array, test)]);
}

/** The type of the parts of an argument of type `A`. */
export type Part<A> = A extends readonly unknown[] ? A[number][] : A extends FrameWithRows ? A : NDArray;

function splitIndices(n: number, options: TrainTestSplitOptions): [number[], number[]] {
  const { trainCount, testCount } = sizes(n, options);
  const { shuffle = true, stratify, randomState } = options;
  if (!shuffle) {
    if (stratify != null) {
      throw new ValueError("Stratified train/test split is not implemented for shuffle: false");
    }
    const order = Array.from({ length: n }, (_, i) => i);
    return [order.slice(0, trainCount), order.slice(trainCount, trainCount + testCount)];
  }
  const random = checkRandomState(randomState);
  if (stratify != null) {
    const classes = classesOf(stratify);
    if (classes.length !== n) {
      throw new ValueError(
        `Found input variables with inconsistent numbers of samples: [${n}, ${classes.length}]`,
      );
    }
    return stratifiedSplit(classes, trainCount, testCount, random);
  }
  const permutation = random.permutation(n);
  return [permutation.slice(testCount, testCount + trainCount), permutation.slice(0, testCount)];
}

/** `_validate_shuffle_split`: fractions are rounded up for the test set and down for the training set. */
function sizes(n: number, { testSize, trainSize }: TrainTestSplitOptions) {
  if (testSize == null && trainSize == null) testSize = 0.25;
  const isFraction = (size?: number | null) => size != null && size > 0 && size < 1;
  const count = (name: string, size: number | null | undefined, round: (x: number) => number) => {
    if (size == null) return undefined;
    if (isFraction(size)) return round(size * n);
    if (Number.isInteger(size) && size >= 1 && size < n) return size;
    throw new ValueError(
      `${name}=${size} should be either positive and smaller than the number of samples ${n} or a float in the (0, 1) range`,
    );
  };
  const test = count("testSize", testSize, Math.ceil);
  const train = count("trainSize", trainSize, Math.floor);
  if (isFraction(testSize) && isFraction(trainSize) && testSize! + trainSize! > 1) {
    throw new ValueError(
      `The sum of testSize and trainSize = ${testSize! + trainSize!}, should be in the (0, 1) range. ` +
        "Reduce testSize and/or trainSize.",
    );
  }
  const testCount = test ?? n - train!;
  const trainCount = train ?? n - testCount;
  if (trainCount + testCount > n) {
    throw new ValueError(
      `The sum of trainSize and testSize = ${trainCount + testCount}, should be smaller than the number of ` +
        `samples ${n}. Reduce testSize and/or trainSize.`,
    );
  }
  if (trainCount === 0) {
    throw new ValueError(
      `With n_samples=${n}, testSize=${testSize} and trainSize=${trainSize}, the resulting train set will be empty. ` +
        "Adjust any of the aforementioned parameters.",
    );
  }
  return { trainCount, testCount };
}

function isOptions(value: unknown): boolean {
  return isPlainObject(value) && !("shape" in value);
}

function isFrame(value: unknown): value is FrameWithRows {
  return typeof value === "object" && value !== null && "iloc" in value;
}

/**
 * Data of which rows can be taken, and the number of rows.
 *
 * @throws ValueError for inputs of different length
 *
 * After `sklearn.utils.indexable`.
 */
export function indexable(data: readonly unknown[]): { arrays: Samples[]; n: number } {
  const arrays = data.map(samplesOf);
  const lengths = arrays.map(lengthOf);
  if (lengths.some((length) => length !== lengths[0])) {
    throw new ValueError(
      `Found input variables with inconsistent numbers of samples: [${lengths.join(", ")}]`,
    );
  }
  return { arrays, n: lengths[0] };
}

/** Lists and frames unchanged; other data as an array of its own element type. */
function samplesOf(data: unknown): Samples {
  if (data instanceof NDArray || Array.isArray(data) || isFrame(data)) return data;
  const { dataSync } = (data ?? {}) as { dataSync?: () => unknown };
  const values = dataSync ? dataSync.call(data) : data;
  const dtype =
    values instanceof Float32Array ? "float32" : values instanceof Int32Array ? "int32" : "float64";
  return asArray(data as ArrayInput, dtype);
}

function lengthOf(samples: Samples): number {
  const length = "length" in samples ? samples.length : samples.shape[0];
  if (length === undefined)
    throw new ValueError(
      "Expected samples along a first axis. Received: a scalar. Options have names: { shuffle: true }",
    );
  return length;
}

function take(samples: Samples, indices: number[]): unknown {
  if (samples instanceof NDArray) return samples.take(indices);
  // The shape of a Series is [rows, 1]; it has no columns to select.
  if (isFrame(samples)) return samples.iloc(samples.ndim === 1 ? indices : { rows: indices });
  return indices.map((i) => samples[i]);
}
