/** Softmax and log softmax of four samples at a time, forward and backward. */
import { exp4, log4 } from "../functions";
import { add } from "../lanes";

/** The largest of a sample's values. */
export function rowMaximum(z: usize, stride: usize, units: i32): v128 {
  let largest = v128.load(z);
  for (let unit = 1; unit < units; unit++) {
    z += stride;
    largest = f32x4.max(largest, v128.load(z));
  }
  return largest;
}

/** The logarithm of Σ e^(z − largest) over a sample's values. */
export function logSumExp(z: usize, stride: usize, units: i32, largest: v128): v128 {
  let sum = f32x4.splat(0);
  for (let unit = 0; unit < units; unit++) {
    sum = add(sum, exp4(f32x4.sub(v128.load(z), largest)));
    z += stride;
  }
  return log4(sum);
}

export function softmax(z: usize, y: usize, stride: usize, units: i32): void {
  const largest = rowMaximum(z, stride, units);
  let sum = f32x4.splat(0);
  let at: usize = 0;
  for (let unit = 0; unit < units; unit++) {
    const e = exp4(f32x4.sub(v128.load(z + at), largest));
    v128.store(y + at, e);
    sum = add(sum, e);
    at += stride;
  }
  at = 0;
  for (let unit = 0; unit < units; unit++) {
    v128.store(y + at, f32x4.div(v128.load(y + at), sum));
    at += stride;
  }
}

export function softmaxGradient(y: usize, g: usize, stride: usize, units: i32): void {
  let dot = f32x4.splat(0);
  let at: usize = 0;
  for (let unit = 0; unit < units; unit++) {
    dot = add(dot, f32x4.mul(v128.load(y + at), v128.load(g + at)));
    at += stride;
  }
  at = 0;
  for (let unit = 0; unit < units; unit++) {
    v128.store(g + at, f32x4.mul(v128.load(y + at), f32x4.sub(v128.load(g + at), dot)));
    at += stride;
  }
}

export function logSoftmax(z: usize, y: usize, stride: usize, units: i32): void {
  const largest = rowMaximum(z, stride, units);
  const log = logSumExp(z, stride, units, largest);
  for (let unit = 0; unit < units; unit++) {
    v128.store(y, f32x4.sub(f32x4.sub(v128.load(z), largest), log));
    z += stride;
    y += stride;
  }
}

export function logSoftmaxGradient(y: usize, g: usize, stride: usize, units: i32): void {
  let sum = f32x4.splat(0);
  let at: usize = 0;
  for (let unit = 0; unit < units; unit++) {
    sum = add(sum, v128.load(g + at));
    at += stride;
  }
  at = 0;
  for (let unit = 0; unit < units; unit++) {
    v128.store(g + at, f32x4.sub(v128.load(g + at), f32x4.mul(exp4(v128.load(y + at)), sum)));
    at += stride;
  }
}
