/** Keras' activations as functions of arrays and of tensors, `activations.relu([-1, 2])`. */
import type { ActivationFunction } from "../engine/index.ts";
import { ValueError, withDefaults } from "../errors.ts";
import { type ArrayInput, asArray, NDArray, type NumberOrArray } from "../ndarray.ts";
import { tuple } from "../python-repr.ts";
import { alongAxes } from "./backend/along-axes.ts";
import { activationOf, tensorFlowNow } from "./backend/eager.js";
import { retained } from "./backend/scope.ts";
import { isTensor, type TensorFlowTensor } from "./backend/tensor-types.ts";
import { named } from "./named-functions.ts";
import { Variable } from "./variable.ts";

/** Returns an array for an array, a number for a number, and a tensor for a tensor of TensorFlow.js. */
type Activated<Options> = (x: ArrayInput | Variable, options?: Options) => NumberOrArray;

/** Computes a function of tensors for arrays, too. */
function computed(
  x: ArrayInput | Variable,
  compute: (x: TensorFlowTensor) => TensorFlowTensor,
): NumberOrArray {
  if (x instanceof Variable) return retained(compute(x.read()));
  if (isTensor(x)) return retained(compute(x));
  const tf = tensorFlowNow();
  return tf.tidy(() => {
    const { values, shape } = asArray(x, "float32", "x");
    const result = compute(tf.tensor(values, [...shape]));
    const found = Float32Array.from(result.dataSync());
    return result.rank === 0 ? found[0] : new NDArray(found, tuple([...result.shape]));
  });
}

/** @param plan makes the engine's form of the activation from the options; undefined if the name is enough */
function activation<Options extends object>(
  name: string,
  defaults: Required<Options>,
  plan: (options: Required<Options>) => ActivationFunction,
): Activated<Options> {
  return named(name, (x: ArrayInput | Variable, options: Options = {} as Options) => {
    const given = withDefaults<Options>(name, options, defaults);
    return computed(x, activationOf(tensorFlowNow(), plan(given)));
  });
}

const plain = (name: string, engine: ActivationFunction["name"]): Activated<object> =>
  activation(name, {}, () => ({ name: engine }));

interface AxisOption {
  /** The axis or axes over which it is computed, `axis: 1`; default −1, the last. */
  axis?: number | readonly number[];
}

/** An activation over axes. */
function along(name: string, engine: ActivationFunction["name"]): Activated<AxisOption> {
  return named(name, (x: ArrayInput | Variable, options: AxisOption = {}) => {
    const { axis } = withDefaults<AxisOption>(name, options, { axis: -1 });
    return computed(x, (tensor) => {
      const axes = [axis].flat().map((one) => axisOf(one, tensor.rank, name));
      return alongAxes(tensor, axes, activationOf(tensorFlowNow(), { name: engine }));
    });
  });
}

/** The number of an axis from the front. @throws ValueError for none of the tensor's */
function axisOf(axis: number, rank: number, name: string): number {
  const at = axis < 0 ? axis + rank : axis;
  if (Number.isInteger(at) && at >= 0 && at < rank) return at;
  throw new ValueError(
    `Expected \`axis\` of ${name} to be one of the ${rank} axes of \`x\`. Received: axis=${axis}`,
  );
}

interface HalvedOption {
  /** The axis that is halved, `axis: 1`; default −1, the last. */
  axis?: number;
}

interface ReluOptions {
  /** Slope below the threshold, `negativeSlope: 0.1`; default 0. */
  negativeSlope?: number;
  /** Largest output, `maxValue: 3`; default none. */
  maxValue?: number | null;
  /** Inputs below it are damped, `threshold: 0.7`; default 0. */
  threshold?: number;
}

interface AlphaOption {
  /** Factor of the curve below 0, `alpha: 0.3`; default 1. */
  alpha?: number;
}

interface ThresholdOption {
  /** The range is from its negative to it, `threshold: 0.7`; default 0.5. */
  threshold?: number;
}

/**
 * `max(x, 0)`.
 *
 * @example
 * console.log(activations.relu([-1, 2]).values);
 */
