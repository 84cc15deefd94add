import { logFloat32, sinCosFloat32 } from "./float32-math";
import type { Philox } from "./philox";
import { statelessGenerator, unitFloat } from "./uniform";

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

const f = Math.fround;
