import { globalRandomState, RandomState } from "../../engine/random/random-state";
import { received, ValueError } from "../../errors";
import { type ArrayInput, asArray, NDArray } from "../../ndarray";
import { stratifiedSplit } from "./stratified-split";

export interface TrainTestSplitOptions {
  /** Share of the samples (below 1) or their number (from 1 on) for the test set. Default 0.25, or what is left. */
  testSize?: number;
  /** Same for the training set. Default: what is left. */
  trainSize?: number;
  /** Seed in [0, 2³² − 1]. Default: the process-wide generator, which `keras.utils.setRandomSeed` seeds. */
  randomState?: number;
  /** Shuffle before splitting. Default `true`. */
  shuffle?: boolean;
  /** Class labels, one per sample: both sets then hold each class in about the same share. */
  stratify?: ArrayInput;
}

/** Data with samples along its first axis, which a split gives back as it was. */
type Samples = ArrayInput | Rows | FrameWithRows;
type Rows = readonly unknown[];

/** A danfojs `DataFrame` or `Series`. */
interface FrameWithRows {
  readonly shape: readonly number[];
  iloc(selection: unknown): unknown;
}

/**
 * Splits arrays, frames or lists of equal length into a random training and test set, with scikit-learn's own choice of
 * samples for a given `randomState`.
 *
 * @returns for each argument its training part and its test part: `[XTrain, XTest, yTrain, yTest]`. Lists and danfojs
 * frames come back as such; typed arrays and tensors as an `NDArray`.
 * @throws ValueError when lengths differ, a set would be empty, or sizes do not fit
 *
 * @example
 * const [XTrain, XTest, yTrain, yTest] = trainTestSplit(X, y, { testSize: 0.2, randomState: 42 });
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
  if (args.length === 0) throw new ValueError("At least one array required as input");
  const arrays = args as Samples[];
  const lengths = arrays.map(lengthOf);
  if (lengths.some((length) => length !== lengths[0])) {
    throw new ValueError(
      `Found input variables with inconsistent numbers of samples: [${lengths.join(", ")}]`,
    );
  }
  const [train, test] = splitIndices(lengths[0], options);
  return arrays.flatMap((array) => [take(array, train), take(array, test)]);
}

/** What a split makes of its argument. */
export type Part<A> = A extends readonly unknown[] ? A[number][] : A extends FrameWithRows ? A : NDArray;

function splitIndices(n: number, options: TrainTestSplitOptions): [number[], number[]] {
  const { trainCount, testCount } = sizes(n, options);
  const { shuffle = true, stratify, randomState } = options;
  if (!shuffle) {
    if (stratify !== undefined) {
      throw new ValueError("Stratified train/test split is not implemented for shuffle=False");
    }
    const order = Array.from({ length: n }, (_, i) => i);
    return [order.slice(0, trainCount), order.slice(trainCount, trainCount + testCount)];
  }
  const random = checkRandomState(randomState);
  if (stratify !== undefined) {
    const labels = asArray(stratify, "float64", "stratify");
    if (labels.shape[0] !== n) {
      throw new ValueError(
        `Found input variables with inconsistent numbers of samples: [${n}, ${labels.shape[0]}]`,
      );
    }
    return stratifiedSplit(Array.from(labels.values), trainCount, testCount, random);
  }
  const permutation = random.permutation(n);
  return [permutation.slice(testCount, testCount + trainCount), permutation.slice(0, testCount)];
}

/** `sklearn.utils.check_random_state`. */
function checkRandomState(seed: number | undefined): RandomState {
  if (seed === undefined) return globalRandomState();
  if (!Number.isInteger(seed) || seed < 0 || seed > 0xffffffff) {
    throw new ValueError(
      `Expected \`randomState\` to be an integer in [0, 2**32 - 1]. Received: randomState=${received(seed)}`,
    );
  }
  return new RandomState(seed);
}

/** `_validate_shuffle_split`: shares are rounded up for the test set and down for the training set. */
function sizes(n: number, { testSize, trainSize }: TrainTestSplitOptions) {
  const count = (name: string, size: number | undefined, round: (x: number) => number) => {
    if (size === undefined) return undefined;
    const isShare = size > 0 && size < 1;
    const isCount = Number.isInteger(size) && size >= 1 && size < n;
    if (!isShare && !isCount) {
      throw new ValueError(
        `${name}=${size} should be either positive and smaller than the number of samples ${n} or a float in the (0, 1) range`,
      );
    }
    return isShare ? round(size * n) : size;
  };
  const test = count("testSize", testSize, Math.ceil);
  const train = count("trainSize", trainSize, Math.floor);
  const testCount = test ?? (train === undefined ? Math.ceil(0.25 * n) : n - train);
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
  return (
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype &&
    !("shape" in value)
  );
}

function isFrame(value: unknown): value is FrameWithRows {
  return typeof value === "object" && value !== null && "iloc" in value;
}

function lengthOf(array: Samples): number {
  if (Array.isArray(array)) return array.length;
  if (isFrame(array)) return array.shape[0];
  return toArray(array).shape[0];
}

function take(array: Samples, indices: number[]): unknown {
  if (Array.isArray(array)) return indices.map((i) => array[i]);
  if (isFrame(array)) return array.iloc(array.shape.length === 1 ? indices : { rows: indices });
  return toArray(array).take(indices);
}

function toArray(data: Samples): NDArray {
  return data instanceof NDArray ? data : asArray(data as ArrayInput, "float64");
}
