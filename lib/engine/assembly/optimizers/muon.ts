import { Optimizer, Variable } from "../records";
import { endOf, scratch, shareEnd, shareStart, startOf, sync, thread } from "../thread";
import { adamStep } from "./adam";

const A: f32 = 3.4445;
const B: f32 = -4.775;
const C: f32 = 2.0315;

/**
 * m = momentum·m + g, X = m / ‖m‖ (Nesterov: g + momentum·m for m), then `nsSteps` times X = A·X + (B·S + C·S²)·X with S = X·Xᵀ
 * (Newton–Schulz, which makes X orthogonal), w −= lr·X. A bias is updated by Adam.
 *
 * Scratch memory: two matrices of the kernel's size, shorter side first, then two squares of that side. The sums of products run in
 * the order of their index.
 */
export function muon(o: Optimizer, variable: Variable): void {
  if (variable.rows == 0) return adamOfBias(o, variable);
  const short = min(variable.rows, variable.columns);
  const long = max(variable.rows, variable.columns);
  const from = shareStart(short, 4);
  const to = shareEnd(short, 4);
  let x = o.scratch;
  let next = x + variable.bytes;
  const s = next + variable.bytes;
  const mixed = s + (<usize>(short * short) << 2);
  if (thread == 0) direction(o, variable, x);
  sync();
  const scale = sqrt(o.norm) + <f32>1e-7;
  const first = startOf(variable);
  const bytes = endOf(variable) - first;
  const share = x + (first - variable.address);
  for (let p = share; p < share + bytes; p += 4) f32.store(p, f32.load(p) / scale);
  sync();
  for (let round = 0; round < o.nsSteps; round++) {
    transpose(x, short, long, from, to, next);
    sync();
    multiply(x, long, next, short, from, to, 1, 0, 0, s);
    sync();
    multiply(s, short, s, short, from, to, C, B, s, mixed);
    sync();
    multiply(mixed, short, x, long, from, to, 1, A, x, next);
    sync();
    const swapped = x;
    x = next;
    next = swapped;
  }
  const adjust = sqrt(<f32>long);
  for (let p = first; p < first + bytes; p += 4) {
    const step = o.learningRate * f32.load(x + (turned(<i32>((p - variable.address) >> 2), variable) << 2));
    f32.store(p, f32.load(p) - (o.rmsRate < 0 ? step : step * adjust * o.rmsRate));
  }
}

function adamOfBias(o: Optimizer, variable: Variable): void {
  const size = o.size;
  const alpha = adamStep(o);
  for (let p = startOf(variable), end = endOf(variable); p < end; p += 4) {
    const g = f32.load(p + size);
    const m = f32.load(p + 2 * size) + (g - f32.load(p + 2 * size)) * o.oneMinusBeta1;
    const v = f32.load(p + 3 * size) + (g * g - f32.load(p + 3 * size)) * o.oneMinusBeta2;
    f32.store(p + 2 * size, m);
    f32.store(p + 3 * size, v);
    f32.store(p, f32.load(p) - (m * alpha) / (sqrt(v) + o.epsilon));
  }
}

/** Updates the momentum, and stores the direction at `x` and the square of its norm. */
function direction(o: Optimizer, variable: Variable, x: usize): void {
  const size = o.size;
  const one: f32 = 1;
  let norm: f32 = 0;
  for (let i = 0; i < <i32>(variable.bytes >> 2); i++) {
    const p = variable.address + (<usize>i << 2);
    const g = f32.load(p + size);
    const m = f32.load(p + 2 * size) + (g + f32.load(p + 2 * size) * (o.momentum - one));
    f32.store(p + 2 * size, m);
    const direction = o.nesterov ? g + o.momentum * m : m;
    norm += direction * direction;
    f32.store(x + (turned(i, variable) << 2), direction);
  }
  o.norm = norm;
}

/** Rows `from … to)` of x, as columns. */
function transpose(x: usize, rows: i32, columns: i32, from: i32, to: i32, out: usize): void {
  for (let row = from; row < to; row++) {
    for (let column = 0; column < columns; column++) {
      f32.store(out + (<usize>(column * rows + row) << 2), f32.load(x + (<usize>(row * columns + column) << 2)));
    }
  }
}

