/** `keras.ops`: functions of each element that TensorFlow.js lacks. */
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { broadcast, extreme } from "./broadcast.ts";
import { binary, operation, tensor, unary } from "./operation.ts";
import { only, TENSOR } from "./signature.ts";

type OfNumbers = (...values: number[]) => number;

/** A function of whole numbers. */
function ofIntegers(compute: OfNumbers, given: TensorFlowTensor[]): TensorFlowTensor {
  const all = broadcast(...given);
  const columns = all.map((one) => one.dataSync());
  const values = Int32Array.from(columns[0], (_, i) => compute(...columns.map((column) => column[i])));
  return tensorFlowNow().tensor(values, all[0].shape, "int32");
}

const bitwise = (name: string, compute: OfNumbers) =>
  operation(name, { x: TENSOR, y: TENSOR }, (x: TensorFlowTensor, y: TensorFlowTensor) =>
    ofIntegers(compute, [x, y]),
  );
/**
 * The bits that both whole numbers have.
 *
 * @example
 * console.log(ops.bitwiseAnd(ops.array([6], "int32"), 3).arraySync()); // [2]
 */
export const bitwiseAnd = bitwise("bitwiseAnd", (x, y) => x & y);
/**
 * The bits that one of two whole numbers has.
 *
 * @example
 * console.log(ops.bitwiseOr(ops.array([6], "int32"), 3).arraySync()); // [7]
 */
export const bitwiseOr = bitwise("bitwiseOr", (x, y) => x | y);
/**
 * The bits that exactly one of two whole numbers has.
 *
 * @example
 * console.log(ops.bitwiseXor(ops.array([6], "int32"), 3).arraySync()); // [5]
 */
export const bitwiseXor = bitwise("bitwiseXor", (x, y) => x ^ y);
/**
 * The bits of a whole number, moved to the left.
 *
 * @example
 * console.log(ops.bitwiseLeftShift(ops.array([3], "int32"), 2).arraySync()); // [12]
 */
export const bitwiseLeftShift = bitwise("bitwiseLeftShift", (x, y) => x << y);
/**
 * The bits of a whole number, moved to the right.
 *
 * @example
 * console.log(ops.bitwiseRightShift(ops.array([12], "int32"), 2).arraySync()); // [3]
 */
export const bitwiseRightShift = bitwise("bitwiseRightShift", (x, y) => x >> y);
/**
 * Another name of `bitwiseLeftShift`.
 *
 * @example
 * console.log(ops.leftShift(ops.array([3], "int32"), 2).arraySync()); // [12]
 */
export const leftShift = bitwise("leftShift", (x, y) => x << y);
/**
 * Another name of `bitwiseRightShift`.
 *
 * @example
 * console.log(ops.rightShift(ops.array([12], "int32"), 2).arraySync()); // [3]
 */
export const rightShift = bitwise("rightShift", (x, y) => x >> y);

const inverted = (name: string) => unary(name, (x) => ofIntegers((value) => ~value, [x]));
/**
 * The other bits of a whole number.
 *
 * @example
 * console.log(ops.bitwiseNot(ops.array([5], "int32")).arraySync()); // [-6]
 */
export const bitwiseNot = inverted("bitwiseNot");
/**
 * Another name of `bitwiseNot`.
 *
 * @example
 * console.log(ops.bitwiseInvert(ops.array([5], "int32")).arraySync()); // [-6]
 */
export const bitwiseInvert = inverted("bitwiseInvert");

const commonDivisor = (a: number, b: number): number => (b === 0 ? Math.abs(a) : commonDivisor(b, a % b));
/**
 * The largest whole number that divides both.
 *
 * @example
 * console.log(ops.gcd(ops.array([12], "int32"), 18).arraySync()); // [6]
 */
export const gcd = binary("gcd", (x1, x2) => ofIntegers(commonDivisor, [x1, x2]));
/**
 * The smallest whole number that both divide.
 *
 * @example
 * console.log(ops.lcm(ops.array([4], "int32"), 6).arraySync()); // [12]
 */
export const lcm = binary("lcm", (x1, x2) =>
  ofIntegers((a, b) => (a === 0 || b === 0 ? 0 : Math.abs(a * b) / commonDivisor(a, b)), [x1, x2]),
);

