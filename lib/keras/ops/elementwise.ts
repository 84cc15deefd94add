/** `keras.ops`: functions of each element. */
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { operation, tensor } from "./operation.ts";

const LOG_2 = Math.log(2);
const LOG_10 = Math.log(10);

/**
 * Absolute values.
 *
 * @example
 * console.log(ops.abs([-1, 2]).arraySync());
 */
export const abs = operation("abs", "x", "", (x: TensorFlowTensor) => x.abs());

/**
 * Another name of `abs`.
 *
 * @example
 * console.log(ops.absolute([-1, 2]).arraySync());
 */
export const absolute = operation("absolute", "x", "", (x: TensorFlowTensor) => x.abs());

/**
 * `-x`.
 *
 * @example
 * console.log(ops.negative([1, 2]).arraySync());
 */
export const negative = operation("negative", "x", "", (x: TensorFlowTensor) => x.neg());

/**
 * -1, 0 or 1.
 *
 * @example
 * console.log(ops.sign([-2, 3]).arraySync());
 */
export const sign = operation("sign", "x", "", (x: TensorFlowTensor) => x.sign());

/**
 * `x²`.
 *
 * @example
 * console.log(ops.square([1, 2]).arraySync());
 */
export const square = operation("square", "x", "", (x: TensorFlowTensor) => x.square());

/**
 * Square roots.
 *
 * @example
 * console.log(ops.sqrt([1, 4]).arraySync());
 */
export const sqrt = operation("sqrt", "x", "", (x: TensorFlowTensor) => x.toFloat().sqrt());

/**
 * `1 / √x`.
 *
 * @example
 * console.log(ops.rsqrt([1, 4]).arraySync());
 */
export const rsqrt = operation("rsqrt", "x", "", (x: TensorFlowTensor) => x.toFloat().rsqrt());

/**
 * `1 / x`.
 *
 * @example
 * console.log(ops.reciprocal([1, 2]).arraySync());
 */
export const reciprocal = operation("reciprocal", "x", "", (x: TensorFlowTensor) => x.toFloat().reciprocal());

/**
 * `exp(x)`.
 *
 * @example
 * console.log(ops.exp([1, 2]).arraySync());
 */
export const exp = operation("exp", "x", "", (x: TensorFlowTensor) => x.toFloat().exp());

/**
 * `exp(x) - 1`, exact for small numbers.
 *
 * @example
 * console.log(ops.expm1([1, 2]).arraySync());
 */
export const expm1 = operation("expm1", "x", "", (x: TensorFlowTensor) => x.toFloat().expm1());

/**
 * Natural logarithms.
 *
 * @example
 * console.log(ops.log([1, 2]).arraySync());
 */
export const log = operation("log", "x", "", (x: TensorFlowTensor) => x.toFloat().log());

/**
 * `log(1 + x)`, exact for small numbers.
 *
 * @example
 * console.log(ops.log1p([1, 2]).arraySync());
 */
export const log1p = operation("log1p", "x", "", (x: TensorFlowTensor) => x.toFloat().log1p());

/**
 * Sines.
 *
 * @example
 * console.log(ops.sin([1, 2]).arraySync());
 */
export const sin = operation("sin", "x", "", (x: TensorFlowTensor) => x.toFloat().sin());

/**
 * Cosines.
 *
 * @example
 * console.log(ops.cos([1, 2]).arraySync());
 */
export const cos = operation("cos", "x", "", (x: TensorFlowTensor) => x.toFloat().cos());

/**
 * Tangents.
 *
 * @example
 * console.log(ops.tan([1, 2]).arraySync());
 */
export const tan = operation("tan", "x", "", (x: TensorFlowTensor) => x.toFloat().tan());

/**
 * Hyperbolic tangents.
 *
 * @example
 * console.log(ops.tanh([1, 2]).arraySync());
 */
export const tanh = operation("tanh", "x", "", (x: TensorFlowTensor) => x.toFloat().tanh());

/**
 * Hyperbolic sines.
 *
 * @example
 * console.log(ops.sinh([1, 2]).arraySync());
 */
export const sinh = operation("sinh", "x", "", (x: TensorFlowTensor) => x.toFloat().sinh());

/**
 * Hyperbolic cosines.
 *
 * @example
 * console.log(ops.cosh([1, 2]).arraySync());
 */
export const cosh = operation("cosh", "x", "", (x: TensorFlowTensor) => x.toFloat().cosh());

