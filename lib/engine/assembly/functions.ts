/**
 * exp, log, tanh, erf and sigmoid of four float32 values, by + − × ÷, √ and shifts only, which give the same bits on every machine;
 * no fused multiply-add. Polynomials are minimax fits; the tests hold each to 1.5 ulp (sigmoid 2.5).
 */
import { add, mul } from "./lanes";

/** A vector of one constant. Loading it costs less than building it, and keeps no register. */
// @ts-ignore: decorator
@inline
export function constant(table: usize, index: usize): v128 {
  return v128.load32_splat(table + (index << 2));
}

// 1/ln 2, 1.5·2^23, ln 2 high, ln 2 low, five coefficients of (e^r − 1 − r) / r², 1, lower and upper end.
const EXP = memory.data<f32>([
  1.44269504, 12582912.0, 0.693359375, -2.12194440e-4, 0.0013814596, 0.0083687175, 0.04166839, 0.16666521, 0.49999994,
  1.0, -104.0, 89.0, -87.0, 87.0,
]);

/** e^r for r = x − k·ln 2, and k in the low bits of the second result. Both are meaningless for x beyond ±126·ln 2. */
// @ts-ignore: decorator
@inline
function reducedExp(x: v128, shifted: v128): v128 {
  const k = f32x4.sub(shifted, constant(EXP, 1));
  const r = f32x4.sub(f32x4.sub(x, mul(k, constant(EXP, 2))), mul(k, constant(EXP, 3)));
  let p = add(mul(constant(EXP, 4), r), constant(EXP, 5));
  p = add(mul(p, r), constant(EXP, 6));
  p = add(mul(p, r), constant(EXP, 7));
  p = add(mul(p, r), constant(EXP, 8));
  return add(add(mul(mul(r, r), p), r), constant(EXP, 9));
}

/** x / ln 2 rounded to a whole number k, as the float32 1.5·2^23 + k, whose low bits are k. */
// @ts-ignore: decorator
@inline
function scaledExponent(x: v128): v128 {
  return add(mul(x, constant(EXP, 0)), constant(EXP, 1));
}

/** e^x; 0 and ∞ past the ends, NaN of NaN. */
export function exp4(x: v128): v128 {
  // pmin(a, b) is b < a ? b : a, so that a NaN passes.
  x = f32x4.pmin(f32x4.pmax(x, constant(EXP, 10)), constant(EXP, 11));
  const shifted = scaledExponent(x);
  const p = reducedExp(x, shifted);
  // 2^k in two factors, since k reaches from −150 to 129.
  const k = i32x4.shr_s(i32x4.shl(shifted, 9), 9);
  const half = i32x4.shr_s(k, 1);
  const first = i32x4.shl(i32x4.add(half, i32x4.splat(127)), 23);
  const second = i32x4.shl(i32x4.add(i32x4.sub(k, half), i32x4.splat(127)), 23);
  return mul(mul(p, first), second);
}

/** e^x for x clamped to ±87; NaN for NaN. */
// @ts-ignore: decorator
@inline
export function boundedExp4(x: v128): v128 {
  x = f32x4.pmin(f32x4.pmax(x, constant(EXP, 12)), constant(EXP, 13));
  const shifted = scaledExponent(x);
  return i32x4.add(reducedExp(x, shifted), i32x4.shl(shifted, 23));
}

/** e^x − 1, accurate near zero too. */
export function expm14(x: v128): v128 {
  const p = add(mul(add(mul(add(mul(constant(EXP, 4), x), constant(EXP, 5)), x), constant(EXP, 6)), x), constant(EXP, 7));
  const near = add(mul(mul(x, x), add(mul(p, x), constant(EXP, 8))), x);
  const far = f32x4.sub(exp4(x), constant(EXP, 9));
  return v128.bitselect(near, far, f32x4.lt(f32x4.abs(x), f32x4.splat(0.3)));
}

/** ln(1 + x) for x ≥ 0, corrected for the rounding of 1 + x. */
export function log1p4(x: v128): v128 {
  const one = constant(EXP, 9);
  const u = add(one, x);
  return add(log4(u), f32x4.div(f32x4.sub(x, f32x4.sub(u, one)), u));
}

/** ln(1 + e^x), which never overflows. */
export function softplus4(x: v128): v128 {
  return add(f32x4.max(x, f32x4.splat(0)), log1p4(exp4(f32x4.neg(f32x4.abs(x)))));
}

