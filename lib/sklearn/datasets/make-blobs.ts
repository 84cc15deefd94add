import { received, ValueError, withDefaults } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../../ndarray.ts";
import { checkRandomState } from "../check-random-state.ts";

export interface MakeBlobsOptions {
  /** Number of samples, or of each blob. Default 100. */
  nSamples?: number | readonly number[];
  /** Number of features of a sample, unless `centers` tells. Default 2. */
  nFeatures?: number;
  /** Number of blobs, or their centers. Default: 3, or as many as `nSamples` has. */
  centers?: number | ArrayInput | null;
  /** Standard deviation of the blobs, or of each. Default 1. */
  clusterStd?: number | readonly number[];
  /** Between which numbers centers are drawn. Default `[-10, 10]`. */
  centerBox?: readonly [low: number, high: number];
  /** Shuffle the samples. Default `true`. */
  shuffle?: boolean;
  /** Seed in [0, 2³² − 1]. Default: the global generator, which `utils.setRandomSeed` of Keras seeds. */
  randomState?: number | null;
}

/**
 * Normally distributed blobs of points, a small set to try classifiers and clusterings on. With a `randomState`, the samples are
 * those of scikit-learn.
 *
 * @returns `X`, `[n, nFeatures]`, and `y`, `[n]`, with the blob of each sample
 * @throws ValueError for invalid numbers, and for as many centers or deviations as there are no blobs
 * @example
 * const [X, y] = makeBlobs({ nSamples: 200, centers: 3, randomState: 42 });
 * X.shape; // [200, 2]
 *
 * Port of `sklearn.datasets.make_blobs`.
 */
export function makeBlobs(options: MakeBlobsOptions = {}): [X: NDArray, y: NDArray] {
  const given = withDefaults<MakeBlobsOptions>("makeBlobs", options, {
    nSamples: 100,
    nFeatures: 2,
    centers: null,
    clusterStd: 1,
    centerBox: [-10, 10],
    shuffle: true,
    randomState: null,
  });
  const { nSamples, clusterStd, centerBox } = given;
  const generator = checkRandomState(given.randomState);
  const blobs = given.centers ?? (typeof nSamples === "number" ? 3 : nSamples.length);
  let centers: NDArray;
  if (typeof blobs === "number") {
    const [count, features] = [whole("centers", blobs, 1), whole("nFeatures", given.nFeatures, 1)];
    const [low, high] = centerBox;
    const drawn = Float64Array.from({ length: count * features }, () => generator.uniform(low, high));
    centers = new NDArray(drawn, [count, features]);
  } else {
    centers = asArray(blobs, "float64", "centers");
  }
  const [count, features] = centers.shape;
  for (const [name, list] of Object.entries({ nSamples, clusterStd })) {
    if (typeof list !== "number" && list.length !== count)
      throw new ValueError(
        `makeBlobs expects as many numbers in \`${name}\` as there are centers, ${count}. Received: ${list.length}`,
      );
  }
  const sizes = Array.from({ length: count }, (_, blob) =>
    typeof nSamples === "number"
      ? Math.floor(whole("nSamples", nSamples) / count) + Number(blob < nSamples % count)
      : whole("nSamples", nSamples[blob]),
  );
  const deviations = typeof clusterStd === "number" ? sizes.map(() => clusterStd) : clusterStd;
  const labels = sizes.flatMap((size, blob) => Array<number>(size).fill(blob));
  const points = Float64Array.from({ length: labels.length * features }, (_, i) => {
    const blob = labels[Math.floor(i / features)];
    return generator.normal(centers.values[blob * features + (i % features)], deviations[blob]);
  });
  const X = new NDArray(points, [labels.length, features]);
  const y = new NDArray(Float64Array.from(labels), [labels.length]);
  if (!given.shuffle) return [X, y];
  const order = generator.permutation(labels.length);
  return [X.take(order), y.take(order)];
}

function whole(name: string, value: number, least = 0): number {
  if (Number.isInteger(value) && value >= least) return value;
  throw new ValueError(
    `makeBlobs expects \`${name}\` to be a whole number of at least ${least}. Received: ${received(value)}`,
  );
}
