import { atOnce, cut, PIECE } from "../../pieces.ts";
import { Memory } from "../memory.ts";

/**
 * The order in which Keras' shuffled `fit` on TensorFlow visits `n` samples after `set_random_seed(seed)`. It is the
 * same in every epoch: `tf.data` starts its seeded shuffle anew each time.
 *
 * A forward Fisher–Yates shuffle: position i is swapped with one of the positions from i on, drawn from Philox under
 * the seed as key; words below a bound are rejected, so that each position is equally likely.
 */
export function sampleOrder(seed: number, n: number): Uint32Array {
  return atOnce(sampleOrderInPieces(seed, n));
}

/**
 * As `sampleOrder`, in pieces.
 *
 * @param to an array of that length to fill; default: a new one
 */
export function* sampleOrderInPieces(
  seed: number,
  n: number,
  to = new Uint32Array(n),
): Generator<void, Uint32Array> {
  // Whoever draws another order in between finds no memory, and takes a new one.
  const memory = kept ?? new Memory();
  kept = undefined;
  const mark = memory.mark();
  try {
    const order = memory.take(4 * n);
    // TensorFlow takes the seed modulo 2^31 − 1. tf.data's second seed is 0, except that the pair (0, 0) would mean "any":
    // there it is 2^31 − 1.
    const key = seed % (2 ** 31 - 1);
    const second = key === 0 ? 2 ** 31 - 1 : 0;
    let drawn = 0;
    for (const [from, end] of cut(n, PIECE)) {
      memory.kernels.inTurn(order, from, end);
      if (end < n) yield;
    }
    for (const [from, end] of cut(n, PIECE)) {
      if (from > 0) yield;
      drawn = memory.kernels.shuffle(order, n, from, end, drawn, key, second);
    }
    for (const [from, end] of cut(n, PIECE)) {
      if (from > 0) yield;
      to.set(new Uint32Array(memory.buffer, order + 4 * from, end - from), from);
    }
    return to;
  } finally {
    memory.releaseTo(mark);
    kept = memory;
  }
}

/** Made when first needed, kept for the next order. */
let kept: Memory | undefined;
