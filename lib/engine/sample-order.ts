import { GrowingMemory, kernels, Memory } from "./memory.ts";
import { Philox } from "./random/stateless.ts";
import { CONTROL } from "./records.ts";
import { Job } from "./threads/pool.ts";
import type { Soon } from "./trainer.ts";

/** Orders of this length and more are drawn on another thread. */
const MANY = 2 ** 19;
/** TensorFlow takes seeds modulo this. */
const MAX_INT = 2 ** 31 - 1;
/** Buffer of short orders. */
const drawn = new GrowingMemory();

/**
 * The order in which Keras' shuffled `fit` on TensorFlow visits `n` samples after `set_random_seed(seed)`. It is the same in
 * every epoch, since `tf.data` restarts its seeded shuffle.
 *
 * A forward Fisher–Yates shuffle: position i is swapped with a random position from i on, drawn by Philox with the seed as key.
 * One word is drawn for each position, modulo the number of positions left, as TensorFlow does.
 */
export function sampleOrder(seed: number, n: number): Uint32Array {
  const memory = new Memory(false);
  try {
    const isShort = n < MANY;
    const [, out, ...args] = taskOf(isShort ? drawn.reserve(n) : memory.take(4 * n), seed, n);
    kernels.shuffle(out, ...args);
    return (isShort ? drawn.words : new Uint32Array(memory.buffer, out, n)).slice(0, n);
  } finally {
    memory.release();
  }
}

/** Like `sampleOrder`; many samples are shuffled on another thread. */
export function sampleOrderSoon(seed: number, n: number): Soon<Uint32Array> {
  return n < MANY ? sampleOrder(seed, n) : shuffled(seed, n);
}

/**
 * The generators of a seeded shuffle of `tf.data`, one for each pass: each word decides which element of the buffer is next.
 *
 * @param seeds TensorFlow's global seed and that of the dataset
 * @param reshuffles false: all passes have the same order
 */
export function* shuffleWords(
  seeds: readonly [number, number],
  reshuffles: boolean,
): Generator<{ nextUint32(): number }, never> {
  const [seed, second] = seeds.map((seed) => seed % MAX_INT);
  const own = [seed, seed + second === 0 ? MAX_INT : second] as const;
  const generator = ([seed, second]: readonly [number, number]) => new Philox(0, [second, 0], [seed, 0]);
  const passes = generator(own);
  for (;;) yield generator(reshuffles ? [passes.nextUint32(), passes.nextUint32()] : own);
}

async function shuffled(seed: number, n: number): Promise<Uint32Array> {
  const memory = new Memory(false);
  try {
    const task = taskOf(memory.take(4 * n), seed, n);
    await new Job(task, 1, memory.take(CONTROL.bytes), [memory]).done;
    return new Uint32Array(memory.buffer, task[1], n).slice();
  } finally {
    memory.release();
  }
}

function taskOf(out: number, seed: number, n: number): ["shuffle", number, number, number, number] {
  // The second seed of tf.data is 0, but 2^31 − 1 if both would be 0, since (0, 0) means a random seed.
  const key = seed % MAX_INT;
  return ["shuffle", out, n, key, key === 0 ? MAX_INT : 0];
}
