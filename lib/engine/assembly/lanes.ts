/** Arithmetic of four float32 values at once, under short names. */

// @ts-ignore: decorator
@inline
export function add(a: v128, b: v128): v128 {
  return f32x4.add(a, b);
}

// @ts-ignore: decorator
@inline
export function sub(a: v128, b: v128): v128 {
  return f32x4.sub(a, b);
}

// @ts-ignore: decorator
@inline
export function mul(a: v128, b: v128): v128 {
  return f32x4.mul(a, b);
}

// @ts-ignore: decorator
@inline
export function div(a: v128, b: v128): v128 {
  return f32x4.div(a, b);
}

// @ts-ignore: decorator
@inline
export function splat(x: f32): v128 {
  return f32x4.splat(x);
}

/** `yes` where the mask is set. */
// @ts-ignore: decorator
@inline
export function select(mask: v128, yes: v128, no: v128): v128 {
  return v128.bitselect(yes, no, mask);
}

// @ts-ignore: decorator
@inline
export function clip(x: v128, low: f32, high: f32): v128 {
  return f32x4.min(f32x4.max(x, splat(low)), splat(high));
}

/** A mask of the lanes that clipping to the bounds leaves unchanged. */
// @ts-ignore: decorator
@inline
export function within(x: v128, low: f32, high: f32): v128 {
  return v128.and(f32x4.ge(x, splat(low)), f32x4.le(x, splat(high)));
}

/** A mask of the first `count` lanes; of all for four and more. */
// @ts-ignore: decorator
@inline
export function firstLanes(count: i32): v128 {
  return i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(count));
}

/** −1, 0 or 1. */
// @ts-ignore: decorator
@inline
export function sign(x: v128): v128 {
  const one = splat(1);
  return sub(v128.and(one, f32x4.gt(x, splat(0))), v128.and(one, f32x4.lt(x, splat(0))));
}

/** (0 + 2) + (1 + 3) of the lanes of each of four vectors. */
// @ts-ignore: decorator
@inline
export function sums4(a: v128, b: v128, c: v128, d: v128): v128 {
  const ab = f32x4.add(v128.shuffle<f32>(a, b, 0, 1, 4, 5), v128.shuffle<f32>(a, b, 2, 3, 6, 7));
  const cd = f32x4.add(v128.shuffle<f32>(c, d, 0, 1, 4, 5), v128.shuffle<f32>(c, d, 2, 3, 6, 7));
  return f32x4.add(v128.shuffle<f32>(ab, cd, 0, 2, 4, 6), v128.shuffle<f32>(ab, cd, 1, 3, 5, 7));
}

/** (0 + 2) + (1 + 3) of the lanes. */
// @ts-ignore: decorator
@inline
export function laneSum(a: v128): f32 {
  return (
    f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 2) + (f32x4.extract_lane(a, 1) + f32x4.extract_lane(a, 3))
  );
}

/**
 * The sum of squares of `bytes` of values: in four classes, index modulo 4; values after the last whole vector are added one by
 * one.
 */
export function sumOfSquares(at: usize, bytes: usize): f32 {
  let sum = splat(0);
  const end = at + bytes;
  const whole = at + (bytes & ~15);
  for (; at < whole; at += 16) {
    const x = v128.load(at);
    sum = add(sum, mul(x, x));
  }
  let total = laneSum(sum);
  for (; at < end; at += 4) total += f32.load(at) * f32.load(at);
  return total;
}