/** x^y for x ≥ 0; 1 where y is 0. */
export function pow4(x: v128, y: f32): v128 {
  if (y == 0) return constant(EXP, 9);
  if (y == 1) return x;
  if (y == 2) return mul(x, x);
  if (y == 0.5) return f32x4.sqrt(x);
  return exp4(mul(log4(x), f32x4.splat(y)));
}

/** 1 / (1 + e^−x). */
// @ts-ignore: decorator
@inline
export function sigmoid4(x: v128): v128 {
  // Computes 1 / (1 + boundedExp4(−x)) from x instead of −x: signs are flipped, all other bits are the same.
  const bounded = f32x4.pmax(f32x4.pmin(x, constant(EXP, 13)), constant(EXP, 12));
  const shifted = f32x4.sub(constant(EXP, 1), mul(bounded, constant(EXP, 0)));
  const k = f32x4.sub(shifted, constant(EXP, 1));
  const r = add(add(bounded, mul(k, constant(EXP, 2))), mul(k, constant(EXP, 3)));
  let p = f32x4.sub(constant(EXP, 5), mul(constant(EXP, 4), r));
  p = f32x4.sub(constant(EXP, 6), mul(p, r));
  p = f32x4.sub(constant(EXP, 7), mul(p, r));
  p = f32x4.sub(constant(EXP, 8), mul(p, r));
  const one = constant(EXP, 9);
  const e = add(f32x4.sub(mul(mul(r, r), p), r), one);
  return f32x4.div(one, add(one, i32x4.add(e, i32x4.shl(shifted, 23))));
}

/** The same of `bytes` of values, a multiple of 32. */
export function sigmoidRow(z: usize, y: usize, bytes: usize): void {
  const largest = constant(EXP, 13);
  const smallest = constant(EXP, 12);
  const one = constant(EXP, 9);
  // Eight at a time, so that a constant is loaded once for two vectors.
  for (let end = z + bytes; z < end; z += 32) {
    let c = constant(EXP, 1);
    let d = constant(EXP, 0);
    const x0 = f32x4.pmax(f32x4.pmin(v128.load(z), largest), smallest);
    const x1 = f32x4.pmax(f32x4.pmin(v128.load(z, 16), largest), smallest);
    const s0 = f32x4.sub(c, mul(x0, d));
    const s1 = f32x4.sub(c, mul(x1, d));
    const k0 = f32x4.sub(s0, c);
    const k1 = f32x4.sub(s1, c);
    c = constant(EXP, 2);
    d = constant(EXP, 3);
    const r0 = add(add(x0, mul(k0, c)), mul(k0, d));
    const r1 = add(add(x1, mul(k1, c)), mul(k1, d));
    c = constant(EXP, 4);
    d = constant(EXP, 5);
    let p0 = f32x4.sub(d, mul(c, r0));
    let p1 = f32x4.sub(d, mul(c, r1));
    c = constant(EXP, 6);
    p0 = f32x4.sub(c, mul(p0, r0));
    p1 = f32x4.sub(c, mul(p1, r1));
    c = constant(EXP, 7);
    p0 = f32x4.sub(c, mul(p0, r0));
    p1 = f32x4.sub(c, mul(p1, r1));
    c = constant(EXP, 8);
    p0 = f32x4.sub(c, mul(p0, r0));
    p1 = f32x4.sub(c, mul(p1, r1));
    const e0 = add(f32x4.sub(mul(mul(r0, r0), p0), r0), one);
    const e1 = add(f32x4.sub(mul(mul(r1, r1), p1), r1), one);
    v128.store(y, f32x4.div(one, add(one, i32x4.add(e0, i32x4.shl(s0, 23)))));
    v128.store(y, f32x4.div(one, add(one, i32x4.add(e1, i32x4.shl(s1, 23)))), 16);
    y += 32;
  }
}

// ln 2 high, ln 2 low, coefficients of (ln((1+s)/(1−s)) − 2s) / s³, smallest normal, 2^25, 1.
const LOG = memory.data<f32>([
  0.693359375, -2.12194440e-4, 0.2987215, 0.39977527, 0.66666776, 1.17549435e-38, 33554432.0, 1.0, 0.5,
]);

