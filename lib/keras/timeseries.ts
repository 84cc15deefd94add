import { globalRandomState, RandomState } from "../engine/random/mt19937.ts";
import { ValueError, withDefaults } from "../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../ndarray.ts";
import { tuple } from "../python-repr.ts";
import { Dataset } from "./dataset.ts";
import { sampleOrders } from "./dataset-utils.ts";

export interface TimeseriesOptions {
  /** Steps of a window, `sequenceLength: 10`. */
  sequenceLength: number;
  /** Steps from the start of a window to the start of the next, `sequenceStride: 5`; default 1. */
  sequenceStride?: number;
  /** Steps from one value of a window to the next, `samplingRate: 2`; default 1. */
  samplingRate?: number;
  /** Windows in a batch, `batchSize: 64`; default 128; null: single windows. */
  batchSize?: number | null;
  /** Shuffle the windows; default false, in the order of time. */
  shuffle?: boolean;
  /**
   * Seed of the orders, another one in each pass, `seed: 42`; default: drawn by NumPy's global generator, which
   * `setRandomSeed` seeds.
   */
  seed?: number | null;
  /** The first step that is used, `startIndex: 10`; default 0. */
  startIndex?: number | null;
  /** The step after the last one used, `endIndex: 100`; default the number of steps. */
  endIndex?: number | null;
}

/**
 * Windows over a series, in batches `[windows, sequenceLength, …]`, with `targets` as pairs with the targets of their first
 * steps.
 *
 * @param data a value or a row of them per step
 * @param targets of windows, by their first step; null: none
 * @throws ValueError for lengths and steps that do not fit
 *
 * @example
 * const windows = utils.timeseriesDatasetFromArray([0, 1, 2, 3], [2, 3, 4, 5], { sequenceLength: 2 });
 * for (const [x, y] of windows) console.log(x.arraySync(), y.arraySync());
 */
export function timeseriesDatasetFromArray(
  data: ArrayInput,
  targets: null,
  options: TimeseriesOptions,
): Dataset<NDArray>;
export function timeseriesDatasetFromArray(
  data: ArrayInput,
  targets: ArrayInput,
  options: TimeseriesOptions,
): Dataset<[x: NDArray, y: NDArray]>;
export function timeseriesDatasetFromArray(
  data: ArrayInput,
  targets: ArrayInput | null,
  options: TimeseriesOptions,
): Dataset<NDArray> | Dataset<[NDArray, NDArray]> {
  const given = withDefaults<TimeseriesOptions>("timeseriesDatasetFromArray", options, {
    sequenceLength: 0,
    sequenceStride: 1,
    samplingRate: 1,
    batchSize: 128,
    shuffle: false,
    seed: null,
    startIndex: null,
    endIndex: null,
  });
  const series = asArray(data, "float64", "data");
  const steps = series.shape[0] ?? 0;
  const { sequenceLength, sequenceStride, samplingRate, batchSize, shuffle } = given;
  const [start, end] = [given.startIndex ?? 0, given.endIndex ?? steps];
  between("startIndex", start, 0, steps - 1);
  if (given.endIndex !== null) between("endIndex", end, start + 1, steps - 1);
  between("sequenceLength", sequenceLength, 1, steps);
  between("samplingRate", samplingRate, 1, steps - 1);
  between("sequenceStride", sequenceStride, 1, steps - 1);
  if (batchSize !== null) between("batchSize", batchSize, 1, Number.MAX_SAFE_INTEGER);
  const labels = targets === null ? null : asArray(targets, "float64", "targets");
  const windows = end - start - (sequenceLength - 1) * samplingRate;
  const count = labels === null ? windows : Math.min(windows, labels.shape[0]);
  const order = Array.from(
    { length: Math.max(0, Math.ceil(count / sequenceStride)) },
    (_, i) => i * sequenceStride,
  );
  const seed = shuffle ? (given.seed ?? globalRandomState().interval(1e6 - 1)) : null;
  // Keras shuffles the windows, and TensorFlow once more in each pass.
  const positions = seed === null ? order : new RandomState(seed).permutation(order);
  const orders = sampleOrders(order.length, batchSize, seed);
  const batch = (starts: readonly number[]) => {
    const rows = starts.flatMap((first) =>
      Array.from({ length: sequenceLength }, (_, i) => start + first + i * samplingRate),
    );
    const axes = batchSize === null ? [] : [starts.length];
    const x = shaped(series.take(rows), [...axes, sequenceLength, ...series.shape.slice(1)]);
    if (labels === null) return x;
    const y = labels.take(starts.map((first) => start + first));
    return [x, shaped(y, [...axes, ...labels.shape.slice(1)])] as [NDArray, NDArray];
  };
  const size = batchSize ?? 1;
  const batches = function* (starts: readonly number[]) {
    for (let at = 0; at < starts.length; at += size) yield batch(starts.slice(at, at + size));
  };
  return new Dataset(Math.ceil(order.length / size), () =>
    batches(Array.from(orders, (i) => positions[i])),
  ) as Dataset<NDArray>;
}

function shaped({ values }: NDArray, shape: readonly number[]): NDArray {
  return new NDArray(values, tuple([...shape]));
}

function between(name: string, value: number, from: number, to: number): void {
  if (Number.isInteger(value) && value >= from && value <= to) return;
  const range = to === Number.MAX_SAFE_INTEGER ? `of at least ${from}` : `from ${from} to ${to}`;
  throw new ValueError(`Expected \`${name}\` to be an integer ${range}. Received: ${name}=${value}`);
}