/**
 * `2ˣ`.
 *
 * @example
 * console.log(ops.exp2([1, 2]).arraySync());
 */
export const exp2 = operation("exp2", "x", "", (x: TensorFlowTensor) => x.toFloat().mul(LOG_2).exp());

/**
 * Logarithms to the base 2.
 *
 * @example
 * console.log(ops.log2([2, 8]).arraySync());
 */
export const log2 = operation("log2", "x", "", (x: TensorFlowTensor) => x.toFloat().log().div(LOG_2));

/**
 * Logarithms to the base 10.
 *
 * @example
 * console.log(ops.log10([10, 100]).arraySync());
 */
export const log10 = operation("log10", "x", "", (x: TensorFlowTensor) => x.toFloat().log().div(LOG_10));

/**
 * Inverse sines.
 *
 * @example
 * console.log(ops.arcsin([0, 1]).arraySync());
 */
export const arcsin = operation("arcsin", "x", "", (x: TensorFlowTensor) => x.toFloat().asin());

/**
 * Inverse cosines.
 *
 * @example
 * console.log(ops.arccos([0, 1]).arraySync());
 */
export const arccos = operation("arccos", "x", "", (x: TensorFlowTensor) => x.toFloat().acos());

/**
 * Inverse tangents.
 *
 * @example
 * console.log(ops.arctan([0, 1]).arraySync());
 */
export const arctan = operation("arctan", "x", "", (x: TensorFlowTensor) => x.toFloat().atan());

/**
 * Inverse hyperbolic sines.
 *
 * @example
 * console.log(ops.arcsinh([0, 1]).arraySync());
 */
export const arcsinh = operation("arcsinh", "x", "", (x: TensorFlowTensor) => x.toFloat().asinh());

/**
 * Inverse hyperbolic cosines.
 *
 * @example
 * console.log(ops.arccosh([1, 2]).arraySync());
 */
export const arccosh = operation("arccosh", "x", "", (x: TensorFlowTensor) => x.toFloat().acosh());

/**
 * Inverse hyperbolic tangents.
 *
 * @example
 * console.log(ops.arctanh([0, 0.5]).arraySync());
 */
export const arctanh = operation("arctanh", "x", "", (x: TensorFlowTensor) => x.toFloat().atanh());

/**
 * The error function.
 *
 * @example
 * console.log(ops.erf([1, 2]).arraySync());
 */
export const erf = operation("erf", "x", "", (x: TensorFlowTensor) => x.toFloat().erf());

/**
 * The largest whole numbers that are not above.
 *
 * @example
 * console.log(ops.floor([1.5, -1.5]).arraySync());
 */
export const floor = operation("floor", "x", "", (x: TensorFlowTensor) => x.toFloat().floor());

/**
 * The smallest whole numbers that are not below.
 *
 * @example
 * console.log(ops.ceil([1.5, -1.5]).arraySync());
 */
export const ceil = operation("ceil", "x", "", (x: TensorFlowTensor) => x.toFloat().ceil());

/**
 * Rounds to `decimals` digits, default 0; halves to the even number.
 *
 * @example
 * console.log(ops.round([0.5, 1.5]).arraySync()); // [0, 2]
 */
export const round = operation("round", "x", "decimals=0", (x: TensorFlowTensor, decimals = 0) =>
  decimals === 0
    ? x.toFloat().round()
    : x
        .mul(10 ** decimals)
        .round()
        .div(10 ** decimals),
);

/**
 * `x1 + x2`.
 *
 * @example
 * console.log(ops.add([1, 2], 2).arraySync());
 */
export const add = operation("add", "x1 x2", "", (x1: TensorFlowTensor, x2: TensorFlowTensor) => x1.add(x2));

/**
 * `x1 - x2`.
 *
 * @example
 * console.log(ops.subtract([1, 2], 2).arraySync());
 */
export const subtract = operation("subtract", "x1 x2", "", (x1: TensorFlowTensor, x2: TensorFlowTensor) =>
  x1.sub(x2),
);

/**
 * `x1 · x2`.
 *
 * @example
 * console.log(ops.multiply([1, 2], 2).arraySync());
 */
export const multiply = operation("multiply", "x1 x2", "", (x1: TensorFlowTensor, x2: TensorFlowTensor) =>
  x1.mul(x2),
);

/**
 * `x1 / x2`, also of whole numbers as floating-point numbers.
 *
 * @example
 * console.log(ops.divide([1, 2], 2).arraySync());
 */
