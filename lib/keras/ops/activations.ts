/** `keras.ops`: activations as operations. */
import * as activations from "../activation-functions.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { type Axis, operation, unary } from "./operation.ts";
import { TENSOR } from "./signature.ts";

/**
 * `max(x, 0)`.
 *
 * @example
 * console.log(ops.relu([-1, 2]).arraySync());
 */
export const relu = unary("relu", activations.relu);

/**
 * `x` between 0 and 6.
 *
 * @example
 * console.log(ops.relu6([-1, 2]).arraySync());
 */
export const relu6 = unary("relu6", activations.relu6);

/**
 * `1 / (1 + exp(-x))`.
 *
 * @example
 * console.log(ops.sigmoid([-1, 2]).arraySync());
 */
export const sigmoid = unary("sigmoid", activations.sigmoid);

/**
 * `x · sigmoid(x)`.
 *
 * @example
 * console.log(ops.silu([-1, 2]).arraySync());
 */
export const silu = unary("silu", activations.silu);

/**
 * Another name of `silu`.
 *
 * @example
 * console.log(ops.swish([-1, 2]).arraySync());
 */
export const swish = unary("swish", activations.swish);

/**
 * `log(1 + exp(x))`.
 *
 * @example
 * console.log(ops.softplus([-1, 2]).arraySync());
 */
export const softplus = unary("softplus", activations.softplus);

/**
 * `x / (1 + |x|)`.
 *
 * @example
 * console.log(ops.softsign([-1, 2]).arraySync());
 */
export const softsign = unary("softsign", activations.softsign);

/**
 * `elu`, scaled.
 *
 * @example
 * console.log(ops.selu([-1, 2]).arraySync());
 */
export const selu = unary("selu", activations.selu);

/**
 * `x / 6 + 1 / 2`, between 0 and 1.
 *
 * @example
 * console.log(ops.hardSigmoid([-1, 2]).arraySync());
 */
export const hardSigmoid = unary("hardSigmoid", activations.hardSigmoid);

/**
 * `x · hardSigmoid(x)`.
 *
 * @example
 * console.log(ops.hardSilu([-1, 2]).arraySync());
 */
export const hardSilu = unary("hardSilu", activations.hardSilu);

/**
 * Another name of `hardSilu`.
 *
 * @example
 * console.log(ops.hardSwish([-1, 2]).arraySync());
 */
export const hardSwish = unary("hardSwish", activations.hardSwish);

/**
 * `x` between -1 and 1.
 *
 * @example
 * console.log(ops.hardTanh([-1, 2]).arraySync());
 */
export const hardTanh = unary("hardTanh", activations.hardTanh);

/**
 * `log(sigmoid(x))`.
 *
 * @example
 * console.log(ops.logSigmoid([-1, 2]).arraySync());
 */
export const logSigmoid = unary("logSigmoid", activations.logSigmoid);

/**
 * `x - tanh(x)`.
 *
 * @example
 * console.log(ops.tanhShrink([-1, 2]).arraySync());
 */
export const tanhShrink = unary("tanhShrink", activations.tanhShrink);

/**
 * `(x + 1)² / 4` between -1 and 1, `x` above, 0 below.
 *
 * @example
 * console.log(ops.sparsePlus([-1, 2]).arraySync());
 */
export const sparsePlus = unary("sparsePlus", activations.sparsePlus);

/**
 * `(x + 1) / 2`, between 0 and 1.
 *
 * @example
 * console.log(ops.sparseSigmoid([-1, 2]).arraySync());
 */
export const sparseSigmoid = unary("sparseSigmoid", activations.sparseSigmoid);

/**
 * `x` above 0, `negativeSlope · x`, default 0.2, below.
 *
 * @example
 * console.log(ops.leakyRelu([-1, 2]).arraySync());
 */
export const leakyRelu = operation(
  "leakyRelu",
  { x: TENSOR, negativeSlope: 0.2 },
  (x: TensorFlowTensor, negativeSlope = 0.2): TensorFlowTensor => activations.leakyRelu(x, { negativeSlope }),
);

/**
 * `x` above 0, `alpha · (exp(x) - 1)`, default 1, below.
 *
 * @example
 * console.log(ops.elu([-1, 2]).arraySync());
 */
