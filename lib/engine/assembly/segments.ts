/** Updates that treat all trainable parameters alike, over the segments of the block that hold them. */
import { nadamProduct } from "./optimizers/nadam";
import { Optimizer, Segment } from "./records";
import { Rule } from "./rules";
import { update } from "./optimizers/update";

/** Applies an elementwise optimizer to the bytes `from … to)` of the block. */
export function rule(o: Optimizer, from: usize, to: usize): void {
  if (o.kind == Rule.nadam && from == 0) nadamProduct(o);
  for (let i = 0; i < o.segmentCount; i++) {
    const segment = segmentAt(o, i);
    const start = max(segment.address, o.parameters + from);
    const end = min(segment.address + segment.bytes, o.parameters + to);
    if (start < end) updateSegment(o, start, end);
  }
}

/** Handles four values at a time, and restores the values after the segment that the last four overlap, in every block. */
function updateSegment(o: Optimizer, start: usize, end: usize): void {
  if (((end - start) & 15) == 0 || end >= o.parameters + o.size - 16) {
    update(o, start, end);
    return;
  }
  for (let block = 0; block < o.blocks; block++) v128.store(o.scratch + (<usize>block << 4), v128.load(end + <usize>block * o.size));
  update(o, start, end);
  for (let block = 0; block < o.blocks; block++) v128.store(end + <usize>block * o.size, v128.load(o.scratch + (<usize>block << 4)));
}

/** Updates the moving average of the parameters, and overwrites them with it every `emaEvery` steps. */
export function average(o: Optimizer, from: usize, to: usize): void {
  const kept = <usize>o.emaBlock * o.size;
  const one: f32 = 1;
  const momentum: f32 = o.step == 1 ? 0 : o.emaMomentum;
  const keep = f32x4.splat(momentum);
  const rest = f32x4.splat(one - momentum);
  const overwrites = o.emaEvery > 0 && o.step % o.emaEvery == 0;
  for (let i = 0; i < o.segmentCount; i++) {
    const segment = segmentAt(o, i);
    const end = min(segment.address + segment.bytes, o.parameters + to);
    let p = max(segment.address, o.parameters + from);
    for (; p + 16 <= end; p += 16) {
      const mean = f32x4.add(f32x4.mul(keep, v128.load(p + kept)), f32x4.mul(rest, v128.load(p)));
      v128.store(p + kept, mean);
      if (overwrites) v128.store(p, mean);
    }
    for (; p < end; p += 4) {
      const mean: f32 = momentum * f32.load(p + kept) + (one - momentum) * f32.load(p);
      f32.store(p + kept, mean);
      if (overwrites) f32.store(p, mean);
    }
  }
}

// @ts-ignore: decorator
@inline
function segmentAt(o: Optimizer, i: i32): Segment {
  return changetype<Segment>(o.segments + <usize>i * offsetof<Segment>());
}
