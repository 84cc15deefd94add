import { MT19937 } from "./mt19937.ts";

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
    // Python takes as many bits as the range needs and rejects what lies above it.
    let value = this.generator.nextUint32() >>> 2;
    while (value >= 1e9) value = this.generator.nextUint32() >>> 2;
    return value + 1;
  }
}
