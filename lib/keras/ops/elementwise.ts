/** `keras.ops`: functions of each element. */
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { extreme } from "./broadcast.ts";
import { binary, operation, tensor, unary } from "./operation.ts";
import { TENSOR } from "./signature.ts";

const LOG_2 = Math.log(2);
const LOG_10 = Math.log(10);

/**
 * Absolute values.
 *
 * @example
 * console.log(ops.abs([-1, 2]).arraySync());
 */
export const abs = unary("abs", (x) => x.abs());

/**
 * Another name of `abs`.
 *
 * @example
 * console.log(ops.absolute([-1, 2]).arraySync());
 */
export const absolute = unary("absolute", (x) => x.abs());

/**
 * `-x`.
 *
 * @example
 * console.log(ops.negative([1, 2]).arraySync());
 */
export const negative = unary("negative", (x) => x.neg());

/**
 * -1, 0 or 1.
 *
 * @example
 * console.log(ops.sign([-2, 3]).arraySync());
 */
export const sign = unary("sign", (x) => x.sign());

/**
 * `x²`.
 *
 * @example
 * console.log(ops.square([1, 2]).arraySync());
 */
export const square = unary("square", (x) => x.square());

/**
 * Square roots.
 *
 * @example
 * console.log(ops.sqrt([1, 4]).arraySync());
 */
export const sqrt = unary("sqrt", (x) => x.toFloat().sqrt());

/**
 * `1 / √x`.
 *
 * @example
 * console.log(ops.rsqrt([1, 4]).arraySync());
 */
export const rsqrt = unary("rsqrt", (x) => x.toFloat().rsqrt());

/**
 * `1 / x`.
 *
 * @example
 * console.log(ops.reciprocal([1, 2]).arraySync());
 */
export const reciprocal = unary("reciprocal", (x) => x.toFloat().reciprocal());

/**
 * `exp(x)`.
 *
 * @example
 * console.log(ops.exp([1, 2]).arraySync());
 */
export const exp = unary("exp", (x) => x.toFloat().exp());

/**
 * `exp(x) - 1`, exact for small numbers.
 *
 * @example
 * console.log(ops.expm1([1, 2]).arraySync());
 */
export const expm1 = unary("expm1", (x) => x.toFloat().expm1());

/**
 * Natural logarithms.
 *
 * @example
 * console.log(ops.log([1, 2]).arraySync());
 */
export const log = unary("log", (x) => x.toFloat().log());

/**
 * `log(1 + x)`, exact for small numbers.
 *
 * @example
 * console.log(ops.log1p([1, 2]).arraySync());
 */
export const log1p = unary("log1p", (x) => x.toFloat().log1p());

/**
 * Sines.
 *
 * @example
 * console.log(ops.sin([1, 2]).arraySync());
 */
export const sin = unary("sin", (x) => x.toFloat().sin());

/**
 * Cosines.
 *
 * @example
 * console.log(ops.cos([1, 2]).arraySync());
 */
export const cos = unary("cos", (x) => x.toFloat().cos());

/**
 * Tangents.
 *
 * @example
 * console.log(ops.tan([1, 2]).arraySync());
 */
export const tan = unary("tan", (x) => x.toFloat().tan());

/**
 * Hyperbolic tangents.
 *
 * @example
 * console.log(ops.tanh([1, 2]).arraySync());
 */
export const tanh = unary("tanh", (x) => x.toFloat().tanh());

/**
 * Hyperbolic sines.
 *
 * @example
 * console.log(ops.sinh([1, 2]).arraySync());
 */
export const sinh = unary("sinh", (x) => x.toFloat().sinh());

/**
 * Hyperbolic cosines.
 *
 * @example
 * console.log(ops.cosh([1, 2]).arraySync());
 */
export const cosh = unary("cosh", (x) => x.toFloat().cosh());

/**
 * `2ˣ`.
 *
 * @example
 * console.log(ops.exp2([1, 2]).arraySync());
 */
export const exp2 = unary("exp2", (x) => x.toFloat().mul(LOG_2).exp());

/**
 * Logarithms to the base 2.
 *
 * @example
 * console.log(ops.log2([2, 8]).arraySync());
 */
export const log2 = unary("log2", (x) => x.toFloat().log().div(LOG_2));

/**
 * Logarithms to the base 10.
 *
 * @example
 * console.log(ops.log10([10, 100]).arraySync());
 */
export const log10 = unary("log10", (x) => x.toFloat().log().div(LOG_10));

/**
 * Inverse sines.
 *
 * @example
 * console.log(ops.arcsin([0, 1]).arraySync());
 */
export const arcsin = unary("arcsin", (x) => x.toFloat().asin());

/**
 * Inverse cosines.
 *
 * @example
 * console.log(ops.arccos([0, 1]).arraySync());
 */
export const arccos = unary("arccos", (x) => x.toFloat().acos());

/**
 * Inverse tangents.
 *
 * @example
 * console.log(ops.arctan([0, 1]).arraySync());
 */
export const arctan = unary("arctan", (x) => x.toFloat().atan());

