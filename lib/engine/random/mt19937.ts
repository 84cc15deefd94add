import { log } from "../math.ts";

/**
 * The Mersenne Twister MT19937 (Matsumoto & Nishimura, 1998), as Python's `random` and NumPy's legacy
 * `RandomState` use it. Both draw the same 32-bit words; they differ in how a seed fills the state.
 */
export class MT19937 {
  private readonly state = new Uint32Array(N);
  private position = N;

  private constructor() {}

  /** NumPy's `RandomState(seed)`: `init_genrand`. */
  static fromSeed(seed: number): MT19937 {
    const generator = new MT19937();
    generator.fillFrom(seed);
    return generator;
  }

  /** Python's `random.seed(seed)` for a non-negative integer: `init_by_array` over its 32-bit digits. */
  static fromPythonSeed(seed: number): MT19937 {
    const high = Math.floor(seed / 2 ** 32);
    return MT19937.fromKey(high === 0 ? [seed >>> 0] : [seed >>> 0, high >>> 0]);
  }

  /** `init_by_array` of the reference implementation. */
  private static fromKey(key: readonly number[]): MT19937 {
    const generator = new MT19937();
    generator.fillFrom(19650218);
    const { state } = generator;
    let i = 1;
    let j = 0;
    for (let k = Math.max(N, key.length); k > 0; k--) {
      state[i] = (state[i] ^ Math.imul(state[i - 1] ^ (state[i - 1] >>> 30), 1664525)) + key[j] + j;
      if (++i >= N) {
        state[0] = state[N - 1];
        i = 1;
      }
      j = (j + 1) % key.length;
    }
    for (let k = N - 1; k > 0; k--) {
      state[i] = (state[i] ^ Math.imul(state[i - 1] ^ (state[i - 1] >>> 30), 1566083941)) - i;
      if (++i >= N) {
        state[0] = state[N - 1];
        i = 1;
      }
    }
    state[0] = 0x80000000;
    return generator;
  }

  /** The next 32 bits. */
  nextUint32(): number {
    if (this.position === N) this.twist();
    let y = this.state[this.position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  private fillFrom(seed: number): void {
    this.state[0] = seed;
    for (let i = 1; i < N; i++) {
      const previous = this.state[i - 1] ^ (this.state[i - 1] >>> 30);
      this.state[i] = Math.imul(previous, 1812433253) + i;
    }
  }

  private twist(): void {
    const { state } = this;
    for (let i = 0; i < N; i++) {
      const y = (state[i] & 0x80000000) | (state[(i + 1) % N] & 0x7fffffff);
      state[i] = state[(i + M) % N] ^ (y >>> 1) ^ (y & 1 ? 0x9908b0df : 0);
    }
    this.position = 0;
  }
}

const N = 624;
const M = 397;

/**
 * The seeds that Keras gives its layers' initializers after `keras.utils.set_random_seed(seed)`: one
 * `random.randint(1, 10**9)` of Python for each initializer made without a seed, in order of creation.
 */
export class LayerSeeds {
  private readonly generator: MT19937;

  /** `seed`: a whole number from 0 to 2**32 − 1. */
  constructor(seed: number) {
    this.generator = MT19937.fromPythonSeed(seed);
  }

  /** The next seed, from 1 to 10**9. */
  next(): number {
    return this.below(1e9) + 1;
  }

  /** The next seed of an operation of TensorFlow that has none, below 2**31. */
  nextOfOperation(): number {
    return this.below(2 ** 31);
  }

  /** A copy in the order of Python's `random.shuffle`. */
  shuffled<T>(items: readonly T[]): T[] {
    const shuffled = [...items];
    for (let i = shuffled.length - 1; i > 0; i--) {
      const j = this.below(i + 1);
      [shuffled[i], shuffled[j]] = [shuffled[j], shuffled[i]];
    }
    return shuffled;
  }

  /** An integer below `end`, drawn as in Python: as many bits as `end` has, again while the result is too large. */
  private below(end: number): number {
    const unused = Math.clz32(end);
    let value = this.generator.nextUint32() >>> unused;
    while (value >= end) value = this.generator.nextUint32() >>> unused;
    return value;
  }
}

/** NumPy's legacy `RandomState`: the generator behind scikit-learn's `random_state`. */
export class RandomState {
  private readonly bits: MT19937;
  /** The polar method draws two numbers at a time. */
  private second: number | undefined;

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

  /** A number from the normal distribution, by the polar method (Marsaglia & Bray, 1964), as `random_state.normal`. */
  normal(mean = 0, deviation = 1): number {
    return mean + deviation * this.gauss();
  }

  /** A number from `low` to below `high`, as `random_state.uniform`. */
  uniform(low = 0, high = 1): number {
    return low + (high - low) * this.double();
  }

  private gauss(): number {
    if (this.second !== undefined) {
      const second = this.second;
      this.second = undefined;
      return second;
    }
    for (;;) {
      const x1 = 2 * this.double() - 1;
      const x2 = 2 * this.double() - 1;
      const square = x1 * x1 + x2 * x2;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * log(square)) / square);
      this.second = factor * x1;
      return factor * x2;
    }
  }

  /** A number in [0, 1) of 53 random bits. */
  private double(): number {
    const high = this.bits.nextUint32() >>> 5;
    const low = this.bits.nextUint32() >>> 6;
    return (high * 2 ** 26 + low) / 2 ** 53;
  }

  /** An integer from 0 to `max`: words masked to the bits of `max`, drawn again while too large. */
  interval(max: number): number {
    const mask = 0xffffffff >>> Math.clz32(max);
    for (;;) {
      const value = this.bits.nextUint32() & mask;
      if (value <= max) return value;
    }
  }
}

// NumPy's global generator, which `keras.utils.set_random_seed` seeds. A module that is loaded again finds the same one.
const globalKey = Symbol.for("keras-day.numpy-random-state");
const holder = globalThis as { [globalKey]?: RandomState };

/** `np.random.seed(seed)`. */
export function seedGlobalRandomState(seed: number): void {
  holder[globalKey] = new RandomState(seed);
}

/** Saves the process-wide generator, and returns a function that restores it. */
export function keepGlobalRandomState(): () => void {
  const kept = holder[globalKey];
  return () => {
    holder[globalKey] = kept;
  };
}

/** The process-wide generator that scikit-learn uses for `random_state=None`: randomly seeded, until a seed is set. */
export function globalRandomState(): RandomState {
  holder[globalKey] ??= new RandomState(Math.floor(Math.random() * 2 ** 32));
  return holder[globalKey];
}
