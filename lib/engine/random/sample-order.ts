import { Memory } from "../memory";

/**
 * The order in which Keras' shuffled `fit` on TensorFlow visits `n` samples after `set_random_seed(seed)`. It is the
 * same in every epoch: `tf.data` starts its seeded shuffle anew each time.
 *
 * @param to an array of that length to fill; default: a new one
 *
 * A forward Fisher–Yates shuffle: position i is swapped with one of the positions from i on, drawn from Philox under
 * the seed as key; words below a bound are rejected, so that each position is equally likely.
 */
export function sampleOrder(seed: number, n: number, to = new Uint32Array(n)): Uint32Array {
  memory ??= new Memory();
  const mark = memory.mark();
  const order = memory.take(4 * n);
  // tf.data's second seed is 0, except that the pair (0, 0) would mean "any": there it is 2^31 − 1.
  const second = seed === 0 ? 2 ** 31 - 1 : 0;
  memory.kernels.shuffle(order, n, seed >>> 0, Math.floor(seed / 2 ** 32), second);
  to.set(new Uint32Array(memory.buffer, order, n));
  memory.releaseTo(mark);
  return to;
}

/** Made when first needed, kept for the next order. */
let memory: Memory | undefined;