export const relu = activation<ReluOptions>(
  "relu",
  { negativeSlope: 0, maxValue: null, threshold: 0 },
  ({ negativeSlope, maxValue, threshold }) => {
    if (negativeSlope === 0 && maxValue === null && threshold === 0) return { name: "relu" };
    return {
      name: "reluGeneral",
      alpha: negativeSlope,
      threshold,
      ...(maxValue !== null && { beta: maxValue }),
    };
  },
);
/**
 * `x` above 0, `negativeSlope · x`, default 0.2, below.
 *
 * @example
 * console.log(activations.leakyRelu([-1, 2]).values);
 */
export const leakyRelu = activation<{
  /** Slope below 0, `negativeSlope: 0.1`; default 0.2. */
  negativeSlope?: number;
}>("leaky_relu", { negativeSlope: 0.2 }, ({ negativeSlope }) => ({
  name: "leakyRelu",
  alpha: negativeSlope,
}));
/**
 * `x` above 0, `alpha · (exp(x) − 1)` below.
 *
 * @example
 * console.log(activations.elu([-1, 2]).values);
 */
export const elu = activation<AlphaOption>("elu", { alpha: 1 }, ({ alpha }) => ({
  name: "elu",
  alpha,
}));
/**
 * `x` above 0, `alpha · (exp(x / alpha) − 1)` below.
 *
 * @example
 * console.log(activations.celu([-1, 2]).values);
 */
export const celu = activation<AlphaOption>("celu", { alpha: 1 }, ({ alpha }) => ({
  name: "celu",
  alpha,
}));
/**
 * `x` outside `±threshold`, default 0.5, and 0 within.
 *
 * @example
 * console.log(activations.hardShrink([-1, 2]).values);
 */
export const hardShrink = activation<ThresholdOption>("hard_shrink", { threshold: 0.5 }, ({ threshold }) => ({
  name: "hardShrink",
  alpha: threshold,
}));
/**
 * `x` moved towards 0 by `threshold`, default 0.5.
 *
 * @example
 * console.log(activations.softShrink([-1, 2]).values);
 */
export const softShrink = activation<ThresholdOption>("soft_shrink", { threshold: 0.5 }, ({ threshold }) => ({
  name: "softShrink",
  alpha: threshold,
}));
/**
 * `(x + √(x² + b)) / 2`, b is 4 by default.
 *
 * @example
 * console.log(activations.squareplus([-1, 2]).values);
 */
export const squareplus = activation<{
  /** How round the bend at 0 is, `b: 3`; default 4. */
  b?: number;
}>("squareplus", { b: 4 }, ({ b }) => ({
  name: "squareplus",
  alpha: b,
}));
/**
 * `x · Φ(x)`, with `approximate` by tanh.
 *
 * @example
 * console.log(activations.gelu([-1, 2]).values);
 */
export const gelu = activation<{
  /** Compute it by tanh, default false. */
  approximate?: boolean;
}>("gelu", { approximate: false }, ({ approximate }) => ({
  name: approximate ? "geluTanh" : "gelu",
}));
/**
 * `x` itself.
 *
 * @example
 * console.log(activations.linear([-1, 2]).values);
 */
export const linear = plain("linear", "linear");
/**
 * `1 / (1 + exp(−x))`.
 *
 * @example
 * console.log(activations.sigmoid([-1, 2]).values);
 */
export const sigmoid = plain("sigmoid", "sigmoid");
/**
 * The hyperbolic tangent.
 *
 * @example
 * console.log(activations.tanh([-1, 2]).values);
 */
export const tanh = plain("tanh", "tanh");
/**
 * `exp(x)`.
 *
 * @example
 * console.log(activations.exponential([-1, 2]).values);
 */
export const exponential = plain("exponential", "exponential");
/**
 * `x / 6 + 1 / 2`, between 0 and 1.
 *
 * @example
 * console.log(activations.hardSigmoid([-1, 2]).values);
 */
export const hardSigmoid = plain("hard_sigmoid", "hardSigmoid");
/**
 * `x · hardSigmoid(x)`.
 *
 * @example
 * console.log(activations.hardSilu([-1, 2]).values);
 */
export const hardSilu = plain("hard_silu", "hardSilu");
/**
 * Another name of `hardSilu`.
 *
 * @example
 * console.log(activations.hardSwish([-1, 2]).values);
 */
