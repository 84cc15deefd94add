/** Philox 4×32 with 10 rounds, TensorFlow's generator. */
import { scratch } from "./thread";

export const WORDS = scratch;

/** The four words of a counter under a key; `word(i)` reads them. */
export function philox(c0: u32, c1: u32, c2: u32, c3: u32, k0: u32, k1: u32): void {
  for (let round = 0; round < 10; round++) {
    const a = <u64>0xd2511f53 * <u64>c0;
    const b = <u64>0xcd9e8d57 * <u64>c2;
    c0 = <u32>(b >> 32) ^ c1 ^ k0;
    c2 = <u32>(a >> 32) ^ c3 ^ k1;
    c1 = <u32>b;
    c3 = <u32>a;
    k0 += 0x9e3779b9;
    k1 += 0xbb67ae85;
  }
  store<u32>(WORDS, c0);
  store<u32>(WORDS, c1, 4);
  store<u32>(WORDS, c2, 8);
  store<u32>(WORDS, c3, 12);
}

// @ts-ignore: decorator
@inline
export function word(i: u32): u32 {
  return load<u32>(WORDS + ((i & 3) << 2));
}