/** The natural logarithm; −∞ of 0, NaN below and of NaN, ∞ of ∞. */
export function log4(x: v128): v128 {
  const tiny = f32x4.lt(x, constant(LOG, 5));
  const scaled = v128.bitselect(mul(x, constant(LOG, 6)), x, tiny);
  // x = 2^k · m with m from √½ to √2: subtracting the bits of √½ first leaves k in the exponent.
  const shifted = i32x4.sub(scaled, i32x4.splat(0x3f3504f3));
  let k = f32x4.convert_i32x4_s(i32x4.shr_s(shifted, 23));
  k = f32x4.sub(k, v128.and(tiny, f32x4.splat(25)));
  const m = i32x4.add(v128.and(shifted, i32x4.splat(0x007fffff)), i32x4.splat(0x3f3504f3));
  const f = f32x4.sub(m, constant(LOG, 7));
  const s = f32x4.div(f, add(f32x4.splat(2), f));
  const z = mul(s, s);
  let p = add(mul(constant(LOG, 2), z), constant(LOG, 3));
  p = add(mul(p, z), constant(LOG, 4));
  const half = mul(mul(constant(LOG, 8), f), f);
  // f − (f²/2 − (s·(f²/2 + R) + k·ln 2 low)) + k·ln 2 high, R = z·p.
  const tail = add(mul(s, add(half, mul(z, p))), mul(k, constant(LOG, 1)));
  let y = add(f32x4.sub(f, f32x4.sub(half, tail)), mul(k, constant(LOG, 0)));
  y = v128.bitselect(f32x4.splat(Infinity), y, f32x4.eq(x, f32x4.splat(Infinity)));
  y = v128.bitselect(f32x4.splat(-Infinity), y, f32x4.eq(x, f32x4.splat(0)));
  return v128.bitselect(y, f32x4.splat(NaN), f32x4.ge(x, f32x4.splat(0)));
}

// Coefficients of (tanh x − x) / x³, where the polynomial ends, 1, 2, largest argument.
const TANH = memory.data<f32>([
  -0.00570423, 0.020638438, -0.053739525, 0.1333144, -0.3333328, 0.625, 1.0, 2.0, 20.0,
]);

/** All bits but the sign, and the sign. */
const BITS = memory.data<i32>([0x7fffffff, 0x80000000]);

/** tanh x: a polynomial below 0.625, else 1 − 2 / (e^2x + 1). */
export function tanh4(x: v128): v128 {
  const size = f32x4.abs(x);
  const z = mul(x, x);
  let p = add(mul(constant(TANH, 0), z), constant(TANH, 1));
  p = add(mul(p, z), constant(TANH, 2));
  p = add(mul(p, z), constant(TANH, 3));
  p = add(mul(p, z), constant(TANH, 4));
  const near = add(mul(mul(p, z), x), x);
  const bounded = f32x4.pmin(size, constant(TANH, 8));
  const e = boundedExp4(add(bounded, bounded));
  const far = f32x4.sub(constant(TANH, 6), f32x4.div(constant(TANH, 7), add(e, constant(TANH, 6))));
  return v128.bitselect(near, withSign(far, x), f32x4.lt(size, constant(TANH, 5)));
}

/**
 * The same of `bytes` of values, a multiple of 32. In two loops, with e^2|x| in `spare` between them: one loop's chain of operations
 * would be too long for the processor to work on enough values at once.
 */
export function tanhRow(x: usize, y: usize, spare: usize, bytes: usize): void {
  doubledExpRow(x, spare, bytes);
  const one = constant(EXP, 9);
  const sign = constant(BITS, 1);
  for (let end = x + bytes; x < end; x += 32) {
    const x0 = v128.load(x);
    const x1 = v128.load(x, 16);
    let c = constant(TANH, 7);
    let d: v128;
    const far0 = f32x4.sub(one, f32x4.div(c, add(v128.load(spare), one)));
    const far1 = f32x4.sub(one, f32x4.div(c, add(v128.load(spare, 16), one)));
    const z0 = mul(x0, x0);
    const z1 = mul(x1, x1);
    c = constant(TANH, 0);
    d = constant(TANH, 1);
    let p0 = add(mul(c, z0), d);
    let p1 = add(mul(c, z1), d);
    c = constant(TANH, 2);
    p0 = add(mul(p0, z0), c);
    p1 = add(mul(p1, z1), c);
    c = constant(TANH, 3);
    p0 = add(mul(p0, z0), c);
    p1 = add(mul(p1, z1), c);
    c = constant(TANH, 4);
    p0 = add(mul(p0, z0), c);
    p1 = add(mul(p1, z1), c);
    p0 = add(mul(mul(p0, z0), x0), x0);
    p1 = add(mul(mul(p1, z1), x1), x1);
    c = constant(TANH, 5);
    v128.store(y, v128.bitselect(p0, v128.or(v128.and(x0, sign), far0), f32x4.lt(f32x4.abs(x0), c)));
    v128.store(y, v128.bitselect(p1, v128.or(v128.and(x1, sign), far1), f32x4.lt(f32x4.abs(x1), c)), 16);
    y += 32;
    spare += 32;
  }
}