/**
 * Absolute values as floating-point numbers.
 *
 * @example
 * console.log(ops.fabs([-1, 2]).arraySync()); // [1, 2]
 */
export const fabs = unary("fabs", (x) => x.toFloat().abs());
/**
 * Cube roots.
 *
 * @example
 * console.log(ops.cbrt([8, -1]).arraySync()); // [2, -1]
 */
export const cbrt = unary("cbrt", (x) => {
  const given = x.toFloat();
  return given.sign().mul(given.abs().pow(1 / 3));
});
/**
 * Degrees as radians.
 *
 * @example
 * console.log(ops.deg2rad([180]).arraySync()); // [3.1415927410125732]
 */
export const deg2rad = unary("deg2rad", (x) => x.toFloat().mul(Math.PI / 180));
/**
 * Radians as degrees.
 *
 * @example
 * console.log(ops.rad2deg([Math.PI]).arraySync()); // [180]
 */
export const rad2deg = unary("rad2deg", (x) => x.toFloat().mul(180 / Math.PI));
/**
 * The numbers without the part behind the point.
 *
 * @example
 * console.log(ops.trunc([1.5, -1.5]).arraySync()); // [1, -1]
 */
export const trunc = unary("trunc", (x) => (x.dtype === "float32" ? truncated(x) : x));

const truncated = (x: TensorFlowTensor): TensorFlowTensor => x.sign().mul(x.abs().floor());

/**
 * The remainder, with the sign of `x1`.
 *
 * @example
 * console.log(ops.fmod([5, -5], 3).arraySync()); // [2, -2]
 */
export const fmod = binary("fmod", (x1, x2) => {
  const remainder = x1.toFloat().sub(truncated(x1.toFloat().div(x2.toFloat())).mul(x2.toFloat()));
  return x1.dtype === "float32" || x2.dtype === "float32" ? remainder : remainder.toInt();
});
/**
 * `√(x1² + x2²)`.
 *
 * @example
 * console.log(ops.hypot([3], 4).arraySync()); // [5]
 */
export const hypot = binary("hypot", (x1, x2) => x1.toFloat().square().add(x2.toFloat().square()).sqrt());
/**
 * `x1 · 2` to the power `x2`.
 *
 * @example
 * console.log(ops.ldexp([3], 2).arraySync()); // [12]
 */
export const ldexp = binary("ldexp", (x1, x2) => x1.toFloat().mul(tensorFlowNow().pow(2, x2.toFloat())));
/**
 * `log2(2ˣ¹ + 2ˣ²)`, without overflow.
 *
 * @example
 * console.log(ops.logaddexp2([1], 1).arraySync()); // [2]
 */
export const logaddexp2 = binary("logaddexp2", (x1, x2) => {
  const smaller = x1.sub(x2).abs().neg().mul(Math.LN2).exp();
  return extreme("maximum", x1, x2).toFloat().add(smaller.log1p().div(Math.LN2));
});

const withoutNaN = (name: "fmax" | "fmin", method: "maximum" | "minimum") =>
  binary(name, (x1, x2) => {
    if (x1.dtype !== "float32" && x2.dtype !== "float32") return extreme(method, x1, x2);
    const tf = tensorFlowNow();
    const [a, b] = broadcast(x1.toFloat(), x2.toFloat());
    return tf.where(a.isNaN(), b, tf.where(b.isNaN(), a, a[method](b)));
  });
/**
 * The larger of two elements, of which one may be NaN.
 *
 * @example
 * console.log(ops.fmax([1, Number.NaN], [2, 3]).arraySync()); // [2, 3]
 */
export const fmax = withoutNaN("fmax", "maximum");
/**
 * The smaller of two elements, of which one may be NaN.
 *
 * @example
 * console.log(ops.fmin([1, Number.NaN], [2, 3]).arraySync()); // [1, 3]
 */
export const fmin = withoutNaN("fmin", "minimum");
/**
 * 0 where `x1` is negative, 1 where it is positive, and `x2` where it is 0.
 *
 * @example
 * console.log(ops.heaviside([-1, 0, 2], 0.5).arraySync()); // [0, 0.5, 1]
 */
