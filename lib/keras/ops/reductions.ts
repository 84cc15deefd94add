/** `keras.ops`: reductions, sums along axes, and orders. */
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { alongLast, fixed, orderOf, withLast } from "./last-axis.ts";
import { type Axis, axesOf, axisOf, operation, reduction } from "./operation.ts";
import { only, TENSOR } from "./signature.ts";

const variance = (x: TensorFlowTensor, axes: number[], keepdims: boolean) =>
  x.sub(x.mean(axes, true)).square().mean(axes, keepdims);

/**
 * The sum over axes, default all.
 *
 * @example
 * console.log(ops.sum([[1, 2], [3, 4]], 1).arraySync()); // [3, 7]
 */
export const sum = reduction("sum", (x, axes, keepdims) => x.sum(axes, keepdims));
/**
 * The mean over axes, default all.
 *
 * @example
 * console.log(ops.mean([[1, 2], [3, 4]], { axis: 0, keepdims: true }).arraySync()); // [[2, 3]]
 */
export const mean = reduction("mean", (x, axes, keepdims) => x.toFloat().mean(axes, keepdims));
/**
 * The variance over axes, default all.
 *
 * @example
 * console.log(ops.var([1, 3]).arraySync()); // 1
 */
const var_ = reduction("var", (x, axes, keepdims) => variance(x.toFloat(), axes, keepdims));
/**
 * The standard deviation over axes, default all.
 *
 * @example
 * console.log(ops.std([1, 3]).arraySync()); // 1
 */
export const std = reduction("std", (x, axes, keepdims) => variance(x.toFloat(), axes, keepdims).sqrt());
/**
 * The largest element over axes, default all.
 *
 * @example
 * console.log(ops.max([[1, 2], [3, 4]], 1).arraySync()); // [2, 4]
 */
export const max = reduction("max", (x, axes, keepdims) => x.max(axes, keepdims), { initial: only(null) });
/**
 * The smallest element over axes, default all.
 *
 * @example
 * console.log(ops.min([[1, 2], [3, 4]], 1).arraySync()); // [1, 3]
 */
export const min = reduction("min", (x, axes, keepdims) => x.min(axes, keepdims), { initial: only(null) });
/**
 * Another name of `max`.
 *
 * @example
 * console.log(ops.amax([1, 2]).arraySync()); // 2
 */
export const amax = reduction("amax", (x, axes, keepdims) => x.max(axes, keepdims));
/**
 * Another name of `min`.
 *
 * @example
 * console.log(ops.amin([1, 2]).arraySync()); // 1
 */
export const amin = reduction("amin", (x, axes, keepdims) => x.min(axes, keepdims));
/**
 * The product over axes, default all.
 *
 * @example
 * console.log(ops.prod([[1, 2], [3, 4]]).arraySync()); // 24
 */
export const prod = reduction("prod", (x, axes, keepdims) => x.prod(axes, keepdims), { dtype: only(null) });
/**
 * True if an element over the axes, default all, is true.
 *
 * @example
 * console.log(ops.any([false, true]).arraySync()); // 1
 */
export const any = reduction("any", (x, axes, keepdims) => x.cast("bool").any(axes, keepdims));
/**
 * True if all elements over the axes, default all, are true.
 *
 * @example
 * console.log(ops.all([false, true]).arraySync()); // 0
 */
export const all = reduction("all", (x, axes, keepdims) => x.cast("bool").all(axes, keepdims));
/**
 * The number of elements over axes, default all, that are not 0.
 *
 * @example
 * console.log(ops.countNonzero([0, 1, 2]).arraySync()); // 2
 */
export const countNonzero = operation(
  "countNonzero",
  { x: TENSOR, axis: null },
  (x: TensorFlowTensor, axis: Axis = null) => x.notEqual(0).cast("int32").sum(axesOf(axis, x.rank)),
);
/**
 * `log(Σ exp(x))` over axes, default all, without overflow.
 *
 * @example
 * console.log(ops.logsumexp([1, 2]).arraySync());
 */
export const logsumexp = reduction("logsumexp", (x, axes, keepdims) => x.toFloat().logSumExp(axes, keepdims));

