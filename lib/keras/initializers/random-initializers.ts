import { glorotUniform, uniform } from "../../engine";
import { ValueError } from "../../errors";
import { state } from "../state";
import { Initializer } from "./initializer";

/**
 * An initializer that draws. The same seed draws the same values, bit for bit those of Keras on TensorFlow; without one
 * Keras' next layer seed is taken, when the initializer is made.
 */
abstract class RandomInitializer extends Initializer {
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

  getConfig(): Record<string, number | null> {
    return { seed: this.givenSeed };
  }
}

/** Uniform within ±√(6 / (inputs + outputs)): keeps the spread of signals alike from layer to layer. */
export class GlorotUniform extends RandomInitializer {
  readonly className = "GlorotUniform";

  constructor(options: { seed?: number | null } = {}) {
    super(options.seed);
  }

  call(shape: readonly number[]): Float32Array {
    const [fanIn, fanOut] = fans(shape);
    return glorotUniform(this.seed, fanIn, fanOut);
  }
}

/** Uniform within ±√(6 / inputs): for layers with relu. */
export class HeUniform extends RandomInitializer {
  readonly className = "HeUniform";

  constructor(options: { seed?: number | null } = {}) {
    super(options.seed);
  }

  call(shape: readonly number[]): Float32Array {
    const [fanIn, fanOut] = fans(shape);
    const limit = Math.sqrt(3 * (2 / fanIn));
    return uniform(this.seed, fanIn * fanOut, -limit, limit);
  }
}

/** Uniform from `minval`, default -0.05, to `maxval`, default 0.05. */
export class RandomUniform extends RandomInitializer {
  readonly className = "RandomUniform";
  readonly minval: number;
  readonly maxval: number;

  constructor(options: { minval?: number; maxval?: number; seed?: number | null } = {}) {
    super(options.seed);
    this.minval = options.minval ?? -0.05;
    this.maxval = options.maxval ?? 0.05;
    if (!(Number.isFinite(this.minval) && Number.isFinite(this.maxval) && this.minval <= this.maxval)) {
      throw new ValueError(
        "Expected `minval` and `maxval` to be finite numbers in that order. " +
          `Received: minval=${this.minval}, maxval=${this.maxval}`,
      );
    }
  }

  call(shape: readonly number[]): Float32Array {
    const size = shape.reduce((product, axis) => product * axis, 1);
    return uniform(this.seed, size, this.minval, this.maxval);
  }

  override getConfig(): Record<string, number | null> {
    return { minval: this.minval, maxval: this.maxval, seed: this.givenSeed };
  }
}

/** Inputs and outputs of a weight of that shape, as Keras counts them: a vector has its size for both. */
function fans(shape: readonly number[]): [number, number] {
  return shape.length === 1 ? [shape[0], shape[0]] : [shape[0], shape[1]];
}