export const heaviside = binary("heaviside", (x1, x2) => {
  const tf = tensorFlowNow();
  const [x, atZero] = broadcast(x1.toFloat(), x2.toFloat());
  return tf.where(x.equal(0), atZero, x.greater(0).cast("float32"));
});
/**
 * `sin(π·x) / (π·x)`, and 1 at 0.
 *
 * @example
 * console.log(ops.sinc([0, 0.5]).arraySync());
 */
export const sinc = unary("sinc", (x) => {
  const tf = tensorFlowNow();
  const angle = x.toFloat().mul(Math.PI);
  const isZero = angle.equal(0);
  const one = tf.onesLike(angle);
  const safe = tf.where(isZero, one, angle);
  return tf.where(isZero, one, safe.sin().div(safe));
});

/** A function and its slope, computed in double precision. */
const special = (name: string, compute: OfNumbers, slope: OfNumbers) =>
  unary(name, (x) => {
    const tf = tensorFlowNow();
    const of = (compute: OfNumbers, x: TensorFlowTensor) =>
      tf.tensor(
        Float32Array.from(x.dataSync() as Float32Array, (value) => compute(value)),
        x.shape,
        "float32",
      );
    return tf.customGrad((x: TensorFlowTensor, save: (all: unknown[]) => void) => {
      save([x]);
      return {
        value: of(compute, x),
        gradFunc: (dy: TensorFlowTensor, [x]: TensorFlowTensor[]) => dy.mul(of(slope, x)),
      };
    })(x.toFloat());
  });

/** Chebyshev's fit of Numerical Recipes, `erfcc`, with a relative error below 1.2e-7. */
function complementaryError(x: number): number {
  const z = Math.abs(x);
  const t = 1 / (1 + z / 2);
  const factors = [
    0.17087277, -0.82215223, 1.48851587, -1.13520398, 0.27886807, -0.18628806, 0.09678418, 0.37409196,
    1.00002368, -1.26551223,
  ];
  const rest = t * Math.exp(factors.reduce((sum, factor) => sum * t + factor, 0) - z * z);
  return x >= 0 ? rest : 2 - rest;
}

const errorSlope = (x: number): number => (2 / Math.sqrt(Math.PI)) * Math.exp(-x * x);

/** Newton's steps from Winitzki's formula. */
function inverseError(y: number): number {
  if (Math.abs(y) >= 1) return Math.abs(y) > 1 ? Number.NaN : y * Number.POSITIVE_INFINITY;
  const logarithm = Math.log1p(-y * y);
  const half = 2 / (Math.PI * 0.147) + logarithm / 2;
  let x = Math.sign(y) * Math.sqrt(Math.sqrt(half * half - logarithm / 0.147) - half);
  for (let i = 0; i < 3; i++) x -= (1 - complementaryError(x) - y) / errorSlope(x);
  return x;
}

/** The modified Bessel function of the first kind, by its power series. */
function bessel(order: 0 | 1, x: number): number {
  let term = order === 0 ? 1 : x / 2;
  let sum = term;
  for (let k = 1; Math.abs(term) > 1e-17 * Math.abs(sum); k++) {
    term *= (x * x) / 4 / (k * (k + order));
    sum += term;
  }
  return sum;
}

/**
 * 1 minus the error function, exact for large numbers.
 *
 * @example
 * console.log(ops.erfc([0, 1]).arraySync());
 */
export const erfc = special("erfc", complementaryError, (x) => -errorSlope(x));
/**
 * The inverse of the error function.
 *
 * @example
 * console.log(ops.erfinv([0, 0.5]).arraySync());
 */
export const erfinv = special("erfinv", inverseError, (y) => 1 / errorSlope(inverseError(y)));
/**
 * The modified Bessel function of order 0.
 *
 * @example
 * console.log(ops.i0([0, 1]).arraySync());
 */
export const i0 = special(
  "i0",
  (x) => bessel(0, x),
  (x) => bessel(1, x),
);

/**
 * True where the sign bit is set: negative numbers, and -0.
 *
 * @example
 * console.log(ops.signbit([-1, 0, 1]).arraySync()); // [1, 0, 0]
 */
export const signbit = unary("signbit", (x) => {
  const given = x.toFloat();
  return given.less(0).logicalOr(given.reciprocal().equal(Number.NEGATIVE_INFINITY));
});
/**
 * True where it is -∞.
 *
 * @example
 * console.log(ops.isneginf([1, -1 / 0]).arraySync()); // [0, 1]
 */