/** The index along an axis, by default among all elements. */
const indexOf = (name: "argmax" | "argmin", method: "argMax" | "argMin") =>
  operation(
    name,
    { x: TENSOR, axis: null, keepdims: false },
    (x: TensorFlowTensor, axis: number | null = null, keepdims = false) => {
      const found = axis === null ? x.flatten()[method](0) : x[method](axisOf(axis, x.rank));
      if (!keepdims) return found;
      return axis === null ? found.reshape(x.shape.map(() => 1)) : found.expandDims(axisOf(axis, x.rank));
    },
  );
/**
 * The index of the largest element along `axis`, default among all elements.
 *
 * @example
 * console.log(ops.argmax([[1, 3, 2]], -1).arraySync()); // [1]
 */
export const argmax = indexOf("argmax", "argMax");
/**
 * The index of the smallest element along `axis`, default among all elements.
 *
 * @example
 * console.log(ops.argmin([[3, 1, 2]], -1).arraySync()); // [1]
 */
export const argmin = indexOf("argmin", "argMin");

/** A function of the last axis along another one, by default of all elements in one row. */
const running = (name: string, compute: (x: TensorFlowTensor) => TensorFlowTensor) =>
  operation(
    name,
    { x: TENSOR, axis: null, dtype: only(null) },
    (x: TensorFlowTensor, axis: number | null = null) => {
      if (axis === null) return compute(x.flatten());
      const at = axisOf(axis, x.rank);
      // The gradient of TensorFlow.js' `cumsum` is that of the last axis.
      return withLast(compute(withLast(x, at)), at);
    },
  );
/**
 * The sums of all elements up to each one along `axis`, default among all elements.
 *
 * @example
 * console.log(ops.cumsum([1, 2, 3]).arraySync()); // [1, 3, 6]
 */
export const cumsum = running("cumsum", (x) => x.cumsum(x.rank - 1));
/**
 * The products of all elements up to each one along `axis`, default among all elements.
 *
 * @example
 * console.log(ops.cumprod([1, 2, 3]).arraySync()); // [1, 2, 6]
 */
export const cumprod = running("cumprod", (x) => {
  const products: TensorFlowTensor[] = [];
  for (const factor of x.unstack(-1)) products.push(products.at(-1)?.mul(factor) ?? factor);
  return tensorFlowNow().stack(products, -1);
});

/**
 * The indices that sort along `axis`, default -1; null: of all elements.
 *
 * @example
 * console.log(ops.argsort([3, 1, 2]).arraySync()); // [1, 2, 0]
 */
export const argsort = operation(
  "argsort",
  { x: TENSOR, axis: -1 },
  (x: TensorFlowTensor, axis: number | null = -1) => {
    if (axis === null) return orderOf(x.flatten());
    const at = axisOf(axis, x.rank);
    return withLast(orderOf(withLast(x, at)), at);
  },
);
/**
 * The elements in ascending order along `axis`, default -1; null: of all elements.
 *
 * @example
 * console.log(ops.sort([3, 1, 2]).arraySync()); // [1, 2, 3]
 */
export const sort = operation(
  "sort",
  { x: TENSOR, axis: -1 },
  (x: TensorFlowTensor, axis: number | null = -1) => {
    const given = axis === null ? x.flatten() : x;
    const at = axisOf(axis ?? -1, given.rank);
    const last = withLast(given, at);
    return withLast(alongLast(last, orderOf(last)), at);
  },
);
/**
 * The `k` largest elements of the last axis, the largest first, and their indices.
 *
 * @example
 * const [values, indices] = ops.topK([1, 3, 2], 2);
 * console.log(values.arraySync(), indices.arraySync()); // [3, 2] [1, 2]
 */
export const topK = operation(
  "topK",
  { x: TENSOR, k: REQUIRED, sorted: true },
  (x: TensorFlowTensor, k: number, sorted = true) => {
    const indices = fixed(tensorFlowNow().topk(x, k, sorted).indices);
    return [alongLast(x, indices), indices];
  },
);
/**
 * Mean and variance over axes.
 *
 * @example
 * const [mean, variance] = ops.moments([1, 3], [0]);
 * console.log(mean.arraySync(), variance.arraySync()); // 2 1
 */
export const moments = operation(
  "moments",
  { x: TENSOR, axes: REQUIRED, keepdims: false, synchronized: only(false) },
  (x: TensorFlowTensor, axes: Axis, keepdims = false) => {
    const of = axesOf(axes, x.rank);
    return [x.toFloat().mean(of, keepdims), variance(x.toFloat(), of, keepdims)];
  },
);

export { var_ as var };
