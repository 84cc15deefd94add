import { kernels, Memory, sharedMemory } from "../memory.ts";

/**
 * Draws the values `from … to)`. Parts may be drawn in any order; `from` is a multiple of four.
 *
 * @param from default 0
 * @param to default: the number of values
 */
export type Draw = (from?: number, to?: number) => void;

/**
 * Uniform float32 numbers in `[minimum, maximum)` for `values`. They are those of Keras' `RandomUniform` on TensorFlow
 * (`stateless_uniform` with the seed `[seed, 0]`), row-major, bit for bit.
 */
export function drawUniform(values: Float32Array, seed: number, minimum: number, maximum: number): Draw {
  const low = f(minimum);
  const range = f(f(maximum) - low);
  return (from = 0, to = values.length) => {
    const generator = statelessGenerator(seed, from / 4);
    for (let i = from; i < to; i++) values[i] = f(unitFloat(generator.nextUint32()) * range) + low;
  };
}

/** Like `drawUniform`, but at once into a new array of `size` values. */
export function uniform(seed: number, size: number, minimum: number, maximum: number): Float32Array {
  const values = new Float32Array(size);
  drawUniform(values, seed, minimum, maximum)();
  return values;
}

/**
 * Normally distributed float32 numbers. They are those of Keras' `RandomNormal` on TensorFlow (`stateless_normal` with the seed
 * `[seed, 0]`), row-major.
 */
export function drawNormal(values: Float32Array, seed: number, mean: number, deviation: number): Draw {
  return (from = 0, to = values.length) => {
    const generator = statelessGenerator(seed, from / 4);
    for (let i = from; i < to; i += 2) values.set(pair(generator).slice(0, to - i), i);
    scale(values, from, to, mean, deviation);
  };
}

/** Like `drawNormal`, but redraws values two or more deviations from the mean (`stateless_truncated_normal`). */
export function drawTruncatedNormal(
  values: Float32Array,
  seed: number,
  mean: number,
  deviation: number,
): Draw {
  return (from = 0, to = values.length) => {
    const generator = statelessGenerator(seed);
    // Every four values have their own range of 256 counters, enough for redrawing.
    for (let start = from; start < to; start += 4) {
      generator.moveTo(64 * start);
      const kept: number[] = [];
      while (kept.length < 4) kept.push(...pair(generator).filter((value) => Math.abs(value) < 2));
      values.set(kept.slice(0, Math.min(4, to - start)), start);
    }
    scale(values, from, to, mean, deviation);
  };
}

/**
 * The factors of a Keras dropout layer on TensorFlow in its draw number `draw`: 0 with probability `rate`, else `1 / (1 − rate)`.
 */
export function dropoutFactors(seed: number, draw: number, size: number, rate: number): Float32Array {
  const keep = Math.fround(1 - Math.fround(rate));
  // At rate 1 nothing is kept.
  const scale = keep === 0 ? 0 : 1 / keep;
  return keptValues(seed, draw, size, rate).map((kept) => kept * scale);
}

/** 0 with probability `rate`, else 1: the values that a layer of Keras on TensorFlow keeps in its draw number `draw`. */
export function keptValues(seed: number, draw: number, size: number, rate: number): Float32Array {
  const generator = layerGenerator(seed, draw);
  return Float32Array.from({ length: size }, () =>
    Number(unitFloat(generator.nextUint32()) >= Math.fround(rate)),
  );
}

/** The normally distributed numbers of draw number `draw` of a layer of Keras on TensorFlow. */
export function layerNoise(
  seed: number,
  draw: number,
  size: number,
  mean: number,
  deviation: number,
): Float32Array {
  const generator = layerGenerator(seed, draw);
  const values = new Float32Array(size);
  for (let i = 0; i < size; i += 2) values.set(pair(generator).slice(0, size - i), i);
  scale(values, 0, size, mean, deviation);
  return values;
}

