import { logFloat32, sinCosFloat32 } from "./float32-math.ts";
import { Philox, philox } from "./philox.ts";

/**
 * `size` float32 values from `minimum` up to `maximum`: what Keras' `RandomUniform` with this seed draws on
 * TensorFlow (`stateless_uniform` with the seed pair `[seed, 0]`), row-major, bit for bit.
 */
export function uniform(seed: number, size: number, minimum: number, maximum: number): Float32Array {
  const low = Math.fround(minimum);
  const range = Math.fround(Math.fround(maximum) - low);
  const generator = statelessGenerator(seed);
  const values = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    values[i] = Math.fround(unitFloat(generator.nextUint32()) * range) + low;
  }
  return values;
}

/**
 * `size` float32 values of a normal distribution: what Keras' `RandomNormal` with this seed draws on TensorFlow
 * (`stateless_normal` with the seed pair `[seed, 0]`), row-major.
 */
export function normal(seed: number, size: number, mean: number, deviation: number): Float32Array {
  const generator = statelessGenerator(seed);
  const values = new Float32Array(size);
  for (let i = 0; i < size; i += 2) values.set(pair(generator).slice(0, size - i), i);
  return scaled(values, mean, deviation);
}

/** The same without what is two or more deviations away from the mean: `stateless_truncated_normal`. */
export function truncatedNormal(seed: number, size: number, mean: number, deviation: number): Float32Array {
  const values = new Float32Array(size);
  // Each four values have 256 places of the counter of their own, of which they use as many as they need.
  for (let start = 0; start < size; start += 4) {
    const generator = statelessGenerator(seed, 64 * start);
    const kept: number[] = [];
    while (kept.length < 4) kept.push(...pair(generator).filter((value) => Math.abs(value) < 2));
    values.set(kept.slice(0, Math.min(4, size - start)), start);
  }
  return scaled(values, mean, deviation);
}

/**
 * What a dropout layer multiplies `size` values with in its draw number `draw`, as Keras on TensorFlow draws it: 0 with
 * probability `rate`, else `1 / (1 − rate)`.
 */
export function dropoutFactors(seed: number, draw: number, size: number, rate: number): Float32Array {
  // TensorFlow takes the seed modulo 2^31 − 2.
  const generator = statelessGenerator(seed % (2 ** 31 - 2), 0, draw);
  const scale = 1 / Math.fround(1 - Math.fround(rate));
  return Float32Array.from({ length: size }, () =>
    unitFloat(generator.nextUint32()) >= Math.fround(rate) ? scale : 0,
  );
}

/** Two standard normal values by Box and Muller's method from two words. */
function pair(generator: Philox): [number, number] {
  const size = f(Math.max(unitFloat(generator.nextUint32()), f(1e-7)));
  const [sin, cos] = sinCosFloat32(f(2 * Math.PI * unitFloat(generator.nextUint32())));
  const radius = f(Math.sqrt(f(-2 * logFloat32(size))));
  return [f(sin * radius), f(cos * radius)];
}

function scaled(values: Float32Array, mean: number, deviation: number): Float32Array {
  return values.map((value) => f(value * f(deviation)) + f(mean));
}

/** 23 random bits as the fraction of a float32 from 1 to 2, less 1: exactly bits / 2^23. */
export function unitFloat(word: number): number {
  return (word & 0x7fffff) / 2 ** 23;
}

/**
 * TensorFlow's generator for a stateless draw: the seed scrambled once with Philox into the key and the upper half of
 * the counter, which then starts at `counter`. A layer that draws again and again counts its draws in the pair's second
 * number.
 */
export function statelessGenerator(seed: number, counter = 0, draw = 0): Philox {
  const [key0, key1, counter2, counter3] = philox(
    [seed >>> 0, Math.floor(seed / 2 ** 32), draw, 0],
    [0x3ec8f720, 0x02461e29],
  );
  return new Philox([key0, key1], [counter >>> 0, Math.floor(counter / 2 ** 32), counter2, counter3]);
}

const f = Math.fround;
