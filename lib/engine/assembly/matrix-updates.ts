/** Keras' optimizers that look at a kernel or bias as a whole: Lamb and Adafactor, and Muon in `muon.ts`. */
import { pow4 } from "./functions";
import { laneSum } from "./lanes";
import { Optimizer, Variable } from "./records";
import { muon } from "./muon";
import { power, Rule } from "./updates";

const ONE: f32 = 1;
const SUMS = memory.data(16, 16);

export function updateVariable(o: Optimizer, v: Variable): void {
  if (o.kind == Rule.lamb) lamb(o, v);
  else if (o.kind == Rule.adafactor) adafactor(o, v);
  else muon(o, v);
}

/** The sum of squares of `bytes` of values: in four classes, index modulo 4; the rest of the last vector is left out. */
export function sumOfSquares(from: usize, bytes: usize): f32 {
  let sum = f32x4.splat(0);
  const whole = bytes & ~15;
  for (let at: usize = 0; at < whole; at += 16) {
    const x = v128.load(from + at);
    sum = f32x4.add(sum, f32x4.mul(x, x));
  }
  let total = laneSum(sum);
  for (let at = whole; at < bytes; at += 4) {
    const x = f32.load(from + at);
    total += x * x;
  }
  return total;
}

/** Letters as Adam's. The update itself waits in the gradient's place, which is free by then. */
function lamb(o: Optimizer, v: Variable): void {
  const size = o.size;
  const correction1 = ONE - power(o.a, o.step);
  const correction2 = ONE - power(o.b, o.step);
  const end = v.address + v.bytes;
  for (let p = v.address; p < end; p += 4) {
    const g = f32.load(p + size);
    let m = f32.load(p + 2 * size);
    let s = f32.load(p + 3 * size);
    m += (g - m) * o.c;
    s += (g * g - s) * o.d;
    f32.store(p + 2 * size, m);
    f32.store(p + 3 * size, s);
    f32.store(p + size, m / correction1 / (sqrt(s / correction2) + o.e));
  }
  const weightNorm = sqrt(sumOfSquares(v.address, v.bytes));
  const updateNorm = sqrt(sumOfSquares(v.address + size, v.bytes));
  const ratio: f32 = weightNorm > 0 && updateNorm > 0 ? weightNorm / updateNorm : 1;
  const scale = ratio * o.learningRate;
  for (let p = v.address; p < end; p += 4) f32.store(p, f32.load(p) - scale * f32.load(p + size));
}

/** a: the exponent of beta2's decay; b: epsilon 1, c: epsilon 2, d: clip threshold, flag: relative step. */
function adafactor(o: Optimizer, v: Variable): void {
  const size = o.size;
  const count = <f32>(v.bytes >> 2);
  const inverseRoot = ONE / sqrt(<f32>o.step);
  const rate = o.flag ? min(o.learningRate, inverseRoot) : o.learningRate;
  const rho = min(rate, inverseRoot);
  const alpha = max(o.c, sqrt(sumOfSquares(v.address, v.bytes) / count)) * rho;
  const beta2 = ONE - f32x4.extract_lane(pow4(f32x4.splat(<f32>o.step), o.a), 0);
  const rest = ONE - beta2;
  const gradient = v.address + size;
  const velocity = v.address + 2 * size;
  if (v.rows > 0) factored(o, v, beta2, rest);
  else {
    for (let at: usize = 0; at < v.bytes; at += 4) {
      const g = f32.load(gradient + at);
      f32.store(velocity + at, beta2 * f32.load(velocity + at) + rest * (g * g + o.b));
    }
  }
  for (let at: usize = 0; at < v.bytes; at += 4) {
    f32.store(gradient + at, f32.load(gradient + at) / sqrt(f32.load(velocity + at)));
  }
  const large = max(ONE, sqrt(sumOfSquares(gradient, v.bytes) / count) / o.d);
  for (let at: usize = 0; at < v.bytes; at += 4) {
    const p = v.address + at;
    f32.store(p, f32.load(p) - alpha * (f32.load(gradient + at) / large));
  }
}

/** The velocity of a kernel from the means of its rows and of its columns, which are at `v.factors`. */
function factored(o: Optimizer, v: Variable, beta2: f32, rest: f32): void {
  const rows = v.rows;
  const columns = v.columns;
  const byRow = v.factors;
  const byColumn = byRow + (<usize>rows << 2);
  const gradient = v.address + o.size;
  const velocity = v.address + 2 * o.size;
  let mean: f32 = 0;
  for (let row = 0; row < rows; row++) {
    let sum: f32 = 0;
    for (let column = 0; column < columns; column++) {
      const g = f32.load(gradient + (<usize>(row * columns + column) << 2));
      sum += g * g + o.b;
    }
    const at = byRow + (<usize>row << 2);
    const r = beta2 * f32.load(at) + rest * (sum / <f32>columns);
    f32.store(at, r);
    mean += r;
  }
  mean /= <f32>rows;
  for (let column = 0; column < columns; column += 4) {
    // The last four may reach into the next row, and are not kept.
    let sums = f32x4.splat(0);
    for (let row = 0; row < rows; row++) {
      const g = v128.load(gradient + (<usize>(row * columns + column) << 2));
      sums = f32x4.add(sums, f32x4.add(f32x4.mul(g, g), f32x4.splat(o.b)));
    }
    v128.store(SUMS, sums);
    for (let one = 0; one < min(4, columns - column); one++) {
      const at = byColumn + (<usize>(column + one) << 2);
      f32.store(at, beta2 * f32.load(at) + rest * (f32.load(SUMS + (<usize>one << 2)) / <f32>rows));
    }
  }
  for (let row = 0; row < rows; row++) {
    const share = f32.load(byRow + (<usize>row << 2)) / mean;
    const line = velocity + (<usize>(row * columns) << 2);
    for (let at: usize = 0; at < <usize>columns << 2; at += 4) f32.store(line + at, share * f32.load(byColumn + at));
  }
}