/** The uniform numbers of draw number `draw` of a layer of Keras on TensorFlow, in `[minimum, maximum)`. */
export function layerUniform(
  seed: number,
  draw: number,
  size: number,
  minimum: number,
  maximum: number,
): Float32Array {
  const generator = layerGenerator(seed, draw);
  const low = Math.fround(minimum);
  const range = Math.fround(Math.fround(maximum) - low);
  return Float32Array.from(
    { length: size },
    () => Math.fround(unitFloat(generator.nextUint32()) * range) + low,
  );
}

/** TensorFlow takes the seed of a layer modulo 2^31 − 2. */
function layerGenerator(seed: number, draw: number): Philox {
  return statelessGenerator(seed % (2 ** 31 - 2), 0, draw);
}

/** Two standard normal values from two words, by the Box–Muller transform. */
function pair(generator: Philox): [number, number] {
  const size = f(Math.max(unitFloat(generator.nextUint32()), f(1e-7)));
  const [sin, cos] = sinCosFloat32(f(2 * Math.PI * unitFloat(generator.nextUint32())));
  const radius = f(Math.sqrt(f(-2 * logFloat32(size))));
  return [f(sin * radius), f(cos * radius)];
}

function scale(values: Float32Array, from: number, to: number, mean: number, deviation: number): void {
  for (let i = from; i < to; i++) values[i] = f(values[i] * f(deviation)) + f(mean);
}

/** A number in [0, 1) from the lower 23 bits of a word. */
function unitFloat(word: number): number {
  return (word & 0x7fffff) / 2 ** 23;
}

/**
 * TensorFlow's generator for a stateless draw. Philox scrambles the seed `[seed, draw]` into the key and the upper half of the
 * counter; the lower half starts at `counter`. A layer that draws repeatedly counts its draws in `draw`.
 */
function statelessGenerator(seed: number, counter = 0, draw = 0): Philox {
  const scrambled = new Philox(seed, [draw, 0], [0x3ec8f720, 0x02461e29]);
  const key = [scrambled.nextUint32(), scrambled.nextUint32()] as const;
  return new Philox(counter, [scrambled.nextUint32(), scrambled.nextUint32()], key);
}

const f = Math.fround;

/** Counters whose words are drawn at a time. */
const BLOCKS = 4;
const address = new Memory().take(16 * BLOCKS);
const drawn = new Uint32Array(sharedMemory.buffer, address, 4 * BLOCKS);

/**
 * Philox 4×32 with 10 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011), TensorFlow's counter-based
 * generator: four random 32-bit words for each value of the counter.
 */
export class Philox {
  private readonly words = new Uint32Array(4 * BLOCKS);
  private used = this.words.length;

  /**
   * @param counter the lower 64 bits of the counter, which increase by one every four words
   * @param upper the upper 64 bits
   */
  constructor(
    private counter: number,
    private readonly upper: readonly [number, number],
    private readonly key: readonly [number, number],
  ) {}

  /** Continues with the words of that counter. */
  moveTo(counter: number): void {
    this.counter = counter;
    this.used = this.words.length;
  }

  nextUint32(): number {
    if (this.used === this.words.length) {
      const { counter, upper, key } = this;
      const high = Math.floor(counter / 2 ** 32);
      // WebAssembly takes numbers modulo 2^32.
      kernels.randomWords(address, BLOCKS, counter, high, upper[0], upper[1], key[0], key[1]);
      this.words.set(drawn);
      this.counter += BLOCKS;
      this.used = 0;
    }
    return this.words[this.used++];
  }
}

/** The arguments of Keras' `VarianceScaling`, the base class of Glorot, He and Lecun. */
export interface VarianceScaling {
  readonly scale: number;
  readonly mode: "fanIn" | "fanOut" | "fanAvg";
  readonly distribution: "uniform" | "truncatedNormal" | "untruncatedNormal";
}

/**
 * Random numbers of the variance `scale / fan` for a weight, as Keras on TensorFlow draws them. `mode` chooses `fan`: the number of
 * inputs, of outputs, or their mean.
 */