export const isneginf = unary("isneginf", (x) => x.toFloat().equal(Number.NEGATIVE_INFINITY));
/**
 * True where it is ∞.
 *
 * @example
 * console.log(ops.isposinf([1, 1 / 0]).arraySync()); // [0, 1]
 */
export const isposinf = unary("isposinf", (x) => x.toFloat().equal(Number.POSITIVE_INFINITY));

const LIMITS: Readonly<Record<string, readonly [number, number]>> = {
  bool: [0, 1],
  int8: [-128, 127],
  uint8: [0, 255],
  int16: [-32768, 32767],
  uint16: [0, 65535],
  int32: [-2147483648, 2147483647],
};
/**
 * The elements as another type, those beyond its range as its nearest value; narrower whole numbers have the type int32.
 *
 * @example
 * console.log(ops.saturateCast([-20, 300], "uint8").arraySync()); // [0, 255]
 */
export const saturateCast = operation(
  "saturateCast",
  { x: TENSOR, dtype: REQUIRED },
  (x: TensorFlowTensor, dtype: string) => {
    const limits = LIMITS[dtype];
    if (limits === undefined || x.dtype === "bool") return tensor(x, dtype);
    return x
      .toFloat()
      .clipByValue(...limits)
      .cast(dtype === "bool" ? "bool" : "int32");
  },
);
/**
 * True if all elements differ by at most `atol + rtol · |x2|`; `rtol` is 1e-5, `atol` 1e-8 by default.
 *
 * @example
 * console.log(ops.allclose([1, 2], [1, 2]).arraySync()); // 1
 */
export const allclose = operation(
  "allclose",
  { x1: TENSOR, x2: TENSOR, rtol: 1e-5, atol: 1e-8, equalNan: only(false) },
  (x1: TensorFlowTensor, x2: TensorFlowTensor, rtol = 1e-5, atol = 1e-8) =>
    x1.sub(x2).abs().lessEqual(x2.abs().mul(rtol).add(atol)).all(),
);
/**
 * True where an element of `x1` occurs in `x2`; with `invert` where it does not.
 *
 * @example
 * console.log(ops.isin([1, 2, 3], [2, 5]).arraySync()); // [0, 1, 0]
 */
export const isin = operation(
  "isin",
  { x1: TENSOR, x2: TENSOR, assumeUnique: false, invert: false },
  (x1: TensorFlowTensor, x2: TensorFlowTensor, _assumeUnique = false, invert = false) => {
    const known = new Set<number>(x2.dataSync());
    const isKnown = Uint8Array.from(x1.dataSync() as Float32Array, (value) =>
      Number(known.has(value) !== invert),
    );
    return tensorFlowNow().tensor(isKnown, x1.shape, "bool");
  },
);

/**
 * The real parts: real numbers as they are.
 *
 * @example
 * console.log(ops.real([1, 2]).arraySync()); // [1, 2]
 */
export const real = unary("real", (x) => x.clone());
/**
 * The imaginary parts: zeros of real numbers.
 *
 * @example
 * console.log(ops.imag([1, 2]).arraySync()); // [0, 0]
 */
export const imag = unary("imag", (x) => x.zerosLike());
/**
 * The conjugates: real numbers as they are.
 *
 * @example
 * console.log(ops.conj([1, 2]).arraySync()); // [1, 2]
 */
export const conj = unary("conj", (x) => x.clone());
/**
 * Another name of `conj`.
 *
 * @example
 * console.log(ops.conjugate([1, 2]).arraySync()); // [1, 2]
 */
export const conjugate = unary("conjugate", (x) => x.clone());
/**
 * The angle of each number: 0, and π of negative ones.
 *
 * @example
 * console.log(ops.angle([1, 2]).arraySync()); // [0, 0]
 */
export const angle = unary("angle", (x) => x.toFloat().less(0).cast("float32").mul(Math.PI));
/**
 * True where the imaginary part is 0: everywhere.
 *
 * @example
 * console.log(ops.isreal([1, 2]).arraySync()); // [1, 1]
 */
export const isreal = unary("isreal", (x) => x.onesLike().cast("bool"));
