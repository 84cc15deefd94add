import { kernels, Memory } from "./memory.ts";
import { CONTROL } from "./records.ts";
import { Job } from "./threads/pool.ts";
import type { Soon } from "./trainer.ts";

/** Orders of this length and more are drawn on another thread. */
const MANY = 2 ** 19;

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
    const [, ...shuffle] = taskOf(memory, seed, n);
    kernels.shuffle(...shuffle);
    return new Uint32Array(memory.buffer, shuffle[0], n).slice();
  } finally {
    memory.release();
  }
}

/** Like `sampleOrder`; many samples are shuffled on another thread. */
export function sampleOrderSoon(seed: number, n: number): Soon<Uint32Array> {
  return n < MANY ? sampleOrder(seed, n) : shuffled(seed, n);
}

async function shuffled(seed: number, n: number): Promise<Uint32Array> {
  const memory = new Memory(false);
  try {
    const task = taskOf(memory, seed, n);
    await new Job(task, 1, memory.take(CONTROL.bytes), [memory]).done;
    return new Uint32Array(memory.buffer, task[1], n).slice();
  } finally {
    memory.release();
  }
}

function taskOf(memory: Memory, seed: number, n: number): ["shuffle", number, number, number, number] {
  // TensorFlow takes the seed modulo 2^31 − 1. The second seed of tf.data is 0, but 2^31 − 1 if both would be 0, since (0, 0)
  // means a random seed.
  const key = seed % (2 ** 31 - 1);
  return ["shuffle", memory.take(4 * n), n, key, key === 0 ? 2 ** 31 - 1 : 0];
}
