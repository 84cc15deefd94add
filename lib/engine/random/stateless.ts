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
  return (from = 0, to = values.length) =>
    fillUniform(values.subarray(from, to), statelessGenerator(seed, from / 4), minimum, maximum);
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
    fillNormal(values.subarray(from, to), statelessGenerator(seed, from / 4), mean, deviation);
  };
}

function fillNormal(values: Float32Array, generator: Philox, mean: number, deviation: number): void {
  for (let i = 0; i < values.length; i++) values[i] = generator.nextNormal();
  scale(values, mean, deviation);
}

/** Like `drawNormal`, but redraws values two or more deviations from the mean (`stateless_truncated_normal`). */
export function drawTruncatedNormal(
  values: Float32Array,
  seed: number,
  mean: number,
  deviation: number,
): Draw {
  return (from, to) => fillTruncatedNormal(values, statelessGenerator(seed), mean, deviation, from, to);
}

function fillTruncatedNormal(
  values: Float32Array,
  generator: Philox,
  mean: number,
  deviation: number,
  from = 0,
  to = values.length,
): void {
  // Every four values have their own range of 256 counters, enough for redrawing.
  for (let start = from; start < to; start += 4) {
    generator.moveTo(64 * start);
    for (let i = start; i < Math.min(start + 4, to); i++) {
      do values[i] = generator.nextNormal();
      while (Math.abs(values[i]) >= 2);
    }
  }
  scale(values.subarray(from, to), mean, deviation);
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
export const layerNoise = layerNormal(fillNormal);

/** Like `layerNoise`, but redraws values two or more deviations from the mean. */
export const layerTruncatedNormal = layerNormal(fillTruncatedNormal);

function layerNormal(fill: typeof fillNormal) {
  return (seed: number, draw: number, size: number, mean: number, deviation: number): Float32Array => {
    const values = new Float32Array(size);
    fill(values, layerGenerator(seed, draw), mean, deviation);
    return values;
  };
}

/** The words of draw number `draw`, of which TensorFlow makes integers. */
export function layerWords(seed: number, draw: number, size: number): Uint32Array {
  const generator = layerGenerator(seed, draw);
  return Uint32Array.from({ length: size }, () => generator.nextUint32());
}

/** The uniform numbers of draw number `draw` of a layer of Keras on TensorFlow, in `[minimum, maximum)`. */
export function layerUniform(
  seed: number,
  draw: number,
  size: number,
  minimum: number,
  maximum: number,
): Float32Array {
  const values = new Float32Array(size);
  fillUniform(values, layerGenerator(seed, draw), minimum, maximum);
  return values;
}

function fillUniform(values: Float32Array, generator: Philox, minimum: number, maximum: number): void {
  const low = f(minimum);
  const range = f(f(maximum) - low);
  for (let i = 0; i < values.length; i++) values[i] = f(unitFloat(generator.nextUint32()) * range) + low;
}

/** Keras on TensorFlow takes seeds modulo 2^31 − 2. */
const SEEDS = 2 ** 31 - 2;

function layerGenerator(seed: number, draw: number): Philox {
  return statelessGenerator(seed % SEEDS, 0, draw % SEEDS);
}

function scale(values: Float32Array, mean: number, deviation: number): void {
  for (let i = 0; i < values.length; i++) values[i] = f(values[i] * f(deviation)) + f(mean);
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
  drawBlocks(false, 1, seed, [draw, 0], [0x3ec8f720, 0x02461e29]);
  return new Philox(counter, [drawn[2], drawn[3]], [drawn[0], drawn[1]]);
}

const f = Math.fround;

/** Counters whose words are drawn at a time. */
const BLOCKS = 4;
const address = new Memory().take(16 * BLOCKS);
const drawn = new Uint32Array(sharedMemory.buffer, address, 4 * BLOCKS);

type Pair = readonly [number, number];

/** Draws the words of some counters, or normal numbers, into `drawn`. */
function drawBlocks(normals: boolean, blocks: number, counter: number, upper: Pair, key: Pair): void {
  // WebAssembly takes numbers modulo 2^32.
  const high = Math.floor(counter / 2 ** 32);
  kernels.randomNumbers(normals, address, blocks, counter, high, upper[0], upper[1], key[0], key[1]);
}

/**
 * Philox 4×32 with 10 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011), TensorFlow's counter-based
 * generator: four random 32-bit words for each value of the counter.
 */
export class Philox {
  private readonly words = new Uint32Array(4 * BLOCKS);
  /** The same bytes, in a generator of normal numbers. */
  private normals: Float32Array | undefined;
  private used = this.words.length;

  /**
   * @param counter the lower 64 bits of the counter, which increase by one every four words
   * @param upper the upper 64 bits
   */
  constructor(
    private counter: number,
    private readonly upper: Pair,
    private readonly key: Pair,
  ) {}

  /** Continues with the words of that counter. */
  moveTo(counter: number): void {
    this.counter = counter;
    this.used = this.words.length;
  }

  nextUint32(): number {
    if (this.used === this.words.length) this.drawNext(false);
    return this.words[this.used++];
  }

  /** A standard normal number. One generator draws either these or words. */
  nextNormal(): number {
    this.normals ??= new Float32Array(this.words.buffer);
    if (this.used === this.words.length) this.drawNext(true);
    return this.normals[this.used++];
  }

  private drawNext(normals: boolean): void {
    drawBlocks(normals, BLOCKS, this.counter, this.upper, this.key);
    this.words.set(drawn);
    this.counter += BLOCKS;
    this.used = 0;
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
