import { Philox } from "./philox";

/**
 * The order in which Keras' shuffled `fit` on TensorFlow visits `n` samples after `set_random_seed(seed)`. It is the
 * same in every epoch: `tf.data` starts its seeded shuffle anew each time.
 *
 * A forward Fisher–Yates shuffle: position i is swapped with one of the positions from i on.
 */
export function sampleOrder(seed: number, n: number): Uint32Array {
  // tf.data's second seed is 0, except that the pair (0, 0) would mean "any": there it is 2^31 − 1.
  const second = seed === 0 ? 2 ** 31 - 1 : 0;
  const generator = new Philox([seed >>> 0, Math.floor(seed / 2 ** 32)], [0, 0, second, 0]);
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = 0; i < n - 1; i++) {
    const j = i + below(generator, n - i);
    [order[i], order[j]] = [order[j], order[i]];
  }
  return order;
}

/** A whole number from 0 to k − 1, each equally likely: words below a bound are rejected, as TensorFlow does. */
function below(generator: Philox, k: number): number {
  if ((k & (k - 1)) === 0) return (generator.nextUint32() & (k - 1)) >>> 0;
  const rejected = (0xffffffff % k) + 1;
  let word = generator.nextUint32();
  while (word < rejected) word = generator.nextUint32();
  return word % k;
}
