import { normal, truncatedNormal, uniform } from "../../engine";
import { ValueError } from "../../errors";
import { RandomInitializer, type SeedOption, sizeOf } from "./random-initializer";

export interface NormalOptions extends SeedOption {
  /** Default 0. */
  mean?: number;
  /** The standard deviation, default 0.05. */
  stddev?: number;
}

/** Uniform from `minval`, default -0.05, to `maxval`, default 0.05. */
export class RandomUniform extends RandomInitializer {
  readonly className = "RandomUniform";
  readonly minval: number;
  readonly maxval: number;

  constructor(options: SeedOption & { minval?: number; maxval?: number } = {}) {
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
    return uniform(this.seed, sizeOf(shape), this.minval, this.maxval);
  }

  override getConfig(): Record<string, number | string | null> {
    return { minval: this.minval, maxval: this.maxval, seed: this.givenSeed };
  }
}

abstract class Normal extends RandomInitializer {
  readonly mean: number;
  readonly stddev: number;

  constructor(options: NormalOptions) {
    super(options.seed);
    this.mean = options.mean ?? 0;
    this.stddev = options.stddev ?? 0.05;
    if (!(Number.isFinite(this.mean) && Number.isFinite(this.stddev) && this.stddev >= 0)) {
      throw new ValueError(
        "Expected `mean` to be a finite number and `stddev` one from 0. " +
          `Received: mean=${this.mean}, stddev=${this.stddev}`,
      );
    }
  }

  override getConfig(): Record<string, number | string | null> {
    return { mean: this.mean, stddev: this.stddev, seed: this.givenSeed };
  }
}

/** Normal. */
export class RandomNormal extends Normal {
  readonly className = "RandomNormal";

  constructor(options: NormalOptions = {}) {
    super(options);
  }

  call(shape: readonly number[]): Float32Array {
    return normal(this.seed, sizeOf(shape), this.mean, this.stddev);
  }
}

/** Normal, without what is two or more deviations away from the mean. */
export class TruncatedNormal extends Normal {
  readonly className = "TruncatedNormal";

  constructor(options: NormalOptions = {}) {
    super(options);
  }

  call(shape: readonly number[]): Float32Array {
    return truncatedNormal(this.seed, sizeOf(shape), this.mean, this.stddev);
  }
}
