/** What an update does to all trainable parameters alike; they lie in stretches of the block of parameters. */
import { power } from "./functions";
import { Optimizer, Stretch } from "./records";
import { Rule } from "./rules";
import { update } from "./updates";

/** A rule that treats each parameter alike. */
export function rule(o: Optimizer, from: usize, to: usize): void {
  if (o.kind == Rule.nadam && from == 0) {
    const one: f32 = 1;
    const half: f32 = 0.5;
    o.product = o.product * o.a * (one - half * power(0.96, o.step));
  }
  for (let i = 0; i < o.stretchCount; i++) {
    const stretch = stretchAt(o, i);
    const start = max(stretch.address, o.parameters + from);
    const end = min(stretch.address + stretch.bytes, o.parameters + to);
    if (start < end) updateStretch(o, start, end);
  }
}

/** Four at a time; the values after the stretch that the last four reach into are put back, in every block. */
function updateStretch(o: Optimizer, start: usize, end: usize): void {
  if (((end - start) & 15) == 0 || end >= o.parameters + o.size - 16) {
    update(o, start, end);
    return;
  }
  for (let block = 0; block < o.blocks; block++) v128.store(o.scratch + (<usize>block << 4), v128.load(end + <usize>block * o.size));
  update(o, start, end);
  for (let block = 0; block < o.blocks; block++) v128.store(end + <usize>block * o.size, v128.load(o.scratch + (<usize>block << 4)));
}

/** The moving average of the parameters, and from time to time the average in their place. */
export function average(o: Optimizer, from: usize, to: usize): void {
  const kept = <usize>o.emaBlock * o.size;
  const one: f32 = 1;
  const momentum: f32 = o.step == 1 ? 0 : o.emaMomentum;
  const keep = f32x4.splat(momentum);
  const rest = f32x4.splat(one - momentum);
  const overwrites = o.emaEvery > 0 && o.step % o.emaEvery == 0;
  for (let i = 0; i < o.stretchCount; i++) {
    const stretch = stretchAt(o, i);
    const end = min(stretch.address + stretch.bytes, o.parameters + to);
    let p = max(stretch.address, o.parameters + from);
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
function stretchAt(o: Optimizer, i: i32): Stretch {
  return changetype<Stretch>(o.stretches + <usize>i * offsetof<Stretch>());
}
