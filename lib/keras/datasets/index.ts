import { readFile } from "node:fs/promises";
import { RandomState } from "../../engine/random/mt19937.ts";
import { ValueError, withDefaults } from "../../errors.ts";
import { NDArray } from "../../ndarray.ts";
import { getFile } from "../get-file.ts";
import { HASHES } from "./hashes.ts";
import type { Loaded } from "./npy.ts";
import { limited, marked, shuffled, TEXT, type TextOptions, type Texts } from "./texts.ts";

export * from "./not-ported.ts";

/** Samples and targets for training, and for the test. */
export type Splits<X = NDArray, Y = NDArray> = [training: [x: X, y: Y], test: [x: X, y: Y]];

// Readers of files are loaded with the first file.
const readNpz = async (path: string, names: readonly string[]) =>
  (await import("./npy.ts")).readNpz(path, names);
const readIdx = async (path: string) => (await import("./idx.ts")).readIdx(path);
const readCifar10 = async (path: string) => (await import("./cifar.ts")).readCifar10(path);

const ORIGIN = "https://storage.googleapis.com/tensorflow/tf-keras-datasets/";

/**
 * Handwritten digits: images of 28 × 28 bytes, and classes from 0 to 9.
 *
 * @example
 * const shape = await datasets.mnist.loadData().then(([[x]]) => x.shape, (error) => error.message);
 */
export const mnist = {
  /**
   * The images and classes, 60,000 for training and 10,000 for the test, from Keras' cache, else from the network.
   *
   * @param options `path`: the file's name in the cache, default `mnist.npz`
   * @throws ValueError if the file is neither in the cache nor on the network
   */
  async loadData(options: { path?: string } = {}): Promise<Splits> {
    const { path: fname } = withDefaults<{ path?: string }>("loadData", options, { path: "mnist.npz" });
    const path = await getFile({ fname, origin: `${ORIGIN}mnist.npz`, fileHash: HASHES["mnist.npz"] });
    return splitsOf(await readNpz(path, ["x_train", "y_train", "x_test", "y_test"]));
  },
};

/**
 * Fashion-MNIST: pictures of clothes, in the format of `mnist`.
 *
 * @example
 * const shape = await datasets.fashionMnist.loadData().then(([[x]]) => x.shape, (error) => error.message);
 */
export const fashionMnist = {
  /**
   * The images and classes, 60,000 for training and 10,000 for the test.
   *
   * @throws ValueError if the files are neither in the cache nor on the network
   */
  async loadData(): Promise<Splits> {
    const arrays: NDArray[] = [];
    for (const part of ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"]) {
      const fname = `${part}-ubyte.gz`;
      const path = await getFile({ fname, origin: ORIGIN + fname, cacheSubdir: "datasets/fashion-mnist" });
      arrays.push(await readIdx(path));
    }
    const [xTrain, yTrain, xTest, yTest] = arrays;
    return [
      [xTrain, yTrain],
      [xTest, yTest],
    ];
  },
};

/**
 * CIFAR-10: colour photographs of 32 × 32 pixels in ten classes.
 *
 * @example
 * const shape = await datasets.cifar10.loadData().then(([[x]]) => x.shape, (error) => error.message);
 */
export const cifar10 = {
  /**
   * The images, colours last, and classes, 50,000 for training and 10,000 for the test. The archive is read where Keras keeps it.
   *
   * @throws ValueError if the archive is neither in the cache nor on the network
   */
  async loadData(): Promise<Splits> {
    const path = await getFile({
      fname: "cifar-10-batches-py-target_archive",
      origin: "https://www.cs.toronto.edu/~kriz/cifar-10-python.tar.gz",
      fileHash: HASHES["cifar-10-python.tar.gz"],
    });
    return readCifar10(path);
  },
};

/**
 * IMDB's film reviews as lists of word indices; class 0 is a negative review, 1 a positive one.
 *
 * @example
 * const shape = await datasets.imdb.loadData({ numWords: 1000 }).then(([[x]]) => x.length, (error) => error.message);
 */
export const imdb = {
  /**
   * The reviews and classes, 25,000 for training and as many for the test.
   *
   * @throws ValueError if the file is neither in the cache nor on the network
   */
  async loadData(options: TextOptions = {}): Promise<Splits<number[][]>> {
    const given = withDefaults<TextOptions>("loadData", options, { ...TEXT, path: "imdb.npz" });
    const path = await getFile({
      fname: given.path,
      origin: `${ORIGIN}imdb.npz`,
      fileHash: HASHES["imdb.npz"],
    });
    const arrays = await readNpz(path, ["x_train", "y_train", "x_test", "y_test"]);
    const random = new RandomState(given.seed);
    const training = marked(shuffled(random, textsOf(arrays.x_train, arrays.y_train)), given);
    const test = marked(shuffled(random, textsOf(arrays.x_test, arrays.y_test)), given);
    const x = limited([...training.x, ...test.x], given);
    return [
      [x.slice(0, training.x.length), labelsOf(training.y)],
      [x.slice(training.x.length), labelsOf(test.y)],
    ];
  },

  /**
   * The index of each word.
   *
   * @example
   * const told = await datasets.imdb.getWordIndex().then((index) => index.the, (error) => error.message);
   */
  getWordIndex: (options: { path?: string } = {}) => wordIndex("imdb_word_index.json", options),
};