export const elu = operation(
  "elu",
  { x: TENSOR, alpha: 1 },
  (x: TensorFlowTensor, alpha = 1): TensorFlowTensor => activations.elu(x, { alpha }),
);

/**
 * `x` above 0, `alpha · (exp(x / alpha) - 1)`, default 1, below.
 *
 * @example
 * console.log(ops.celu([-1, 2]).arraySync());
 */
export const celu = operation(
  "celu",
  { x: TENSOR, alpha: 1 },
  (x: TensorFlowTensor, alpha = 1): TensorFlowTensor => activations.celu(x, { alpha }),
);

/**
 * `x · Φ(x)`, by tanh unless `approximate` is false.
 *
 * @example
 * console.log(ops.gelu([-1, 2]).arraySync());
 */
export const gelu = operation(
  "gelu",
  { x: TENSOR, approximate: true },
  (x: TensorFlowTensor, approximate = true): TensorFlowTensor => activations.gelu(x, { approximate }),
);

/**
 * `x` outside `±threshold`, default 0.5, and 0 within.
 *
 * @example
 * console.log(ops.hardShrink([-1, 2]).arraySync());
 */
export const hardShrink = operation(
  "hardShrink",
  { x: TENSOR, threshold: 0.5 },
  (x: TensorFlowTensor, threshold = 0.5): TensorFlowTensor => activations.hardShrink(x, { threshold }),
);

/**
 * `x` moved towards 0 by `threshold`, default 0.5.
 *
 * @example
 * console.log(ops.softShrink([-1, 2]).arraySync());
 */
export const softShrink = operation(
  "softShrink",
  { x: TENSOR, threshold: 0.5 },
  (x: TensorFlowTensor, threshold = 0.5): TensorFlowTensor => activations.softShrink(x, { threshold }),
);

/**
 * `(x + √(x² + b)) / 2`, b is 4 by default.
 *
 * @example
 * console.log(ops.squareplus([-1, 2]).arraySync());
 */
export const squareplus = operation(
  "squareplus",
  { x: TENSOR, b: 4 },
  (x: TensorFlowTensor, b = 4): TensorFlowTensor => activations.squareplus(x, { b }),
);

/**
 * The first half of an axis, default the last, times the sigmoid of the second.
 *
 * @example
 * console.log(ops.glu([[2, 0]]).arraySync()); // [[1]]
 */
export const glu = operation(
  "glu",
  { x: TENSOR, axis: -1 },
  (x: TensorFlowTensor, axis = -1): TensorFlowTensor => activations.glu(x, { axis }),
);

/**
 * `x` above a threshold, a value below.
 *
 * @example
 * console.log(ops.threshold([1, 3], 2, 0).arraySync()); // [0, 3]
 */
export const threshold = operation(
  "threshold",
  { x: TENSOR, threshold: REQUIRED, defaultValue: REQUIRED },
  (x: TensorFlowTensor, threshold: number, defaultValue: number): TensorFlowTensor =>
    activations.threshold(x, threshold, defaultValue),
);

/** An activation along axes; null: over all elements. */
const along = (
  name: string,
  activation: (x: TensorFlowTensor, options?: { axis: Exclude<Axis, null> }) => TensorFlowTensor,
) =>
  operation(
    name,
    { x: TENSOR, axis: -1 },
    (x: TensorFlowTensor, axis: Axis = -1): TensorFlowTensor =>
      axis === null ? activation(x.flatten(), { axis: 0 }).reshape(x.shape) : activation(x, { axis }),
  );

/**
 * Probabilities of classes, `exp(x) / Σ exp(x)`, along `axis`, default -1.
 *
 * @example
 * console.log(ops.softmax([[1, 2, 3]]).arraySync());
 */
export const softmax = along("softmax", activations.softmax);

/**
 * The logarithm of `softmax`.
 *
 * @example
 * console.log(ops.logSoftmax([[1, 2, 3]]).arraySync());
 */
export const logSoftmax = along("logSoftmax", activations.logSoftmax);

/**
 * Probabilities, many of them 0: the nearest to `x`.
 *
 * @example
 * console.log(ops.sparsemax([[1, 2, 3]]).arraySync());
 */
export const sparsemax = along("sparsemax", activations.sparsemax);
