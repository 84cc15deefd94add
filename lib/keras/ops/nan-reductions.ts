/** `keras.ops`: reductions of the elements that are numbers. */
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { axesOf, axisOf, operation, reduction } from "./operation.ts";
import { argmax, argmin, cumprod, cumsum } from "./reductions.ts";
import { only, TENSOR } from "./signature.ts";

/** A value in place of NaN. */
function without(x: TensorFlowTensor, value: number): TensorFlowTensor {
  const tf = tensorFlowNow();
  const given = x.toFloat();
  return tf.where(given.isNaN(), tf.fill(x.shape, value), given);
}

/** A reduction with a value in place of NaN that does not change it. */
const numbersOnly = (
  name: string,
  value: number,
  compute: (
    x: TensorFlowTensor,
    axes: number[],
    keepdims: boolean,
    given: TensorFlowTensor,
  ) => TensorFlowTensor,
) => reduction(name, (x, axes, keepdims) => compute(without(x, value), axes, keepdims, x.toFloat()));

const count = (given: TensorFlowTensor, axes: number[], keepdims: boolean): TensorFlowTensor =>
  given.isNaN().logicalNot().cast("float32").sum(axes, keepdims);

function variance(x: TensorFlowTensor, axes: number[], keepdims: boolean, given: TensorFlowTensor) {
  const numbers = count(given, axes, true);
  const centered = x.sub(x.sum(axes, true).div(numbers)).mul(given.isNaN().logicalNot().cast("float32"));
  return centered
    .square()
    .sum(axes, keepdims)
    .div(count(given, axes, keepdims));
}

/** NaN where there is no number. */
function orNaN(result: TensorFlowTensor, numbers: TensorFlowTensor): TensorFlowTensor {
  const tf = tensorFlowNow();
  return tf.where(numbers.equal(0), tf.fill(result.shape, Number.NaN), result);
}

/**
 * The sum over axes, default all, without NaN.
 *
 * @example
 * console.log(ops.nansum([1, Number.NaN, 2]).arraySync()); // 3
 */
export const nansum = numbersOnly("nansum", 0, (x, axes, keepdims) => x.sum(axes, keepdims));
/**
 * The product over axes, default all, without NaN.
 *
 * @example
 * console.log(ops.nanprod([2, Number.NaN, 3]).arraySync()); // 6
 */
export const nanprod = numbersOnly("nanprod", 1, (x, axes, keepdims) => x.prod(axes, keepdims));
/**
 * The mean over axes, default all, of the elements that are numbers.
 *
 * @example
 * console.log(ops.nanmean([1, Number.NaN, 3]).arraySync()); // 2
 */
export const nanmean = numbersOnly("nanmean", 0, (x, axes, keepdims, given) =>
  x.sum(axes, keepdims).div(count(given, axes, keepdims)),
);
/**
 * The variance over axes, default all, of the elements that are numbers.
 *
 * @example
 * console.log(ops.nanvar([1, Number.NaN, 3]).arraySync()); // 1
 */
export const nanvar = numbersOnly("nanvar", 0, variance);
/**
 * The standard deviation over axes, default all, of the elements that are numbers.
 *
 * @example
 * console.log(ops.nanstd([1, Number.NaN, 3]).arraySync()); // 1
 */
export const nanstd = numbersOnly("nanstd", 0, (...args) => variance(...args).sqrt());
/**
 * The largest number over axes, default all; NaN if there is none.
 *
 * @example
 * console.log(ops.nanmax([1, Number.NaN, 3]).arraySync()); // 3
 */
export const nanmax = numbersOnly("nanmax", Number.NEGATIVE_INFINITY, (x, axes, keepdims, given) =>
  orNaN(x.max(axes, keepdims), count(given, axes, keepdims)),
);
/**
 * The smallest number over axes, default all; NaN if there is none.
 *
 * @example
 * console.log(ops.nanmin([1, Number.NaN, 3]).arraySync()); // 1
 */
export const nanmin = numbersOnly("nanmin", Number.POSITIVE_INFINITY, (x, axes, keepdims, given) =>
  orNaN(x.min(axes, keepdims), count(given, axes, keepdims)),
);

const indexOf = (name: "nanargmax" | "nanargmin", value: number, plain: typeof argmax) =>
  operation(
    name,
    { x: TENSOR, axis: null, keepdims: false },
    (x: TensorFlowTensor, axis: number | null = null, keepdims = false) => {
      const tf = tensorFlowNow();
      const found = plain(without(x, value), axis, keepdims);
      const at = axis === null ? axesOf(null, x.rank) : [axisOf(axis, x.rank)];
      const isNone = count(x.toFloat(), at, keepdims).equal(0);
      return tf.where(isNone, tf.fill(found.shape, -1, "int32"), found);
    },
  );
/**
 * The index of the largest number along `axis`, default among all elements; -1 if there is none.
 *
 * @example
 * console.log(ops.nanargmax([1, Number.NaN, 3]).arraySync()); // 2
 */
export const nanargmax = indexOf("nanargmax", Number.NEGATIVE_INFINITY, argmax);
/**
 * The index of the smallest number along `axis`, default among all elements; -1 if there is none.
 *
 * @example
 * console.log(ops.nanargmin([Number.NaN, 1, 3]).arraySync()); // 1
 */
export const nanargmin = indexOf("nanargmin", Number.POSITIVE_INFINITY, argmin);

const running = (name: "nancumsum" | "nancumprod", value: number, plain: typeof cumsum) =>
  operation(
    name,
    { x: TENSOR, axis: null, dtype: only(null) },
    (x: TensorFlowTensor, axis: number | null = null) => plain(without(x, value), axis),
  );
/**
 * `cumsum` with 0 in place of NaN.
 *
 * @example
 * console.log(ops.nancumsum([1, Number.NaN, 3]).arraySync()); // [1, 1, 4]
 */
export const nancumsum = running("nancumsum", 0, cumsum);
/**
 * `cumprod` with 1 in place of NaN.
 *
 * @example
 * console.log(ops.nancumprod([2, Number.NaN, 3]).arraySync()); // [2, 2, 6]
 */
export const nancumprod = running("nancumprod", 1, cumprod);

const LARGEST = 3.4028234663852886e38;

/**
 * Numbers in place of NaN, by default 0, and of infinite elements, by default the largest and the smallest number.
 *
 * @example
 * console.log(ops.nanToNum([1, Number.NaN]).arraySync()); // [1, 0]
 */
export const nanToNum = operation(
  "nanToNum",
  { x: TENSOR, nan: 0, posinf: null, neginf: null },
  (x: TensorFlowTensor, nan = 0, posinf: number | null = null, neginf: number | null = null) => {
    if (x.dtype !== "float32") return x;
    const tf = tensorFlowNow();
    const replaced = (from: TensorFlowTensor, isOdd: TensorFlowTensor, value: number) =>
      tf.where(isOdd, tf.fill(x.shape, value), from);
    const finite = replaced(x, x.equal(Number.POSITIVE_INFINITY), posinf ?? LARGEST);
    return replaced(replaced(finite, x.equal(Number.NEGATIVE_INFINITY), neginf ?? -LARGEST), x.isNaN(), nan);
  },
);