/**
 * Inverse hyperbolic sines.
 *
 * @example
 * console.log(ops.arcsinh([0, 1]).arraySync());
 */
export const arcsinh = unary("arcsinh", (x) => x.toFloat().asinh());

/**
 * Inverse hyperbolic cosines.
 *
 * @example
 * console.log(ops.arccosh([1, 2]).arraySync());
 */
export const arccosh = unary("arccosh", (x) => x.toFloat().acosh());

/**
 * Inverse hyperbolic tangents.
 *
 * @example
 * console.log(ops.arctanh([0, 0.5]).arraySync());
 */
export const arctanh = unary("arctanh", (x) => x.toFloat().atanh());

/**
 * The error function.
 *
 * @example
 * console.log(ops.erf([1, 2]).arraySync());
 */
export const erf = unary("erf", (x) => x.toFloat().erf());

/**
 * The largest whole numbers that are not above.
 *
 * @example
 * console.log(ops.floor([1.5, -1.5]).arraySync());
 */
export const floor = unary("floor", (x) => x.toFloat().floor());

/**
 * The smallest whole numbers that are not below.
 *
 * @example
 * console.log(ops.ceil([1.5, -1.5]).arraySync());
 */
export const ceil = unary("ceil", (x) => x.toFloat().ceil());

/**
 * Rounds to `decimals` digits, default 0; halves to the even number.
 *
 * @example
 * console.log(ops.round([0.5, 1.5]).arraySync()); // [0, 2]
 */
export const round = operation("round", { x: TENSOR, decimals: 0 }, (x: TensorFlowTensor, decimals = 0) =>
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
export const add = binary("add", (x1, x2) => x1.add(x2));

/**
 * `x1 - x2`.
 *
 * @example
 * console.log(ops.subtract([1, 2], 2).arraySync());
 */
export const subtract = binary("subtract", (x1, x2) => x1.sub(x2));

/**
 * `x1 · x2`.
 *
 * @example
 * console.log(ops.multiply([1, 2], 2).arraySync());
 */
export const multiply = binary("multiply", (x1, x2) => x1.mul(x2));

/**
 * `x1 / x2`, also of whole numbers as floating-point numbers.
 *
 * @example
 * console.log(ops.divide([1, 2], 2).arraySync());
 */
export const divide = binary("divide", (x1, x2) => x1.toFloat().div(x2.toFloat()));

/**
 * Another name of `divide`.
 *
 * @example
 * console.log(ops.trueDivide([1, 2], 2).arraySync());
 */
export const trueDivide = binary("trueDivide", (x1, x2) => x1.toFloat().div(x2.toFloat()));

/**
 * `x1 / x2`, and 0 where `x2` is 0.
 *
 * @example
 * console.log(ops.divideNoNan([1, 2], [0, 2]).arraySync());
 */
export const divideNoNan = binary("divideNoNan", (x1, x2) => x1.toFloat().divNoNan(x2.toFloat()));

/**
 * `x1 / x2`, rounded down.
 *
 * @example
 * console.log(ops.floorDivide([5, -5], 2).arraySync());
 */
export const floorDivide = binary("floorDivide", (x1, x2) =>
  x1.dtype === "int32" && x2.dtype === "int32" ? x1.floorDiv(x2) : x1.div(x2).floor(),
);

/**
 * The remainder, with the sign of `x2`.
 *
 * @example
 * console.log(ops.mod([5, -5], 3).arraySync());
 */
export const mod = binary("mod", (x1, x2) => x1.mod(x2));

/**
 * `x1` to the power `x2`.
 *
 * @example
 * console.log(ops.power([1, 2], 2).arraySync());
 */
export const power = binary("power", (x1, x2) => x1.pow(x2));

/**
 * The larger of two elements.
 *
 * @example
 * console.log(ops.maximum([1, 3], 2).arraySync());
 */
export const maximum = binary("maximum", (x1, x2) => extreme("maximum", x1, x2));

/**
 * The smaller of two elements.
 *
 * @example
 * console.log(ops.minimum([1, 3], 2).arraySync());
 */
export const minimum = binary("minimum", (x1, x2) => extreme("minimum", x1, x2));

/**
 * The angle of the point `(x2, x1)`.
 *
 * @example
 * console.log(ops.arctan2([1, -1], [1, 1]).arraySync());
 */
export const arctan2 = binary("arctan2", (x1, x2) => x1.toFloat().atan2(x2.toFloat()));

/**
 * `log(exp(x1) + exp(x2))`, without overflow.
 *
 * @example
 * console.log(ops.logaddexp([1, 2], [3, 4]).arraySync());
 */
export const logaddexp = binary("logaddexp", (x1, x2) =>
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
  { x: TENSOR, xMin: REQUIRED, xMax: REQUIRED },
  (x: TensorFlowTensor, xMin: TensorFlowTensor, xMax: TensorFlowTensor) =>
    typeof xMin === "number" && typeof xMax === "number" && x.dtype === "float32"
      ? x.clipByValue(xMin, xMax)
      : x.maximum(tensor(xMin, x.dtype)).minimum(tensor(xMax, x.dtype)),
);
