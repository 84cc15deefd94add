/** Keras' optimizers that look at a kernel or bias as a whole: Lamb, Adafactor, Muon. */
import { pow4 } from "./functions";
import { laneSum } from "./lanes";
import { Optimizer, Variable } from "./records";
import { adamStep, power, Rule } from "./updates";

const ONE: f32 = 1;

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
  for (let column = 0; column < columns; column++) {
    let sum: f32 = 0;
    for (let row = 0; row < rows; row++) {
      const g = f32.load(gradient + (<usize>(row * columns + column) << 2));
      sum += g * g + o.b;
    }
    const at = byColumn + (<usize>column << 2);
    const c = beta2 * f32.load(at) + rest * (sum / <f32>rows);
    f32.store(at, c);
    for (let row = 0; row < rows; row++) {
      const r = f32.load(byRow + (<usize>row << 2));
      f32.store(velocity + (<usize>(row * columns + column) << 2), (r / mean) * c);
    }
  }
}

const NEWTON_SCHULZ_A: f32 = 3.4445;
const NEWTON_SCHULZ_B: f32 = -4.775;
const NEWTON_SCHULZ_C: f32 = 2.0315;

/**
 * A kernel's momentum made orthogonal by Newton–Schulz steps; a bias takes Adam's way. a … e as Adam's, f: momentum,
 * flag: nesterov, `product`: the rms rate. Scratch: two matrices as large as the kernel, two of its shorter side squared.
 */
function muon(o: Optimizer, v: Variable): void {
  const size = o.size;
  if (v.rows == 0) {
    const alpha = adamStep(o.learningRate, o.a, o.b, o.step);
    for (let p = v.address; p < v.address + v.bytes; p += 4) {
      const g = f32.load(p + size);
      const m = f32.load(p + 2 * size) + (g - f32.load(p + 2 * size)) * o.c;
      const s = f32.load(p + 3 * size) + (g * g - f32.load(p + 3 * size)) * o.d;
      f32.store(p + 2 * size, m);
      f32.store(p + 3 * size, s);
      f32.store(p, f32.load(p) - (m * alpha) / (sqrt(s) + o.e));
    }
    return;
  }
  const rows = v.rows;
  const columns = v.columns;
  const tall = rows > columns;
  const short = tall ? columns : rows;
  const long = tall ? rows : columns;
  let x = o.scratch;
  let next = x + v.bytes;
  const squares = next + v.bytes;
  const mixed = squares + (<usize>(short * short) << 2);
  let norm: f32 = 0;
  for (let i = 0; i < rows * columns; i++) {
    const p = v.address + (<usize>i << 2);
    const g = f32.load(p + size);
    const m = f32.load(p + 2 * size) + (g + f32.load(p + 2 * size) * (o.f - ONE));
    f32.store(p + 2 * size, m);
    const direction = o.flag ? g + o.f * m : m;
    norm += direction * direction;
    f32.store(x + (<usize>turned(i, columns, rows, tall) << 2), direction);
  }
  const scale = sqrt(norm) + <f32>1e-7;
  for (let at: usize = 0; at < v.bytes; at += 4) f32.store(x + at, f32.load(x + at) / scale);
  for (let round = 0; round < <i32>o.rounds; round++) {
    for (let i = 0; i < short; i++) {
      for (let j = 0; j < short; j++) {
        let sum: f32 = 0;
        for (let k = 0; k < long; k++) sum += at2(x, i, k, long) * at2(x, j, k, long);
        f32.store(squares + (<usize>(i * short + j) << 2), sum);
      }
    }
    for (let i = 0; i < short; i++) {
      for (let j = 0; j < short; j++) {
        let sum: f32 = 0;
        for (let k = 0; k < short; k++) sum += NEWTON_SCHULZ_C * at2(squares, i, k, short) * at2(squares, k, j, short);
        f32.store(mixed + (<usize>(i * short + j) << 2), NEWTON_SCHULZ_B * at2(squares, i, j, short) + sum);
      }
    }
    for (let i = 0; i < short; i++) {
      for (let j = 0; j < long; j++) {
        let sum: f32 = 0;
        for (let k = 0; k < short; k++) sum += at2(mixed, i, k, short) * at2(x, k, j, long);
        f32.store(next + (<usize>(i * long + j) << 2), NEWTON_SCHULZ_A * at2(x, i, j, long) + sum);
      }
    }
    const free = x;
    x = next;
    next = free;
  }
  const adjust = sqrt(<f32>max(rows, columns));
  for (let i = 0; i < rows * columns; i++) {
    const p = v.address + (<usize>i << 2);
    const step = o.learningRate * f32.load(x + (<usize>turned(i, columns, rows, tall) << 2));
    f32.store(p, f32.load(p) - (o.product < 0 ? step : step * adjust * o.product));
  }
}

/** Where the i-th value of a kernel is in the matrix with the short side first. */
// @ts-ignore: decorator
@inline
function turned(i: i32, columns: i32, rows: i32, tall: bool): i32 {
  return tall ? (i % columns) * rows + i / columns : i;
}

// @ts-ignore: decorator
@inline
function at2(matrix: usize, row: i32, column: i32, columns: i32): f32 {
  return f32.load(matrix + (<usize>(row * columns + column) << 2));
}
