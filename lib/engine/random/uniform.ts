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
    // 23 random bits as the fraction of a float32 from 1 to 2: exactly 1 + bits / 2^23.
    const unit = (generator.nextUint32() & 0x7fffff) / 2 ** 23;
    values[i] = Math.fround(unit * range) + low;
  }
  return values;
}

/** Keras' `GlorotUniform` for a kernel `[fanIn, fanOut]`: uniform within ±√(6 / (fanIn + fanOut)). */
export function glorotUniform(seed: number, fanIn: number, fanOut: number): Float32Array {
  const limit = Math.sqrt(3 / ((fanIn + fanOut) / 2));
  return uniform(seed, fanIn * fanOut, -limit, limit);
}

/** TensorFlow scrambles the seed once with Philox into the key and the upper half of the counter. */
function statelessGenerator(seed: number): Philox {
  const [key0, key1, counter2, counter3] = philox(
    [seed >>> 0, Math.floor(seed / 2 ** 32), 0, 0],
    [0x3ec8f720, 0x02461e29],
  );
  return new Philox([key0, key1], [0, 0, counter2, counter3]);
}