/** Index, in the matrix with the short side first, of the i-th value of a kernel. */
// @ts-ignore: decorator
@inline
function turned(i: i32, v: Variable): usize {
  return v.rows > v.columns ? (i % v.columns) * v.rows + i / v.columns : i;
}

/** Columns of a tile: four vectors. */
const TILE: i32 = 16;

/** out = factor · a × b, of the rows `from … to)` of a; plus scale · base, where there is one. */
function multiply(
  a: usize,
  inner: i32,
  b: usize,
  columns: i32,
  from: i32,
  to: i32,
  factor: f32,
  scale: f32,
  base: usize,
  out: usize,
): void {
  const width = <usize>columns << 2;
  let column = 0;
  for (; column + TILE <= columns; column += TILE) {
    const shift = <usize>column << 2;
    for (let row = from; row < to; row += 2) {
      // A last single row is computed twice.
      const other = min(row + 1, to - 1);
      const p = <usize>row * width + shift;
      const q = <usize>other * width + shift;
      tile(a + (<usize>(row * inner) << 2), a + (<usize>(other * inner) << 2), inner, b + shift, width, factor);
      for (let at: usize = 0; at < 64; at += 16) {
        v128.store(out + p + at, plus(base, p + at, scale, v128.load(SUMS + at)));
        v128.store(out + q + at, plus(base, q + at, scale, v128.load(SUMS + 64 + at)));
      }
    }
  }
  for (; column < columns; column++) {
    for (let row = from; row < to; row++) {
      let sum: f32 = 0;
      let x = a + (<usize>(row * inner) << 2);
      let y = b + (<usize>column << 2);
      for (let k = 0; k < inner; k++) {
        sum += factor * f32.load(x) * f32.load(y);
        x += 4;
        y += width;
      }
      const at = <usize>row * width + (<usize>column << 2);
      f32.store(out + at, base != 0 ? scale * f32.load(base + at) + sum : sum);
    }
  }
}

// @ts-ignore: decorator
@inline
function plus(base: usize, at: usize, scale: f32, sum: v128): v128 {
  return base != 0 ? f32x4.add(f32x4.mul(f32x4.splat(scale), v128.load(base + at)), sum) : sum;
}

/** Result of a tile: four vectors of each of two rows. */
const SUMS = scratch + 64;

/** Products of two rows with sixteen columns, to `SUMS`. */
function tile(x: usize, y: usize, inner: i32, b: usize, width: usize, factor: f32): void {
  let a0 = f32x4.splat(0);
  let a1 = a0;
  let a2 = a0;
  let a3 = a0;
  let b0 = a0;
  let b1 = a0;
  let b2 = a0;
  let b3 = a0;
  for (const end = x + (<usize>inner << 2); x < end; x += 4) {
    const p = f32x4.splat(factor * f32.load(x));
    const q = f32x4.splat(factor * f32.load(y));
    let c = v128.load(b);
    a0 = f32x4.add(a0, f32x4.mul(p, c));
    b0 = f32x4.add(b0, f32x4.mul(q, c));
    c = v128.load(b, 16);
    a1 = f32x4.add(a1, f32x4.mul(p, c));
    b1 = f32x4.add(b1, f32x4.mul(q, c));
    c = v128.load(b, 32);
    a2 = f32x4.add(a2, f32x4.mul(p, c));
    b2 = f32x4.add(b2, f32x4.mul(q, c));
    c = v128.load(b, 48);
    a3 = f32x4.add(a3, f32x4.mul(p, c));
    b3 = f32x4.add(b3, f32x4.mul(q, c));
    y += 4;
    b += width;
  }
  v128.store(SUMS, a0);
  v128.store(SUMS, a1, 16);
  v128.store(SUMS, a2, 32);
  v128.store(SUMS, a3, 48);
  v128.store(SUMS, b0, 64);
  v128.store(SUMS, b1, 80);
  v128.store(SUMS, b2, 96);
  v128.store(SUMS, b3, 112);
}