export const divide = operation("divide", "x1 x2", "", (x1: TensorFlowTensor, x2: TensorFlowTensor) =>
  x1.toFloat().div(x2.toFloat()),
);

/**
 * Another name of `divide`.
 *
 * @example
 * console.log(ops.trueDivide([1, 2], 2).arraySync());
 */
export const trueDivide = operation("trueDivide", "x1 x2", "", (x1: TensorFlowTensor, x2: TensorFlowTensor) =>
  x1.toFloat().div(x2.toFloat()),
);

/**
 * `x1 / x2`, and 0 where `x2` is 0.
 *
 * @example
 * console.log(ops.divideNoNan([1, 2], [0, 2]).arraySync());
 */
export const divideNoNan = operation(
  "divideNoNan",
  "x1 x2",
  "",
  (x1: TensorFlowTensor, x2: TensorFlowTensor) => x1.toFloat().divNoNan(x2.toFloat()),
);

/**
 * `x1 / x2`, rounded down.
 *
 * @example
 * console.log(ops.floorDivide([5, -5], 2).arraySync());
 */
export const floorDivide = operation(
  "floorDivide",
  "x1 x2",
  "",
  (x1: TensorFlowTensor, x2: TensorFlowTensor) =>
    x1.dtype === "int32" && x2.dtype === "int32" ? x1.floorDiv(x2) : x1.div(x2).floor(),
);

/**
 * The remainder, with the sign of `x2`.
 *
 * @example
 * console.log(ops.mod([5, -5], 3).arraySync());
 */
export const mod = operation("mod", "x1 x2", "", (x1: TensorFlowTensor, x2: TensorFlowTensor) => x1.mod(x2));

/**
 * `x1` to the power `x2`.
 *
 * @example
 * console.log(ops.power([1, 2], 2).arraySync());
 */
export const power = operation("power", "x1 x2", "", (x1: TensorFlowTensor, x2: TensorFlowTensor) =>
  x1.pow(x2),
);

/**
 * The larger of two elements.
 *
 * @example
 * console.log(ops.maximum([1, 3], 2).arraySync());
 */
export const maximum = operation("maximum", "x1 x2", "", (x1: TensorFlowTensor, x2: TensorFlowTensor) =>
  extreme("maximum", x1, x2),
);

/**
 * The smaller of two elements.
 *
 * @example
 * console.log(ops.minimum([1, 3], 2).arraySync());
 */
export const minimum = operation("minimum", "x1 x2", "", (x1: TensorFlowTensor, x2: TensorFlowTensor) =>
  extreme("minimum", x1, x2),
);

/**
 * The angle of the point `(x2, x1)`.
 *
 * @example
 * console.log(ops.arctan2([1, -1], [1, 1]).arraySync());
 */
export const arctan2 = operation("arctan2", "x1 x2", "", (x1: TensorFlowTensor, x2: TensorFlowTensor) =>
  x1.toFloat().atan2(x2.toFloat()),
);

/**
 * `log(exp(x1) + exp(x2))`, without overflow.
 *
 * @example
 * console.log(ops.logaddexp([1, 2], [3, 4]).arraySync());
 */
export const logaddexp = operation("logaddexp", "x1 x2", "", (x1: TensorFlowTensor, x2: TensorFlowTensor) =>
  extreme("maximum", x1, x2).add(x1.sub(x2).abs().neg().exp().log1p()),
);

/**
 * Elements below `xMin` become `xMin`, those above `xMax` become `xMax`.
 *
 * @example
 * console.log(ops.clip([-1, 0.5, 2], 0, 1).arraySync()); // [0, 0.5, 1]
 */
export const clip = operation(
  "clip",
  "x",
  "xMin xMax",
  (x: TensorFlowTensor, xMin: TensorFlowTensor, xMax: TensorFlowTensor) =>
    typeof xMin === "number" && typeof xMax === "number" && x.dtype === "float32"
      ? x.clipByValue(xMin, xMax)
      : x.maximum(tensor(xMin, x.dtype)).minimum(tensor(xMax, x.dtype)),
);

/** The larger or smaller elements, of one shape: TensorFlow.js has no gradient of broadcast ones. */
function extreme(
  method: "maximum" | "minimum",
  x1: TensorFlowTensor,
  x2: TensorFlowTensor,
): TensorFlowTensor {
  const shape = tensorFlowNow().broadcast_util.assertAndGetBroadcastShape(x1.shape, x2.shape);
  return x1.broadcastTo(shape)[method](x2.broadcastTo(shape));
}
