/**
 * Keras' Adafactor, in passes over a kernel or bias. A kernel's velocity comes from the means of its rows and of its
 * columns, which are at `v.factors`.
 */
import { pow4 } from "../functions";
import { Optimizer, Variable } from "../records";
import { scratch } from "../thread";

const ONE: f32 = 1;
const SUMS = scratch + 64;

// @ts-ignore: decorator
@inline
function beta2(o: Optimizer): f32 {
  return ONE - f32x4.extract_lane(pow4(f32x4.splat(<f32>o.step), o.beta2Decay), 0);
}

export function factorsOfRows(o: Optimizer, v: Variable): void {
  const columns = v.columns;
  const keep = beta2(o);
  const rest = ONE - keep;
  let sumOfRows: f32 = 0;
  for (let row = 0; row < v.rows; row++) {
    let sum: f32 = 0;
    const line = v.address + o.size + (<usize>(row * columns) << 2);
    for (let p = line; p < line + (<usize>columns << 2); p += 4) {
      const g = f32.load(p);
      sum += g * g + o.epsilon1;
    }
    const at = v.factors + (<usize>row << 2);
    const r = keep * f32.load(at) + rest * (sum / <f32>columns);
    f32.store(at, r);
    sumOfRows += r;
  }
  o.norm = sumOfRows / <f32>v.rows;
}

/** Columns `from … to)`, where `from` is a multiple of four. */
export function factorsOfColumns(o: Optimizer, v: Variable, from: i32, to: i32): void {
  const rows = v.rows;
  const byColumn = v.factors + (<usize>rows << 2);
  const keep = beta2(o);
  const rest = ONE - keep;
  for (let column = from; column < to; column += 4) {
    // The last four may reach into the next row, and are not kept.
    let sums = f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      const g = v128.load(v.address + o.size + (<usize>(row * v.columns + column) << 2));
      sums = f32x4.add(sums, f32x4.add(f32x4.mul(g, g), f32x4.splat(o.epsilon1)));
    }
    v128.store(SUMS, sums);
    for (let one = 0; one < min(4, to - column); one++) {
      const at = byColumn + (<usize>(column + one) << 2);
      f32.store(at, keep * f32.load(at) + rest * (f32.load(SUMS + (<usize>one << 2)) / <f32>rows));
    }
  }
}

export function factoredVelocity(o: Optimizer, v: Variable, from: i32, to: i32): void {
  const byColumn = v.factors + (<usize>v.rows << 2);
  for (let row = from; row < to; row++) {
    const share = f32.load(v.factors + (<usize>row << 2)) / o.norm;
    const line = v.address + 2 * o.size + (<usize>(row * v.columns) << 2);
    for (let at: usize = 0; at < <usize>v.columns << 2; at += 4) f32.store(line + at, share * f32.load(byColumn + at));
  }
}

/** Of a bias. */
export function velocityOf(o: Optimizer, v: Variable, from: usize, to: usize): void {
  const keep = beta2(o);
  const rest = ONE - keep;
  for (let p = v.address + from; p < v.address + to; p += 4) {
    const g = f32.load(p + o.size);
    f32.store(p + 2 * o.size, keep * f32.load(p + 2 * o.size) + rest * (g * g + o.epsilon1));
  }
}

/** The gradient over the root of the velocity, in its own place. */
export function rootedGradient(o: Optimizer, v: Variable, from: usize, to: usize): void {
  for (let p = v.address + from; p < v.address + to; p += 4) {
    f32.store(p + o.size, f32.load(p + o.size) / sqrt(f32.load(p + 2 * o.size)));
  }
}

/** Along that, by the squares of the weights and of it. */
export function scaledStep(o: Optimizer, v: Variable, from: usize, to: usize, weights: f32, gradients: f32): void {
  const count = <f32>(v.bytes >> 2);
  const inverseRoot = ONE / sqrt(<f32>o.step);
  const rate = o.relativeStep ? min(o.learningRate, inverseRoot) : o.learningRate;
  const alpha = max(o.epsilon2, sqrt(weights / count)) * min(rate, inverseRoot);
  const large = max(ONE, sqrt(gradients / count) / o.clipThreshold);
  for (let p = v.address + from; p < v.address + to; p += 4) {
    f32.store(p, f32.load(p) - alpha * (f32.load(p + o.size) / large));
  }
}