/** e^2|x|, for x clamped to ±20. */
function doubledExpRow(x: usize, y: usize, bytes: usize): void {
  const one = constant(EXP, 9);
  const size = constant(BITS, 0);
  // Eight at a time, so that a constant is loaded once for two vectors. 2·|x| needs no bounds but 40.
  for (let end = x + bytes; x < end; x += 32) {
    let c = constant(TANH, 8);
    let d: v128;
    const half0 = f32x4.pmin(v128.and(v128.load(x), size), c);
    const half1 = f32x4.pmin(v128.and(v128.load(x, 16), size), c);
    const twice0 = add(half0, half0);
    const twice1 = add(half1, half1);
    c = constant(EXP, 0);
    d = constant(EXP, 1);
    const s0 = add(mul(twice0, c), d);
    const s1 = add(mul(twice1, c), d);
    const k0 = f32x4.sub(s0, d);
    const k1 = f32x4.sub(s1, d);
    c = constant(EXP, 2);
    d = constant(EXP, 3);
    const r0 = f32x4.sub(f32x4.sub(twice0, mul(k0, c)), mul(k0, d));
    const r1 = f32x4.sub(f32x4.sub(twice1, mul(k1, c)), mul(k1, d));
    c = constant(EXP, 4);
    d = constant(EXP, 5);
    let p0 = add(mul(c, r0), d);
    let p1 = add(mul(c, r1), d);
    c = constant(EXP, 6);
    p0 = add(mul(p0, r0), c);
    p1 = add(mul(p1, r1), c);
    c = constant(EXP, 7);
    p0 = add(mul(p0, r0), c);
    p1 = add(mul(p1, r1), c);
    c = constant(EXP, 8);
    p0 = add(mul(p0, r0), c);
    p1 = add(mul(p1, r1), c);
    v128.store(y, i32x4.add(add(add(mul(mul(r0, r0), p0), r0), one), i32x4.shl(s0, 23)));
    v128.store(y, i32x4.add(add(add(mul(mul(r1, r1), p1), r1), one), i32x4.shl(s1, 23)), 16);
    y += 32;
  }
}

// (erf x / x − 2/√π) / x²: five; 2/√π high, low; −ln erfc x: seven; where the polynomial ends, 1, largest argument.
const ERF = memory.data<f32>([
  -0.0006014965, 0.0049994816, -0.026772542, 0.11282057, -0.37612534, 0.1283791671, 1.0, -0.00019593826, 0.0030432267,
  -0.022226956, 0.103931665, 0.6371822, 1.1276757, 0.00019566654, 0.925, 4.0,
]);

/** erf x: a polynomial below 0.925, else 1 − e^(a polynomial). */
export function erf4(x: v128): v128 {
  const size = f32x4.abs(x);
  const z = mul(x, x);
  let p = add(mul(constant(ERF, 0), z), constant(ERF, 1));
  p = add(mul(p, z), constant(ERF, 2));
  p = add(mul(p, z), constant(ERF, 3));
  p = add(mul(p, z), constant(ERF, 4));
  // x + x·(2/√π − 1 + z·p): the larger part is exact.
  const near = add(x, mul(x, add(constant(ERF, 5), mul(z, p))));
  const bounded = f32x4.pmin(size, constant(ERF, 15));
  let q = add(mul(constant(ERF, 7), bounded), constant(ERF, 8));
  q = add(mul(q, bounded), constant(ERF, 9));
  q = add(mul(q, bounded), constant(ERF, 10));
  q = add(mul(q, bounded), constant(ERF, 11));
  q = add(mul(q, bounded), constant(ERF, 12));
  q = add(mul(q, bounded), constant(ERF, 13));
  const far = f32x4.sub(constant(ERF, 6), boundedExp4(f32x4.neg(q)));
  return v128.bitselect(near, withSign(far, x), f32x4.lt(size, constant(ERF, 14)));
}

/** The magnitudes of `a` with the signs of `b`. */
// @ts-ignore: decorator
@inline
function withSign(a: v128, b: v128): v128 {
  return v128.bitselect(b, a, i32x4.splat(0x80000000));
}

/** base^exponent by squaring in float64, rounded to float32 once. */
export function power(base: f32, exponent: i32): f32 {
  let result: f64 = 1;
  let square = <f64>base;
  for (; exponent > 0; exponent >>= 1) {
    // Without a branch, which would be hard to predict.
    result *= exponent & 1 ? square : 1;
    square *= square;
  }
  return <f32>result;
}
