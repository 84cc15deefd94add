/** `keras.ops`: averages, quantiles, counts, differences and correlations. */
import { ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { alongLast, orderOf, withLast } from "./last-axis.ts";
import { type Axis, axesOf, axisOf, operation, reduction, tensor, unary } from "./operation.ts";
import { called, only, TENSOR } from "./signature.ts";

/**
 * The mean over `axis`, default all, with `weights` of the shape of `x`, or one for each place along the axis; default: equal ones.
 *
 * @example
 * console.log(ops.average([1, 2, 3], { weights: [3, 1, 0] }).arraySync()); // 1.25
 */
export const average = operation(
  "average",
  { x: TENSOR, axis: null, weights: called(null) },
  (x: TensorFlowTensor, axis: Axis = null, weights: unknown = null) => {
    const axes = axesOf(axis, x.rank);
    if (weights === null) return x.toFloat().mean(axes);
    const given = tensor(weights, "float32");
    const shared = x.shape.map((size: number, i: number) => (axes.includes(i) ? size : 1));
    const all = (given.rank === x.rank ? given : given.reshape(shared)).broadcastTo(x.shape);
    return x.toFloat().mul(all).sum(axes).div(all.sum(axes));
  },
);

type Method = "linear" | "lower" | "higher" | "midpoint" | "nearest";

const roundedToEven = (at: number): number =>
  Math.abs(at % 1) === 0.5 ? 2 * Math.round(at / 2) : Math.round(at);

/** Places below and above a place between two elements, and the second one's share. */
function between(at: number, method: Method): [below: number, above: number, share: number] {
  const [below, above] = [Math.floor(at), Math.ceil(at)];
  switch (method) {
    case "linear":
      return [below, above, at - below];
    case "midpoint":
      return [below, above, below === above ? 0 : 0.5];
    case "lower":
      return [below, below, 0];
    case "higher":
      return [above, above, 0];
    case "nearest":
      return [roundedToEven(at), roundedToEven(at), 0];
    default:
      throw new ValueError(
        `Expected \`method\` to be "linear", "lower", "higher", "midpoint" or "nearest". Received: method=${method}`,
      );
  }
}

/** Quantiles over axes; `omitsNaN`: of the numbers alone. A row without any gives NaN. */
function quantiles(
  x: TensorFlowTensor,
  q: TensorFlowTensor,
  axis: Axis,
  method: Method,
  keepdims: boolean,
  omitsNaN: boolean,
): TensorFlowTensor {
  const tf = tensorFlowNow();
  const axes = axesOf(axis, x.rank);
  const others = [...x.shape.keys()].filter((one) => !axes.includes(one));
  const outer = others.map((one) => x.shape[one]);
  const rows = x
    .toFloat()
    .transpose([...others, ...axes])
    .reshape([-1, axes.reduce((size, one) => size * x.shape[one], 1)]);
  const isMissing = rows.isNaN();
  // They come last.
  const filled = tf.where(isMissing, tf.fill(rows.shape, Number.POSITIVE_INFINITY), rows);
  const sorted = alongLast(filled, orderOf(filled));
  const missing: number[] = [...isMissing.cast("int32").sum(-1).dataSync()];
  const size: number = rows.shape[1];
  const none = (count: number) => count === size || (!omitsNaN && count > 0);
  const results = Array.from(q.dataSync() as Float32Array, (one) => {
    const all = missing.map((count) => (none(count) ? [0, 0, 0] : between(one * (size - 1 - count), method)));
    const column = (i: number, dtype: string) =>
      tf.tensor2d(
        all.map((at) => [at[i]]),
        undefined,
        dtype,
      );
    const [below, above] = [0, 1].map((i) => alongLast(sorted, column(i, "int32")));
    const share = column(2, "float32");
    const value = below.mul(tf.scalar(1).sub(share)).add(above.mul(share));
    const isNone = tf.tensor2d(
      missing.map((count) => [none(count)]),
      undefined,
      "bool",
    );
    return tf.where(isNone, tf.fill(value.shape, Number.NaN), value).reshape(outer);
  });
  const result = q.rank === 0 ? results[0] : tf.stack(results);
  if (!keepdims) return result;
  return result.reshape([
    ...q.shape,
    ...x.shape.map((one: number, i: number) => (axes.includes(i) ? 1 : one)),
  ]);
}

const quantileOf = (name: string, omitsNaN: boolean, unit = 1) =>
  operation(
    name,
    { x: TENSOR, q: TENSOR, axis: null, method: "linear", keepdims: false },
    (
      x: TensorFlowTensor,
      q: TensorFlowTensor,
      axis: Axis = null,
      method: Method = "linear",
      keepdims = false,
    ) => quantiles(x, tensorFlowNow().div(q, unit), axis, method, keepdims, omitsNaN),
  );
const medianOf = (name: string, omitsNaN: boolean) =>
  reduction(name, (x, axes, keepdims) =>
    quantiles(x, tensorFlowNow().scalar(0.5), axes, "linear", keepdims, omitsNaN),
  );

/**
 * Quantiles over axes, default all: `q`, a number from 0 to 1 or several. `method` is `"linear"`, `"lower"`, `"higher"`, `"midpoint"` or
 * `"nearest"`, for places between two elements.
 *
 * @throws ValueError for another method
 * @example
 * console.log(ops.quantile([1, 2, 4], [0.25, 0.5]).arraySync()); // [1.5, 2]
 */
export const quantile = quantileOf("quantile", false);
/**
 * `quantile` with `q` from 0 to 100.
 *
 * @example
 * console.log(ops.percentile([1, 2, 4], 50).arraySync()); // 2
 */
export const percentile = quantileOf("percentile", false, 100);
/**
 * The middle element over axes, default all, or the mean of the two in the middle.
 *
 * @example
 * console.log(ops.median([1, 9, 2, 4]).arraySync()); // 3
 */
export const median = medianOf("median", false);
/**
 * `quantile` of the elements that are numbers.
 *
 * @example
 * console.log(ops.nanquantile([1, Number.NaN, 3], 0.5).arraySync()); // 2
 */
export const nanquantile = quantileOf("nanquantile", true);
/**
 * `percentile` of the elements that are numbers.
 *
 * @example
 * console.log(ops.nanpercentile([1, Number.NaN, 3], 50).arraySync()); // 2
 */
export const nanpercentile = quantileOf("nanpercentile", true, 100);
/**
 * `median` of the elements that are numbers.
 *
 * @example
 * console.log(ops.nanmedian([1, Number.NaN, 3]).arraySync()); // 2
 */
export const nanmedian = medianOf("nanmedian", true);

/**
 * The largest element minus the smallest one, over axes, default all.
 *
 * @example
 * console.log(ops.ptp([1, 5, 2]).arraySync()); // 4
 */
export const ptp = reduction("ptp", (x, axes, keepdims) => x.max(axes, keepdims).sub(x.min(axes, keepdims)));

/** How many of the ascending bounds are at most each element, or with `isBelow` below it. */
function countBelow(x: TensorFlowTensor, bounds: TensorFlowTensor, isBelow: boolean): TensorFlowTensor {
  const ascending = bounds.dataSync() as Float32Array;
  const counts = Int32Array.from(x.dataSync() as Float32Array, (value) => {
    let [from, to] = [0, ascending.length];
    while (from < to) {
      const middle = (from + to) >> 1;
      if (ascending[middle] < value || (!isBelow && ascending[middle] === value)) from = middle + 1;
      else to = middle;
    }
    return from;
  });
  return tensorFlowNow().tensor(counts, x.shape, "int32");
}
/**
 * The places of values in an ascending row: before equal ones, with `side: "right"` behind them.
 *
 * @example
 * console.log(ops.searchsorted([1, 3, 5], [3, 4]).arraySync()); // [1, 2]
 */
export const searchsorted = operation(
  "searchsorted",
  { sortedSequence: TENSOR, values: TENSOR, side: "left" },
  (sortedSequence: TensorFlowTensor, values: TensorFlowTensor, side: "left" | "right" = "left") =>
    countBelow(values, sortedSequence, side === "left"),
);
/**
 * The number of the bin of each element: how many of the ascending `bins` are at most as large.
 *
 * @example
 * console.log(ops.digitize([0.5, 1, 2.5], [0, 1, 2]).arraySync()); // [1, 2, 3]
 */
export const digitize = operation(
  "digitize",
  { x: TENSOR, bins: called() },
  (x: TensorFlowTensor, bins: unknown) => countBelow(x, tensor(bins), false),
);
/**
 * How many elements lie in each of `bins` intervals, default 10, between the smallest and the largest one or those of `range`; and the
 * intervals' `bins + 1` edges.
 *
 * @throws ValueError for anything but one row
 * @example
 * const [counts, edges] = ops.histogram([1, 2, 2, 5], { bins: 2 });
 * console.log(counts.arraySync(), edges.arraySync()); // [3, 1] [1, 3, 5]
 */
export const histogram = operation(
  "histogram",
  { x: TENSOR, bins: 10, range: null },
  (x: TensorFlowTensor, bins = 10, range: readonly [number, number] | null = null) => {
    const tf = tensorFlowNow();
    if (x.rank !== 1)
      throw new ValueError(
        `Input tensor must be 1-dimensional. Received: input.shape=${tuple([...x.shape])}`,
      );
    const [least, most] = range ?? [x.min().dataSync()[0], x.max().dataSync()[0]];
    const edges = tf.linspace(least, most, bins + 1).cast(x.dtype);
    const values = [...x.dataSync()].filter((value) => value >= least && value <= most);
    const places = countBelow(tf.tensor1d(values), edges.slice([1], [bins - 1]), false);
    return [tf.unsortedSegmentSum(tf.onesLike(places), places, bins).cast(x.dtype), edges];
  },
);
/**
 * How often each whole number occurs, or the sum of its `weights`: at least `minlength` counts; of each row of a matrix.
 *
 * @example
 * console.log(ops.bincount([1, 1, 3]).arraySync()); // [0, 2, 0, 1]
 */
export const bincount = operation(
  "bincount",
  { x: TENSOR, weights: null, minlength: 0, sparse: only(false) },
  (x: TensorFlowTensor, weights: unknown = null, minlength = 0) => {
    const tf = tensorFlowNow();
    const count = x.size === 0 ? minlength : Math.max(minlength, x.max().dataSync()[0] + 1);
    const rows: number = x.rank === 2 ? x.shape[0] : 1;
    const first = tf.range(0, rows, 1, "int32").mul(tf.scalar(count, "int32")).expandDims(1);
    const places = x.toInt().reshape([rows, -1]).add(first).flatten();
    const values = weights === null ? tf.onesLike(places) : tensor(weights).flatten();
    const counts = tf.unsortedSegmentSum(values, places, rows * count);
    return x.rank === 2 ? counts.reshape([rows, count]) : counts;
  },
);

/** Each element of the last axis minus the one before. */
const differences = (x: TensorFlowTensor): TensorFlowTensor => {
  const count = x.shape.at(-1) - 1;
  const part = (start: number) =>
    x.slice([...Array(x.rank - 1).fill(0), start], [...x.shape.slice(0, -1), count]);
  return part(1).sub(part(0));
};
/**
 * Each element minus the one before along `axis`, default -1, `n` times, default once.
 *
 * @example
 * console.log(ops.diff([1, 2, 4]).arraySync()); // [1, 2]
 */
export const diff = operation(
  "diff",
  { a: TENSOR, n: 1, axis: -1 },
  (a: TensorFlowTensor, n = 1, axis = -1) => {
    const at = axisOf(axis, a.rank);
    let last = withLast(a, at);
    for (let i = 0; i < n; i++) last = differences(last);
    return withLast(last, at);
  },
);
/**
 * The integral along `axis`, default -1, by trapezoids: at the places `x`, or at distances of `dx`, default 1.
 *
 * @example
 * console.log(ops.trapezoid([1, 2, 3]).arraySync()); // 4
 */
export const trapezoid = operation(
  "trapezoid",
  { y: TENSOR, x: null, dx: 1, axis: -1 },
  (y: TensorFlowTensor, x: unknown = null, dx: unknown = 1, axis = -1) => {
    const at = axisOf(axis, y.rank);
    const last = withLast(y.toFloat(), at);
    const places = x === null ? null : tensor(x, "float32");
    const steps =
      places === null ? tensor(dx) : differences(places.rank === y.rank ? withLast(places, at) : places);
    const start = last.slice(Array(y.rank).fill(0), [...last.shape.slice(0, -1), last.shape.at(-1) - 1]);
    const areas = start.add(differences(last).div(2)).mul(steps);
    return withLast(areas.sum(-1, true), at).squeeze([at]);
  },
);

/**
 * The coefficients of correlation between the rows of a matrix.
 *
 * @example
 * console.log(ops.corrcoef([[1, 2, 3], [3, 2, 1]]).arraySync()); // [[1, -1], [-1, 1]]
 */
export const corrcoef = unary("corrcoef", (x) => {
  const rows = x.toFloat().reshape([x.rank === 1 ? 1 : x.shape[0], -1]);
  const centered = rows.sub(rows.mean(1, true));
  const unit = centered.div(centered.square().sum(1, true).sqrt());
  const all = unit.matMul(unit, false, true);
  return x.rank === 1 ? all.reshape([]) : all;
});
/**
 * The sums of products of a row and another one at each shift: where they overlap whole (`mode` `"valid"`, the default), as many as the
 * longer one has (`"same"`), or all (`"full"`).
 *
 * @example
 * console.log(ops.correlate([1, 2, 3], [0, 1, 0.5]).arraySync()); // [3.5]
 */
export const correlate = operation(
  "correlate",
  { x1: TENSOR, x2: TENSOR, mode: "valid" },
  (x1: TensorFlowTensor, x2: TensorFlowTensor, mode: "valid" | "same" | "full" = "valid") => {
    const padding = mode === "valid" ? 0 : x2.size - 1;
    const row = x1
      .toFloat()
      .pad([[padding, padding]])
      .reshape([1, -1, 1]);
    const all = row.conv1d(x2.toFloat().reshape([-1, 1, 1]), 1, "valid").flatten();
    if (mode !== "same") return all;
    const count = Math.max(x1.size, x2.size);
    return all.slice([Math.floor((all.size - count) / 2)], [count]);
  },
);
