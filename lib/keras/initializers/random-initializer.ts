import { ValueError } from "../../errors";
import { state } from "../state";
import { Initializer } from "./initializer";

export interface SeedOption {
  /** A whole number from 0; default: Keras' next layer seed. */
  seed?: number | null;
}

/**
 * An initializer that draws. The same seed draws the same values, bit for bit those of Keras on TensorFlow; without one
 * Keras' next layer seed is taken, when the initializer is made.
 */
export abstract class RandomInitializer extends Initializer {
  readonly seed: number;
  /** The seed as it was given, null without one. */
  protected readonly givenSeed: number | null;

  constructor(seed: number | null | undefined) {
    super();
    this.givenSeed = seed ?? null;
    if (seed !== null && seed !== undefined && (!Number.isSafeInteger(seed) || seed < 0)) {
      throw new ValueError(`Expected \`seed\` to be a whole number from 0. Received: seed=${seed}`);
    }
    this.seed = seed ?? state.layerSeeds.next();
  }

  getConfig(): Record<string, number | string | null> {
    return { seed: this.givenSeed };
  }
}

/** The number of values of a weight of that shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}
