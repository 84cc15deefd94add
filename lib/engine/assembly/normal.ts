/**
 * Standard normal numbers as TensorFlow draws them, by the Box–Muller transform. Logarithm, sine and cosine have the bits of the C
 * library that TensorFlow uses: they are `logf` and `sincosf` of Arm's Optimized Routines and glibc (MIT, see NOTICE), in float64
 * and rounded once.
 */
import { philox, word, WORDS } from "./philox";
import { scratch } from "./thread";

const NUMBERS = scratch + 16;

/** Four numbers from the four words of `philox`; `normal(i)` reads them. */
export function drawNormals(): void {
  for (let i = 0; i < 4; i += 2) {
    const angle: f32 = <f32>(2 * Math.PI * unit(word(i + 1)));
    const size: f32 = max<f32>(<f32>unit(word(i)), 1e-7);
    const radius: f32 = sqrt<f32>(-2 * logarithm(size));
    const at = NUMBERS + (<usize>i << 2);
    f32.store(at, sine(angle) * radius);
    f32.store(at, cosine(angle) * radius, 4);
  }
}

/** The words of `blocks` counters, whose lower 64 bits increase by one, or a normal number for each word. */
export function randomNumbers(
  normals: bool,
  out: usize,
  blocks: i32,
  c0: u32,
  c1: u32,
  c2: u32,
  c3: u32,
  k0: u32,
  k1: u32,
): void {
  for (const end = out + (<usize>blocks << 4); out < end; out += 16) {
    philox(c0, c1, c2, c3, k0, k1);
    if (normals) drawNormals();
    v128.store(out, v128.load(normals ? NUMBERS : WORDS));
    c0++;
    if (c0 == 0) c1++;
  }
}

// @ts-ignore: decorator
@inline
export function normal(i: u32): f32 {
  return f32.load(NUMBERS + ((i & 3) << 2));
}

/** A number in [0, 1) from the lower 23 bits of a word. */
// @ts-ignore: decorator
@inline
function unit(word: u32): f64 {
  return <f64>(word & 0x7fffff) / 8388608.0;
}

/** 1 / c and ln c, for the center c of each of 16 intervals. */
const INTERVALS = memory.data<f64>([
  1.398907162146528, -0.33569133332882284, 1.3403141896637998, -0.2929040563774074, 1.286432210124115,
  -0.2518726580937369, 1.2367150214269895, -0.21245868807117255, 1.1906977166711752, -0.17453945183745634,
  1.1479821020556429, -0.1380057072319758, 1.1082251448272158, -0.10275976698545139, 1.0711297413057381,
  -0.06871392447020525, 1.036437278977283, -0.0357891387398228, 1.0, 0.0, 0.9492859795739057, 0.05204517742929496,
  0.8951049428609004, 0.11081431298787942, 0.8476821620351103, 0.1652495223695143, 0.8050314851692001,
  0.21687389031699977, 0.7664671008843108, 0.2659635028121397, 0.731428603316328, 0.3127556664073557,
]);

/** x = 2^k · z, ln x = k · ln 2 + ln c + ln(z / c), with a cubic for the last. */
function logarithm(x: f32): f32 {
  const bits = reinterpret<i32>(x);
  const above = bits - 0x3f330000;
  const interval = INTERVALS + (<usize>((above >>> 19) & 15) << 4);
  const z = <f64>reinterpret<f32>(bits - (above & 0xff800000));
  const r = z * f64.load(interval) - 1;
  const base = f64.load(interval, 8) + <f64>(above >> 23) * Math.LN2;
  const square = r * r;
  const tail = -0.25089342214237154 * square + (0.333456765744066 * r - 0.4999997485802103);
  return <f32>(tail * square + (base + r));
}

/** For 0 ≤ x ≤ 2π: x = n · π/2 + r, and a polynomial of r for sine or cosine, by the quadrant n. */
function sine(x: f32): f32 {
  const n = quadrant(x);
  const r = <f64>x - <f64>n * (Math.PI / 2);
  const value: f32 = n & 1 ? cosineNear(r) : sineNear(r);
  return n & 2 ? -value : value;
}

function cosine(x: f32): f32 {
  const n = quadrant(x);
  const r = <f64>x - <f64>n * (Math.PI / 2);
  const value: f32 = n & 1 ? sineNear(r) : cosineNear(r);
  return (n + 1) & 2 ? -value : value;
}

/** x in quarter turns, by 2^24 · 2/π. */
// @ts-ignore: decorator
@inline
function quadrant(x: f32): i32 {
  return (<i32>(<f64>x * 10680707.430881744) + 0x800000) >> 24;
}

function sineNear(r: f64): f32 {
  const square = r * r;
  const cube = square * r;
  const tail = 0.008332178146138854 + square * -0.00019517298981385725;
  return <f32>(r + cube * -0.16666654943701084 + cube * square * tail);
}

function cosineNear(r: f64): f32 {
  const square = r * r;
  const fourth = square * square;
  const tail = -0.001388676379437604 + square * 2.4390450703564542e-5;
  return <f32>(1 + square * -0.49999999725108224 + fourth * 0.041666623324344516 + fourth * square * tail);
}
