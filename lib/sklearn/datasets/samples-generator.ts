import { sinCos } from "../../engine/math.ts";
import { received, ValueError, withDefaults } from "../../errors.ts";
import { NDArray } from "../../ndarray.ts";
import { checkRandomState } from "../check-random-state.ts";

export interface MakeMoonsOptions {
  /** Number of samples, or of each class. Default 100. */
  nSamples?: number | readonly [outer: number, inner: number];
  /** Shuffle the samples. Default `true`. */
  shuffle?: boolean;
  /** Standard deviation of the normal noise that is added. Default: none. */
  noise?: number | null;
  /** Seed in [0, 2³² − 1]. Default: the global generator, which `utils.setRandomSeed` of Keras seeds. */
  randomState?: number | null;
}

export interface MakeCirclesOptions extends MakeMoonsOptions {
  /** Radius of the inner circle, from 0 to below 1. Default 0.8. */
  factor?: number;
}

type Point = readonly [x: number, y: number];

const MOONS = { nSamples: 100, shuffle: true, noise: null, randomState: null } as const;

/**
 * Two interleaved half circles, a small set to try classifiers on. With a `randomState`, the samples are those of scikit-learn.
 *
 * @returns `X`, `[n, 2]`, and `y`, `[n]`, with the class 0 or 1 of each sample
 * @throws ValueError for an invalid number of samples, noise or seed
 * @example
 * const [X, y] = makeMoons({ nSamples: 200, noise: 0.2, randomState: 42 });
 * X.shape; // [200, 2]
 *
 * Port of `sklearn.datasets.make_moons`.
 */
export function makeMoons(options: MakeMoonsOptions = {}): [X: NDArray, y: NDArray] {
  const given = withDefaults("makeMoons", options, MOONS);
  const [outer, inner] = counts("makeMoons", given.nSamples);
  const half = (count: number) =>
    Array.from({ length: count }, (_, i) => sinCos(count === 1 ? 0 : i * (Math.PI / (count - 1))));
  return samples("makeMoons", given, [
    half(outer).map(([sine, cosine]) => [cosine, sine]),
    half(inner).map(([sine, cosine]) => [1 - cosine, 1 - sine - 0.5]),
  ]);
}

/**
 * A circle within another, a small set to try classifiers on. With a `randomState`, the samples are those of scikit-learn.
 *
 * @returns `X`, `[n, 2]`, and `y`, `[n]`, with the class of each sample: 0 outside, 1 inside
 * @throws ValueError for an invalid number of samples, noise, factor or seed
 * @example
 * const [X, y] = makeCircles({ nSamples: 200, noise: 0.05, factor: 0.5, randomState: 42 });
 *
 * Port of `sklearn.datasets.make_circles`.
 */
export function makeCircles(options: MakeCirclesOptions = {}): [X: NDArray, y: NDArray] {
  const given = withDefaults<MakeCirclesOptions>("makeCircles", options, { ...MOONS, factor: 0.8 });
  const { factor } = given;
  if (!(factor >= 0 && factor < 1)) {
    throw new ValueError(`makeCircles expects \`factor\` from 0 to below 1. Received: ${received(factor)}`);
  }
  const [outer, inner] = counts("makeCircles", given.nSamples);
  const whole = (count: number) =>
    Array.from({ length: count }, (_, i) => sinCos(i * ((2 * Math.PI) / count)));
  return samples("makeCircles", given, [
    whole(outer).map(([sine, cosine]) => [cosine, sine]),
    whole(inner).map(([sine, cosine]) => [cosine * factor, sine * factor]),
  ]);
}

/** Samples of each class. @throws ValueError unless they are whole numbers */
function counts(owner: string, nSamples: unknown): readonly [number, number] {
  const each =
    typeof nSamples === "number" ? [Math.floor(nSamples / 2), nSamples - Math.floor(nSamples / 2)] : nSamples;
  if (
    Array.isArray(each) &&
    each.length === 2 &&
    each.every((count) => Number.isInteger(count) && count >= 0)
  )
    return each as unknown as readonly [number, number];
  throw new ValueError(
    `${owner} expects \`nSamples\` to be a whole number, or an array of two. Received: ${received(nSamples)}`,
  );
}

/** Shuffles the points of both classes and adds noise, in the order in which scikit-learn draws. */
function samples(
  owner: string,
  { shuffle, noise, randomState }: Required<MakeMoonsOptions>,
  classes: readonly (readonly Point[])[],
): [X: NDArray, y: NDArray] {
  if (noise !== null && !(noise >= 0 && Number.isFinite(noise))) {
    throw new ValueError(
      `${owner} expects \`noise\` to be a number of at least 0, or null. Received: ${received(noise)}`,
    );
  }
  const generator = checkRandomState(randomState);
  const all = classes.flatMap((points, label) => points.map((point) => ({ point, label })));
  const order = shuffle ? generator.permutation(all.length) : all.map((_, i) => i);
  const X = Float64Array.from(order.flatMap((i) => all[i].point));
  if (noise !== null) for (let i = 0; i < X.length; i++) X[i] += generator.normal(0, noise);
  return [
    new NDArray(X, [all.length, 2]),
    new NDArray(
      Float64Array.from(order, (i) => all[i].label),
      [all.length],
    ),
  ];
}
