/** 1 if a sample's largest outputs are those of its class, else 0. */
import { add, splat } from "../lanes";

/** The index of the first of the largest values. */
export function firstLargest(p: usize, stride: usize, units: i32): v128 {
  let best = v128.load(p);
  let index = splat(0);
  for (let unit = 1; unit < units; unit++) {
    p += stride;
    const x = v128.load(p);
    const above = f32x4.gt(x, best);
    best = v128.bitselect(x, best, above);
    index = v128.bitselect(splat(<f32>unit), index, above);
  }
  return index;
}

export function categoricalAccuracy(p: usize, y: usize, stride: usize, units: i32): v128 {
  return isFirstLargest(p, firstLargest(y, stride, units), stride, units);
}

/** 1 where the first of the largest values is the label's. */
export function isFirstLargest(p: usize, label: v128, stride: usize, units: i32): v128 {
  return v128.and(splat(1), f32x4.eq(firstLargest(p, stride, units), label));
}

/** 1 where fewer than k values exceed the label's. */
export function inTopK(p: usize, label: v128, stride: usize, units: i32, k: i32): v128 {
  let own = splat(NaN);
  let at = p;
  for (let unit = 0; unit < units; unit++) {
    own = v128.bitselect(v128.load(at), own, f32x4.eq(label, splat(<f32>unit)));
    at += stride;
  }
  let above = splat(0);
  at = p;
  for (let unit = 0; unit < units; unit++) {
    above = add(above, v128.and(splat(1), f32x4.gt(v128.load(at), own)));
    at += stride;
  }
  return v128.and(v128.and(splat(1), f32x4.lt(above, splat(<f32>k))), f32x4.eq(own, own));
}
