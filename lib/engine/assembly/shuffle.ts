import { philox, word } from "./philox";

/** The largest of `count` numbers, at least one. */
export function largest(values: usize, count: i32): u32 {
  let found: u32 = 0;
  for (let end = values + (<usize>count << 2); values < end; values += 4) found = max(found, load<u32>(values));
  return found;
}

/** The numbers `from … to)`, each in its place at `out`. */
export function inTurn(out: usize, from: u32, to: u32): void {
  for (let i = from; i < to; i++) store<u32>(out + (<usize>i << 2), i);
}

/**
 * The order of `count` samples at `out`, which holds them in turn before. One call settles the positions `from … to)`. `second`:
 * tf.data's second seed.
 *
 * TensorFlow takes one word for each position, modulo the number of samples left. It rejects none, although that makes some
 * positions a little likelier than others.
 */
export function shuffle(out: usize, count: u32, from: u32, to: u32, seed: u32, second: u32): void {
  for (let i = from; i < to; i++) {
    if (i == from || (i & 3) == 0) philox(i >> 2, 0, second, 0, seed, 0);
    const here = out + (<usize>i << 2);
    const there = here + (<usize>(word(i) % (count - i)) << 2);
    const value = load<u32>(here);
    store<u32>(here, load<u32>(there));
    store<u32>(there, value);
  }
}
