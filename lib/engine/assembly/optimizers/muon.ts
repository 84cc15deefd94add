/**
 * Keras' Muon: a kernel's momentum made orthogonal by Newton–Schulz steps; a bias takes Adam's way.
 *
 * Scratch: two matrices as large as the kernel, its shorter side first, then two of that side squared. A step is three
 * products; every sum runs in the order of its index.
 */
import { Optimizer, Variable } from "../records";
import { scratch } from "../thread";
import { adamStep } from "./adam";

const A: f32 = 3.4445;
const B: f32 = -4.775;
const C: f32 = 2.0315;

/** A bias takes Adam's way. */
export function muonBias(o: Optimizer, v: Variable, from: usize, to: usize): void {
  const size = o.size;
  const alpha = adamStep(o);
  for (let p = v.address + from; p < v.address + to; p += 4) {
    const g = f32.load(p + size);
    const m = f32.load(p + 2 * size) + (g - f32.load(p + 2 * size)) * o.oneMinusBeta1;
    const s = f32.load(p + 3 * size) + (g * g - f32.load(p + 3 * size)) * o.oneMinusBeta2;
    f32.store(p + 2 * size, m);
    f32.store(p + 3 * size, s);
    f32.store(p, f32.load(p) - (m * alpha) / (sqrt(s) + o.epsilon));
  }
}

/** The momentum of all values, and its direction in the scratch. */
export function momentum(o: Optimizer, v: Variable): void {
  const size = o.size;
  const one: f32 = 1;
  let norm: f32 = 0;
  for (let i = 0; i < <i32>(v.bytes >> 2); i++) {
    const p = v.address + (<usize>i << 2);
    const g = f32.load(p + size);
    const m = f32.load(p + 2 * size) + (g + f32.load(p + 2 * size) * (o.momentum - one));
    f32.store(p + 2 * size, m);
    const direction = o.nesterov ? g + o.momentum * m : m;
    norm += direction * direction;
    f32.store(o.scratch + (turned(i, v) << 2), direction);
  }
  o.norm = norm;
}

/** Makes the direction's length 1. */
export function normalize(o: Optimizer, from: usize, to: usize): void {
  const scale = sqrt(o.norm) + <f32>1e-7;
  for (let p = o.scratch + from; p < o.scratch + to; p += 4) f32.store(p, f32.load(p) / scale);
}

/** Before the products of a step: rows of X, as columns of the matrix that takes its place after them. */
export function transposeRows(o: Optimizer, v: Variable, product: i32, from: i32, to: i32): void {
  const short = min(v.rows, v.columns);
  const long = max(v.rows, v.columns);
  const x = matrix(o, v, product / 3);
  const next = matrix(o, v, product / 3 + 1);
  for (let row = from; row < to; row++) {
    for (let column = 0; column < long; column++) {
      f32.store(next + (<usize>(column * short + row) << 2), f32.load(x + (<usize>(row * long + column) << 2)));
    }
  }
}

/** Rows `from … to)` of the product: of X with its transpose; of that with itself; of the outcome with X. */
export function productRows(o: Optimizer, v: Variable, product: i32, from: i32, to: i32): void {
  const short = min(v.rows, v.columns);
  const long = max(v.rows, v.columns);
  const x = matrix(o, v, product / 3);
  const next = matrix(o, v, product / 3 + 1);
  const squares = o.scratch + 2 * v.bytes;
  const mixed = squares + (<usize>(short * short) << 2);
  const which = product % 3;
  if (which == 0) multiply(x, long, next, short, from, to, 1, 0, 0, squares);
  else if (which == 1) multiply(squares, short, squares, short, from, to, C, B, squares, mixed);
  else multiply(mixed, short, x, long, from, to, 1, A, x, next);
}

/** Along the outcome. */
export function muonStep(o: Optimizer, v: Variable, from: i32, to: i32): void {
  const x = matrix(o, v, o.nsSteps);
  const adjust = sqrt(<f32>max(v.rows, v.columns));
  for (let i = from; i < to; i++) {
    const p = v.address + (<usize>i << 2);
    const step = o.learningRate * f32.load(x + (turned(i, v) << 2));
    f32.store(p, f32.load(p) - (o.rmsRate < 0 ? step : step * adjust * o.rmsRate));
  }
}

/** X before that round. */
function matrix(o: Optimizer, v: Variable, round: i32): usize {
  return o.scratch + ((round & 1) != 0 ? v.bytes : 0);
}

/** Where the i-th value of a kernel is in the matrix with the short side first. */
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

/** What a tile leaves: four vectors of each of two rows. */
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
