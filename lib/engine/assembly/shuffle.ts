import { philox, word } from "./philox";

/**
 * The order of `count` samples, at `out`. `second`: tf.data's second seed.
 *
 * TensorFlow takes one word for each position, modulo the number of samples left. It rejects no word, which makes some positions
 * slightly more likely than others.
 */
export function shuffle(out: usize, count: u32, seed: u32, second: u32): void {
  for (let i: u32 = 0; i < count; i++) store<u32>(out + (<usize>i << 2), i);
  for (let i: u32 = 0; i < count; i++) {
    if ((i & 3) == 0) philox(i >> 2, 0, second, 0, seed, 0);
    const here = out + (<usize>i << 2);
    const there = here + (<usize>(word(i) % (count - i)) << 2);
    const value = load<u32>(here);
    store<u32>(here, load<u32>(there));
    store<u32>(there, value);
  }
}
