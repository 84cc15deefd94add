import { Philox, philox } from "./philox";

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