export function drawVarianceScaling(
  values: Float32Array,
  seed: number,
  fanIn: number,
  fanOut: number,
  { scale, mode, distribution }: VarianceScaling,
): Draw {
  const fan = { fanIn, fanOut, fanAvg: (fanIn + fanOut) / 2 }[mode];
  const variance = scale / Math.max(1, fan);
  switch (distribution) {
    case "uniform": {
      const limit = Math.sqrt(3 * variance);
      return drawUniform(values, seed, -limit, limit);
    }
    case "truncatedNormal":
      // Truncation at two standard deviations reduces the deviation by this factor.
      return drawTruncatedNormal(values, seed, 0, Math.sqrt(variance) / 0.87962566103423978);
    case "untruncatedNormal":
      return drawNormal(values, seed, 0, Math.sqrt(variance));
  }
}

/**
 * The float32 logarithm with the same bits as the C library that TensorFlow uses, which is not always correctly rounded (errors
 * up to 0.8 ulp). Random numbers need it to equal TensorFlow's.
 *
 * x = 2^k · z, ln x = k·ln 2 + ln c + ln(z / c), with c the center of one of 16 intervals and a cubic for ln(z / c).
 * Algorithm and constants are those of `logf` in Arm's Optimized Routines and glibc (MIT, see NOTICE).
 */
function logFloat32(x: number): number {
  float[0] = x;
  const above = (bits[0] - OFFSET) | 0;
  const [inverse, logarithm] = INTERVALS[(above >>> 19) & 15];
  bits[0] -= above & 0xff800000;
  const r = float[0] * inverse - 1;
  const base = logarithm + (above >> 23) * Math.LN2;
  const square = r * r;
  const tail = -0.25089342214237154 * square + (0.333456765744066 * r - 0.4999997485802103);
  return Math.fround(tail * square + (base + r));
}

/**
 * The float32 sine and cosine for 0 ≤ x ≤ 2π, with the same bits as the C library that TensorFlow uses.
 *
 * x = n·π/2 + r with |r| ≤ π/4, a polynomial of r for each, swapped and negated by the quadrant n. Algorithm and
 * constants are those of `sincosf` in Arm's Optimized Routines and glibc (MIT, see NOTICE).
 */
function sinCosFloat32(x: number): [sin: number, cos: number] {
  const n = (Math.trunc(x * QUADRANTS) + 0x800000) >> 24;
  const r = x - n * (Math.PI / 2);
  const square = r * r;
  const cube = square * r;
  const sin =
    r +
    cube * -0.16666654943701084 +
    cube * square * (0.008332178146138854 + square * -0.00019517298981385725);
  const fourth = square * square;
  const cos =
    1 +
    square * -0.49999999725108224 +
    fourth * 0.041666623324344516 +
    fourth * square * (-0.001388676379437604 + square * 2.4390450703564542e-5);
  const [s, c] = [Math.fround(sin), Math.fround(cos)];
  switch (n & 3) {
    case 0:
      return [s, c];
    case 1:
      return [c, -s];
    case 2:
      return [-s, -c];
    default:
      return [-c, s];
  }
}

const OFFSET = 0x3f330000;
/** 1 / c and ln c for each interval. */
const INTERVALS: readonly (readonly [number, number])[] = [
  [1.398907162146528, -0.33569133332882284],
  [1.3403141896637998, -0.2929040563774074],
  [1.286432210124115, -0.2518726580937369],
  [1.2367150214269895, -0.21245868807117255],
  [1.1906977166711752, -0.17453945183745634],
  [1.1479821020556429, -0.1380057072319758],
  [1.1082251448272158, -0.10275976698545139],
  [1.0711297413057381, -0.06871392447020525],
  [1.036437278977283, -0.0357891387398228],
  [1, 0],
  [0.9492859795739057, 0.05204517742929496],
  [0.8951049428609004, 0.11081431298787942],
  [0.8476821620351103, 0.1652495223695143],
  [0.8050314851692001, 0.21687389031699977],
  [0.7664671008843108, 0.2659635028121397],
  [0.731428603316328, 0.3127556664073557],
];
const float = new Float32Array(1);
const bits = new Int32Array(float.buffer);

/** 2^24 · 2/π. */
const QUADRANTS = 10680707.430881744;
