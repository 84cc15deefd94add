/** Sparsemax of four samples at a time, forward and backward. */
import { add } from "../lanes";

/**
 * The threshold of sparsemax: τ such that max(z − τ, 0) sums to 1. By Michelot's algorithm: compute τ from all values, then again
 * from those above it, until none is dropped.
 */
function sparsemaxSupport(z: usize, stride: usize, units: i32): v128 {
  const one = f32x4.splat(1);
  let threshold = f32x4.splat(-Infinity);
  for (let round = 0; round < units; round++) {
    let sum = f32x4.splat(0);
    let count = f32x4.splat(0);
    for (let unit = 0, at = z; unit < units; unit++, at += stride) {
      const x = v128.load(at);
      const kept = f32x4.gt(x, threshold);
      sum = add(sum, v128.and(x, kept));
      count = add(count, v128.and(one, kept));
    }
    threshold = f32x4.div(f32x4.sub(sum, one), count);
  }
  return threshold;
}

/**
 * How often Keras counts a value above the threshold: Keras 3.15 on TensorFlow adds up the running sums of the sorted values
 * instead of taking the last sum, so the largest of k values counts k times, the smallest once.
 */
function sparsemaxCount(z: usize, stride: usize, units: i32, unit: i32, threshold: v128): v128 {
  const one = f32x4.splat(1);
  const x = v128.load(z + <usize>unit * stride);
  let count = f32x4.splat(0);
  for (let other = 0, at = z; other < units; other++, at += stride) {
    const w = v128.load(at);
    const after = other < unit ? f32x4.lt(w, x) : f32x4.le(w, x);
    count = add(count, v128.and(one, v128.and(after, f32x4.gt(w, threshold))));
  }
  return v128.and(count, f32x4.gt(x, threshold));
}

function supportSize(z: usize, stride: usize, units: i32, threshold: v128): v128 {
  let size = f32x4.splat(0);
  for (let unit = 0; unit < units; unit++, z += stride) {
    size = add(size, v128.and(f32x4.splat(1), f32x4.gt(v128.load(z), threshold)));
  }
  return size;
}

export function sparsemax(z: usize, y: usize, stride: usize, units: i32): void {
  const threshold = sparsemaxSupport(z, stride, units);
  let sum = f32x4.splat(0);
  for (let unit = 0; unit < units; unit++) {
    const count = sparsemaxCount(z, stride, units, unit, threshold);
    sum = add(sum, f32x4.mul(count, v128.load(z + <usize>unit * stride)));
  }
  const tau = f32x4.div(f32x4.sub(sum, f32x4.splat(1)), supportSize(z, stride, units, threshold));
  for (let unit = 0; unit < units; unit++, z += stride, y += stride) {
    v128.store(y, f32x4.max(f32x4.sub(v128.load(z), tau), f32x4.splat(0)));
  }
}

export function sparsemaxGradient(z: usize, y: usize, g: usize, stride: usize, units: i32): void {
  const threshold = sparsemaxSupport(z, stride, units);
  let sum = f32x4.splat(0);
  for (let unit = 0; unit < units; unit++) {
    const at = <usize>unit * stride;
    const own = v128.and(v128.load(g + at), f32x4.gt(v128.load(y + at), f32x4.splat(0)));
    v128.store(g + at, own);
    sum = add(sum, own);
  }
  const share = f32x4.div(sum, supportSize(z, stride, units, threshold));
  for (let unit = 0; unit < units; unit++) {
    const at = <usize>unit * stride;
    const count = sparsemaxCount(z, stride, units, unit, threshold);
    v128.store(g + at, f32x4.sub(v128.load(g + at), f32x4.mul(share, count)));
  }
}
