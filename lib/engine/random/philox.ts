/**
 * Philox 4×32 with 10 rounds (Salmon et al., "Parallel random numbers: as easy as 1, 2, 3", 2011), the counter-based
 * generator that TensorFlow draws from: four random 32-bit words for each value of a counter, under a key.
 */
export class Philox {
  private readonly words = new Uint32Array(4);
  private used = 4;

  constructor(
    private readonly key: readonly [number, number],
    private readonly counter: [number, number, number, number],
  ) {}

  /** The next 32 bits; the low 64 bits of the counter go up by one every four words. */
  nextUint32(): number {
    if (this.used === 4) {
      const { counter } = this;
      philox(counter, this.key, this.words);
      this.used = 0;
      counter[0] = (counter[0] + 1) >>> 0;
      if (counter[0] === 0) counter[1] = (counter[1] + 1) >>> 0;
    }
    return this.words[this.used++];
  }
}

/** The four words of one counter under one key. */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
  to = new Uint32Array(4),
): Uint32Array {
  // By index, not destructured: an iterator for each draw takes five times as long.
  let c0 = counter[0];
  let c1 = counter[1];
  let c2 = counter[2];
  let c3 = counter[3];
  let k0 = key[0];
  let k1 = key[1];
  for (let round = 0; round < 10; round++) {
    const next0 = (high(0xcd9e8d57, c2) ^ c1 ^ k0) >>> 0;
    const next2 = (high(0xd2511f53, c0) ^ c3 ^ k1) >>> 0;
    c1 = Math.imul(0xcd9e8d57, c2) >>> 0;
    c3 = Math.imul(0xd2511f53, c0) >>> 0;
    c0 = next0;
    c2 = next2;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  to[0] = c0;
  to[1] = c1;
  to[2] = c2;
  to[3] = c3;
  return to;
}

/** The upper 32 bits of the product of two words, sixteen bits at a time: no partial product is more than a word. */
function high(a: number, b: number): number {
  const low = (a & 0xffff) * (b & 0xffff);
  const cross = (a >>> 16) * (b & 0xffff) + (low >>> 16);
  const middle = (a & 0xffff) * (b >>> 16) + (cross & 0xffff);
  return (a >>> 16) * (b >>> 16) + (cross >>> 16) + (middle >>> 16);
}
