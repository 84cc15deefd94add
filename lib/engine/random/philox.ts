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
      this.words.set(philox(this.counter, this.key));
      this.used = 0;
      const [low, high] = this.counter;
      this.counter[0] = (low + 1) >>> 0;
      if (this.counter[0] === 0) this.counter[1] = (high + 1) >>> 0;
    }
    return this.words[this.used++];
  }
}

/** The four words of one counter under one key. */
export function philox(
  counter: readonly [number, number, number, number],
  key: readonly [number, number],
): [number, number, number, number] {
  let [c0, c1, c2, c3] = counter;
  let [k0, k1] = key;
  for (let round = 0; round < 10; round++) {
    const [high0, low0] = multiply(0xd2511f53, c0);
    const [high1, low1] = multiply(0xcd9e8d57, c2);
    c0 = (high1 ^ c1 ^ k0) >>> 0;
    c1 = low1;
    c2 = (high0 ^ c3 ^ k1) >>> 0;
    c3 = low0;
    k0 = (k0 + 0x9e3779b9) >>> 0;
    k1 = (k1 + 0xbb67ae85) >>> 0;
  }
  return [c0, c1, c2, c3];
}

/** The 64-bit product of two 32-bit words: `[high, low]`. */
function multiply(a: number, b: number): [number, number] {
  const low = Math.imul(a, b) >>> 0;
  // Sixteen bits at a time, so that no partial product leaves the 53 exact bits of a number.
  const cross = (a >>> 16) * (b & 0xffff) + Math.floor(((a & 0xffff) * (b & 0xffff)) / 65536);
  const middle = (a & 0xffff) * (b >>> 16) + (cross % 65536);
  return [(a >>> 16) * (b >>> 16) + Math.floor(cross / 65536) + Math.floor(middle / 65536), low];
}
