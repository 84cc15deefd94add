import { MT19937 } from "./mt19937.ts";

/** NumPy's legacy `RandomState`: the generator behind scikit-learn's `random_state`. */
export class RandomState {
  private readonly bits: MT19937;

  /** @param seed an integer in [0, 2³² − 1] */
  constructor(seed: number) {
    this.bits = MT19937.fromSeed(seed);
  }

  /** A shuffled copy of `items`, or of 0 … n−1 for a number n. */
  permutation(items: number | readonly number[]): number[] {
    const shuffled = typeof items === "number" ? Array.from({ length: items }, (_, i) => i) : [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.interval(i);
      [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
    }
    return shuffled;
  }

  /** `size` of the `items`, each at most once. */
  choice(items: readonly number[], size: number): number[] {
    return this.permutation(items.length)
      .slice(0, size)
      .map((i) => items[i]);
  }

  /** A whole number in [0, max], both included: words cut to the bits of `max`, drawn again while too large. */
  private interval(max: number): number {
    const mask = 0xffffffff >>> Math.clz32(max);
    for (;;) {
      const value = this.bits.nextUint32() & mask;
      if (value <= max) return value;
    }
  }
}

// NumPy's own global generator, which `keras.utils.set_random_seed` seeds; a reloaded module finds it again.
const globalKey = Symbol.for("keras-day.numpy-random-state");
const holder = globalThis as { [globalKey]?: RandomState };

/** `np.random.seed(seed)`. */
export function seedGlobalRandomState(seed: number): void {
  holder[globalKey] = new RandomState(seed);
}

/** Remembers the process-wide generator, and returns a function that puts it back. */
export function keepGlobalRandomState(): () => void {
  const kept = holder[globalKey];
  return () => {
    holder[globalKey] = kept;
  };
}

/** The process-wide generator that scikit-learn uses for `random_state=None`; unforeseeable until it is seeded. */
export function globalRandomState(): RandomState {
  holder[globalKey] ??= new RandomState(crypto.getRandomValues(new Uint32Array(1))[0]);
  return holder[globalKey];
}