/**
 * Reuters newswires as lists of word indices, in 46 classes.
 *
 * @example
 * const shape = await datasets.reuters.loadData().then(([[x]]) => x.length, (error) => error.message);
 */
export const reuters = {
  /**
   * The newswires and classes; the fraction `testSplit`, default 0.2, is for the test.
   *
   * @throws ValueError if the file is neither in the cache nor on the network
   */
  async loadData(options: TextOptions & { testSplit?: number } = {}): Promise<Splits<number[][]>> {
    const given = withDefaults<TextOptions & { testSplit?: number }>("loadData", options, {
      ...TEXT,
      path: "reuters.npz",
      testSplit: 0.2,
    });
    const path = await getFile({
      fname: given.path,
      origin: `${ORIGIN}reuters.npz`,
      fileHash: HASHES["reuters.npz"],
    });
    const arrays = await readNpz(path, ["x", "y"]);
    const { x, y } = marked(shuffled(new RandomState(given.seed), textsOf(arrays.x, arrays.y)), given);
    const texts = limited(x, given);
    const at = Math.trunc(texts.length * (1 - given.testSplit));
    return [
      [texts.slice(0, at), labelsOf(y.slice(0, at))],
      [texts.slice(at), labelsOf(y.slice(at))],
    ];
  },

  /**
   * The index of each word.
   *
   * @example
   * const told = await datasets.reuters.getWordIndex().then((index) => index.the, (error) => error.message);
   */
  getWordIndex: (options: { path?: string } = {}) => wordIndex("reuters_word_index.json", options),
};

interface TableOptions {
  /** The file's name in the cache. */
  path?: string;
  /** The fraction for the test, from 0 to below 1; default 0.2. */
  testSplit?: number;
  /** Seed of the order, default 113. */
  seed?: number;
}

/**
 * 506 districts of Boston: 13 features, and the price of houses in thousands of dollars.
 *
 * @example
 * const shape = await datasets.bostonHousing.loadData().then(([[x]]) => x.shape, (error) => error.message);
 */
export const bostonHousing = {
  /**
   * The features and prices.
   *
   * @throws ValueError if the file is neither in the cache nor on the network
   */
  loadData: (options: TableOptions = {}) => table("boston_housing.npz", options),
};

/**
 * 20,640 districts of California: 8 features, and the price of houses in dollars.
 *
 * @example
 * const shape = await datasets.californiaHousing.loadData().then(([[x]]) => x.shape, (error) => error.message);
 */
export const californiaHousing = {
  /**
   * The features and prices.
   *
   * @param options `version`: `"small"` for the first 600 districts, default `"large"`
   * @throws ValueError for another version, and if the file is neither in the cache nor on the network
   */
  async loadData({
    version = "large",
    ...options
  }: TableOptions & { version?: "small" | "large" } = {}): Promise<Splits> {
    if (version !== "small" && version !== "large") {
      throw new ValueError(
        `Argument \`version\` must be one of 'small', 'large'. Received: version=${version}`,
      );
    }
    return table("california_housing.npz", options, version === "small" ? 600 : undefined);
  },
};

/** Rows and targets of a file, shuffled as by NumPy's `RandomState(seed)`. */
async function table(file: string, options: TableOptions, rows?: number): Promise<Splits> {
  const given = withDefaults<TableOptions>("loadData", options, { path: file, testSplit: 0.2, seed: 113 });
  const { path: fname, testSplit, seed } = given;
  if (!(testSplit >= 0 && testSplit < 1)) {
    throw new ValueError(
      `Invalid \`testSplit\` argument: ${testSplit}. It must be between 0 and 1 (exclusive of 1).`,
    );
  }
  const path = await getFile({ fname, origin: ORIGIN + file, fileHash: HASHES[file] });
  const arrays = await readNpz(path, ["x", "y"]);
  const [x, y] = [numbers(arrays.x), numbers(arrays.y)].map((array) => array.slice(0, rows));
  const order = new RandomState(seed).permutation(x.shape[0]);
  const at = Math.trunc(order.length * (1 - testSplit));
  const [training, test] = [order.slice(0, at), order.slice(at)];
  return [
    [x.take(training), y.take(training)],
    [x.take(test), y.take(test)],
  ];
}

async function wordIndex(file: string, options: { path?: string }): Promise<Record<string, number>> {
  const { path: fname } = withDefaults<{ path?: string }>("getWordIndex", options, { path: file });
  const path = await getFile({ fname, origin: ORIGIN + file, fileHash: HASHES[file] });
  return JSON.parse(await readFile(path, "utf8"));
}

function splitsOf(arrays: Record<string, Loaded>): Splits {
  return [
    [numbers(arrays.x_train), numbers(arrays.y_train)],
    [numbers(arrays.x_test), numbers(arrays.y_test)],
  ];
}

function numbers(array: Loaded): NDArray {
  if (array instanceof NDArray) return array;
  throw new ValueError(
    "Expected an array of numbers in the file. Received: lists. Delete it to have it loaded again.",
  );
}

function textsOf(x: Loaded, y: Loaded): Texts {
  const texts = x instanceof NDArray ? (x.arraySync() as number[][]) : x;
  return { x: texts, y: [...numbers(y).values] };
}

function labelsOf(labels: readonly number[]): NDArray {
  return new NDArray(Int32Array.from(labels), [labels.length]);
}
