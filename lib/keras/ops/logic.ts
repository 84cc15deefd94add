/** `keras.ops`: comparisons, conditions, and the elements that meet them. */
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { broadcast } from "./broadcast.ts";
import { binary, operation, unary } from "./operation.ts";
import { called, only, TENSOR } from "./signature.ts";

/**
 * True where they are equal.
 *
 * @example
 * console.log(ops.equal([1, 2], 2).arraySync());
 */
export const equal = binary("equal", (x1, x2) => x1.equal(x2));

/**
 * True where they differ.
 *
 * @example
 * console.log(ops.notEqual([1, 2], 2).arraySync());
 */
export const notEqual = binary("notEqual", (x1, x2) => x1.notEqual(x2));

/**
 * True where `x1 > x2`.
 *
 * @example
 * console.log(ops.greater([1, 2], 2).arraySync());
 */
export const greater = binary("greater", (x1, x2) => x1.greater(x2));

/**
 * True where `x1 ≥ x2`.
 *
 * @example
 * console.log(ops.greaterEqual([1, 2], 2).arraySync());
 */
export const greaterEqual = binary("greaterEqual", (x1, x2) => x1.greaterEqual(x2));

/**
 * True where `x1 < x2`.
 *
 * @example
 * console.log(ops.less([1, 2], 2).arraySync());
 */
export const less = binary("less", (x1, x2) => x1.less(x2));

/**
 * True where `x1 ≤ x2`.
 *
 * @example
 * console.log(ops.lessEqual([1, 2], 2).arraySync());
 */
export const lessEqual = binary("lessEqual", (x1, x2) => x1.lessEqual(x2));

/**
 * True where both are true.
 *
 * @example
 * console.log(ops.logicalAnd([true, false], [true, true]).arraySync());
 */
export const logicalAnd = binary("logicalAnd", (x1, x2) => x1.cast("bool").logicalAnd(x2.cast("bool")));

/**
 * True where one of them is true.
 *
 * @example
 * console.log(ops.logicalOr([true, false], [true, true]).arraySync());
 */
export const logicalOr = binary("logicalOr", (x1, x2) => x1.cast("bool").logicalOr(x2.cast("bool")));

/**
 * True where exactly one of them is true.
 *
 * @example
 * console.log(ops.logicalXor([true, false], [true, true]).arraySync());
 */
export const logicalXor = binary("logicalXor", (x1, x2) => x1.cast("bool").logicalXor(x2.cast("bool")));

/**
 * True where it is false.
 *
 * @example
 * console.log(ops.logicalNot([true, false]).arraySync());
 */
export const logicalNot = unary("logicalNot", (x) => x.cast("bool").logicalNot());

/**
 * True where it is not a number.
 *
 * @example
 * console.log(ops.isnan([1, Number.NaN]).arraySync());
 */
export const isnan = unary("isnan", (x) => x.toFloat().isNaN());

/**
 * True where it is a finite number.
 *
 * @example
 * console.log(ops.isfinite([1, Number.NaN]).arraySync());
 */
export const isfinite = unary("isfinite", (x) => x.toFloat().isFinite());

/**
 * True where it is infinite.
 *
 * @example
 * console.log(ops.isinf([1, 1 / 0]).arraySync());
 */
export const isinf = unary("isinf", (x) => x.toFloat().isInf());

/**
 * True where they differ by at most `atol + rtol · |x2|`; `rtol` is 1e-5, `atol` 1e-8 by default.
 *
 * @example
 * console.log(ops.isclose([1, 2], [1, 3]).arraySync()); // [1, 0]
 */
export const isclose = operation(
  "isclose",
  { x1: TENSOR, x2: TENSOR, rtol: called(1e-5), atol: called(1e-8), equalNan: only(false) },
  (x1: TensorFlowTensor, x2: TensorFlowTensor, rtol = 1e-5, atol = 1e-8) =>
    x1.sub(x2).abs().lessEqual(x2.abs().mul(rtol).add(atol)),
);

/**
 * `x1` where the condition is true, `x2` elsewhere; with a condition only, its indices as `nonzero`.
 *
 * @example
 * console.log(ops.where([true, false], 1, [2, 3]).arraySync()); // [1, 3]
 */
export const where = operation(
  "where",
  { condition: TENSOR, x1: TENSOR, x2: TENSOR },
  (condition: TensorFlowTensor, x1: TensorFlowTensor = null, x2: TensorFlowTensor = null) => {
    if (x1 === null || x2 === null) return indicesOf(condition);
    // The gradient of `tf.where` takes no other shapes.
    const [isTrue, a, b] = broadcast(condition.cast("bool"), ...alike(x1, x2));
    return tensorFlowNow().where(isTrue, a, b);
  },
);

/** Tensors of one type. */
const alike = (x1: TensorFlowTensor, x2: TensorFlowTensor): TensorFlowTensor[] =>
  x1.dtype === x2.dtype ? [x1, x2] : [x1.toFloat(), x2.toFloat()];

/**
 * The indices of the elements that are not 0: a tensor for each axis.
 *
 * @example
 * console.log(ops.nonzero([0, 3, 4])[0].arraySync()); // [1, 2]
 */
export const nonzero = unary("nonzero", (x) => indicesOf(x));

function indicesOf(x: TensorFlowTensor): TensorFlowTensor[] {
  const found = [...x.dataSync().entries()].filter(([, value]) => value !== 0).map(([i]) => i);
  const strides = x.shape.map((_: number, axis: number) =>
    x.shape.slice(axis + 1).reduce((product: number, size: number) => product * size, 1),
  );
  return x.shape.map((size: number, axis: number) =>
    tensorFlowNow().tensor1d(
      found.map((i) => Math.floor(i / strides[axis]) % size),
      "int32",
    ),
  );
}
