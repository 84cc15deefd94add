/** Updates that treat all trainable parameters alike, by the segments that hold them. */
import { Layer, Optimizer, Segment, variableAt } from "./records";
import { shareEnd, shareStart, thread, threads } from "./thread";
import { elementwise } from "./optimizers/elementwise";

/** Applies an elementwise optimizer to this thread's share of each segment, four values at a time. */
export function rule(o: Optimizer): void {
  for (let i = 0; i < o.segmentCount; i++) {
    const segment = segmentAt(o, i);
    const start = startOfShare(o, segment);
    const end = endOfShare(o, segment);
    if (start < end) elementwise(o, start, end);
  }
}

/** The first row of a dense layer (its bias is the row after the kernel) that begins in this thread's share of the segment. */
export function firstRow(o: Optimizer, layer: Layer): i32 {
  return rowFrom(layer, startOfShare(o, segmentOf(o, layer)));
}

export function lastRow(o: Optimizer, layer: Layer): i32 {
  // The last values of a segment may be left to `ruleAtEnds`.
  return thread == threads - 1 ? layer.inputs + 1 : rowFrom(layer, endOfShare(o, segmentOf(o, layer)));
}

function rowFrom(layer: Layer, address: usize): i32 {
  if (address <= layer.kernel) return 0;
  const row = <usize>layer.units << 2;
  return min(layer.inputs + 1, <i32>((address - layer.kernel + row - 1) / row));
}

/** The segment of a layer's kernel and bias. */
function segmentOf(o: Optimizer, layer: Layer): Segment {
  let i = o.segmentCount - 1;
  while (segmentAt(o, i).address > layer.kernel) i--;
  return segmentAt(o, i);
}

function startOfShare(o: Optimizer, segment: Segment): usize {
  return segment.address + (<usize>shareStart(<i32>(wholeBytes(o, segment) >> 2), 4) << 2);
}

function endOfShare(o: Optimizer, segment: Segment): usize {
  return segment.address + (<usize>shareEnd(<i32>(wholeBytes(o, segment) >> 2), 4) << 2);
}

/**
 * Updates the values after the last whole vector of each segment, and restores the values of the next segment in that vector, in
 * every block.
 */
export function ruleAtEnds(o: Optimizer): void {
  for (let i = 0; i < o.segmentCount; i++) {
    const segment = segmentAt(o, i);
    const start = segment.address + wholeBytes(o, segment);
    const end = segment.address + segment.bytes;
    if (start >= end) continue;
    for (let block = 0; block < o.blocks; block++) v128.store(saved(o, block), v128.load(end + <usize>block * o.size));
    elementwise(o, start, end);
    for (let block = 0; block < o.blocks; block++) v128.store(end + <usize>block * o.size, v128.load(saved(o, block)));
  }
}

/** Bytes of a segment in whole vectors. The vector at the last parameter overlaps only padding, so it counts as whole. */
function wholeBytes(o: Optimizer, segment: Segment): usize {
  const last = variableAt(o, o.variableCount - 1);
  const isLast = segment.address + segment.bytes == last.address + last.bytes;
  return isLast ? (segment.bytes + 15) & ~15 : segment.bytes & ~15;
}

// @ts-ignore: decorator
@inline
function saved(o: Optimizer, block: i32): usize {
  return o.scratch + (<usize>block << 4);
}

/** Updates the moving average of this thread's share of the parameters, and overwrites them with it every `emaEvery` steps. */
export function average(o: Optimizer): void {
  const averages = <usize>o.emaBlock * o.size;
  const one: f32 = 1;
  const momentum: f32 = o.step == 1 ? 0 : o.emaMomentum;
  const keep = f32x4.splat(momentum);
  const rest = f32x4.splat(one - momentum);
  const overwrites = o.emaEvery > 0 && o.step % o.emaEvery == 0;
  for (let i = 0; i < o.segmentCount; i++) {
    const segment = segmentAt(o, i);
    const values = <i32>(segment.bytes >> 2);
    const end = segment.address + (<usize>shareEnd(values, 4) << 2);
    let p = segment.address + (<usize>shareStart(values, 4) << 2);
    for (; p + 16 <= end; p += 16) {
      const mean = f32x4.add(f32x4.mul(keep, v128.load(p + averages)), f32x4.mul(rest, v128.load(p)));
      v128.store(p + averages, mean);
      if (overwrites) v128.store(p, mean);
    }
    for (; p < end; p += 4) {
      const mean: f32 = momentum * f32.load(p + averages) + (one - momentum) * f32.load(p);
      f32.store(p + averages, mean);
      if (overwrites) f32.store(p, mean);
    }
  }
}

// @ts-ignore: decorator
@inline
function segmentAt(o: Optimizer, i: i32): Segment {
  return changetype<Segment>(o.segments + <usize>i * offsetof<Segment>());
}
