import { statelessGenerator, unitFloat } from "./uniform";

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
