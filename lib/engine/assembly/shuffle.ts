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
 * The order of `count` samples at `out`, where they are in turn before, as `lib/engine/random/sample-order.ts` says; `second`: tf.data's second seed.
 * One call settles the positions `from … to)`, in turn, and returns the words drawn so far, `drawn` of them before it.
 */
export function shuffle(
  out: usize,
  count: u32,
  from: u32,
  to: u32,
  drawn: u32,
  seed: u32,
  second: u32,
): u32 {
  // Another order may have been drawn since.
  if ((drawn & 3) != 0) philox(drawn >> 2, 0, second, 0, seed, 0);
  for (let i = from; i < to && i + 1 < count; i++) {
    const left = count - i;
    let draw: u32;
    do {
      if ((drawn & 3) == 0) philox(drawn >> 2, 0, second, 0, seed, 0);
      draw = word(drawn++);
      // Words below 2^32 mod `left` would make some positions likelier than others; it is below `left`, as few words are.
    } while (draw < left && draw < (0 - left) % left);
    const here = out + (<usize>i << 2);
    const there = here + (<usize>(draw % left) << 2);
    const value = load<u32>(here);
    store<u32>(here, load<u32>(there));
    store<u32>(there, value);
  }
  return drawn;
}