export const hardSwish = plain("hard_swish", "hardSilu");
/**
 * `x` between −1 and 1.
 *
 * @example
 * console.log(activations.hardTanh([-1, 2]).values);
 */
export const hardTanh = plain("hard_tanh", "hardTanh");
/**
 * `log(sigmoid(x))`.
 *
 * @example
 * console.log(activations.logSigmoid([-1, 2]).values);
 */
export const logSigmoid = plain("log_sigmoid", "logSigmoid");
/**
 * `x · tanh(softplus(x))`.
 *
 * @example
 * console.log(activations.mish([-1, 2]).values);
 */
export const mish = plain("mish", "mish");
/**
 * `x` between 0 and 6.
 *
 * @example
 * console.log(activations.relu6([-1, 2]).values);
 */
export const relu6 = plain("relu6", "relu6");
/**
 * `elu`, scaled so that mean and variance stay the same from layer to layer.
 *
 * @example
 * console.log(activations.selu([-1, 2]).values);
 */
export const selu = plain("selu", "selu");
/**
 * `x · sigmoid(x)`.
 *
 * @example
 * console.log(activations.silu([-1, 2]).values);
 */
export const silu = plain("silu", "silu");
/**
 * Another name of `silu`.
 *
 * @example
 * console.log(activations.swish([-1, 2]).values);
 */
export const swish = plain("swish", "silu");
/**
 * `log(1 + exp(x))`.
 *
 * @example
 * console.log(activations.softplus([-1, 2]).values);
 */
export const softplus = plain("softplus", "softplus");
/**
 * `x / (1 + |x|)`.
 *
 * @example
 * console.log(activations.softsign([-1, 2]).values);
 */
export const softsign = plain("softsign", "softsign");
/**
 * `(x + 1)² / 4` between −1 and 1, `x` above, 0 below.
 *
 * @example
 * console.log(activations.sparsePlus([-1, 2]).values);
 */
export const sparsePlus = plain("sparse_plus", "sparsePlus");
/**
 * `(x + 1) / 2`, between 0 and 1.
 *
 * @example
 * console.log(activations.sparseSigmoid([-1, 2]).values);
 */
export const sparseSigmoid = plain("sparse_sigmoid", "sparseSigmoid");
/**
 * `x − tanh(x)`.
 *
 * @example
 * console.log(activations.tanhShrink([-1, 2]).values);
 */
export const tanhShrink = plain("tanh_shrink", "tanhShrink");
/**
 * Probabilities of classes, `exp(x) / Σ exp(x)`, along `axis`.
 *
 * @example
 * console.log(activations.softmax([[1, 2, 3]]).values);
 */
export const softmax = along("softmax", "softmax");
/**
 * The logarithm of `softmax`.
 *
 * @example
 * console.log(activations.logSoftmax([[1, 2, 3]]).values);
 */
export const logSoftmax = along("log_softmax", "logSoftmax");
/**
 * Probabilities, many of them 0: the nearest to `x`.
 *
 * @example
 * console.log(activations.sparsemax([[1, 2, 3]]).values);
 */
export const sparsemax = along("sparsemax", "sparsemax");

/**
 * `x` above a threshold, a value below.
 *
 * @example
 * console.log(activations.threshold([1, 3], 2, 0).values); // Float32Array(2) [ 0, 3 ]
 */
export function threshold(x: ArrayInput, threshold: number, defaultValue: number): NumberOrArray {
  return computed(
    x,
    activationOf(tensorFlowNow(), { name: "threshold", alpha: threshold, beta: defaultValue }),
  );
}

/**
 * The first half of an axis times the sigmoid of the second.
 *
 * @throws ValueError for an axis of odd size
 *
 * @example
 * console.log(activations.glu([[2, 0]]).values); // Float32Array(1) [ 1 ]
 */
export function glu(x: ArrayInput, { axis = -1 }: HalvedOption = {}): NumberOrArray {
  return computed(x, (tensor) => {
    const at = axisOf(axis, tensor.rank, "glu");
    const size = tensor.shape[at];
    if (size % 2 !== 0) {
      throw new ValueError(`Expected the axis ${axis} of \`x\` to have an even size. Received: ${size}`);
    }
    const [value, gate] = tensor.split(2, at);
    return value.mul(gate.sigmoid());
  });
}
