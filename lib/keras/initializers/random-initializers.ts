import { type Draw, drawNormal, drawTruncatedNormal, drawUniform } from "../../engine/index.ts";
import { fromArguments, ValueError } from "../../errors.ts";
import { NDArray, sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { state } from "../state.ts";
import { type Begun, type DrawStep, finite, Initializer, initialValues } from "./initializer.ts";

/** Values drawn in one step. */
const DRAWN = 2 ** 14;

/** The steps of a draw of independent values. */
export function drawSteps(values: Float32Array, draw: Draw): DrawStep {
  let from = 0;
  return () => {
    const to = Math.min(from + DRAWN, values.length);
    draw(from, to);
    from = to;
    return to < values.length;
  };
}

export interface SeedOption {
  /** An integer from 0, `seed: 42`; default: Keras' next layer seed. */
  seed?: number | null;
}

/**
 * An initializer with random values, bit for bit those of Keras on TensorFlow for the same seed. Without a seed the constructor
 * takes Keras' next layer seed.
 */
export abstract class RandomInitializer extends Initializer {
  readonly seed: number;
  /** The seed that was given, null without one. */
  protected readonly givenSeed: number | null;

  constructor(seed: number | null) {
    super();
    this.givenSeed = seed;
    if (seed !== null && (!Number.isSafeInteger(seed) || seed < 0)) {
      throw new ValueError(`Expected \`seed\` to be a whole number from 0. Received: seed=${seed}`);
    }
    this.seed = seed ?? state.layerSeeds.next();
  }

  /** Returns the steps that draw the values for a weight of that shape. */
  abstract draw(values: Float32Array, shape: readonly number[]): DrawStep;

  call(shape: readonly number[]): NDArray {
    const values = new Float32Array(sizeOf(shape));
    const step = this.draw(values, shape);
    while (step());
    return new NDArray(values, [...shape]);
  }

  override begin(shape: readonly number[]): Begun {
    // A derived class may override `call`.
    if (this.call !== RandomInitializer.prototype.call) return { values: initialValues(this, shape) };
    const values = new Float32Array(sizeOf(shape));
    return { values, rest: this.draw(values, shape) };
  }

  override getConfig(): Record<string, unknown> {
    return this.described({ seed: this.givenSeed });
  }
}

export interface NormalOptions extends SeedOption {
  /** `mean: 0.5`; default 0. */
  mean?: number;
  /** The standard deviation, `stddev: 0.1`; default 0.05. */
  stddev?: number;
}

export interface UniformOptions extends SeedOption {
  /** `minval: -0.1`; default -0.05. */
  minval?: number;
  /** `maxval: 0.1`; default 0.05. */
  maxval?: number;
}

/**
 * Random values from a uniform distribution over `[minval, maxval)`, default `[-0.05, 0.05)`.
 *
 * @example
 * const layer = new Dense(4, { kernelInitializer: new initializers.RandomUniform({ minval: -1, maxval: 1 }) });
 */
export class RandomUniform extends RandomInitializer {
  readonly minval: number;
  readonly maxval: number;

  constructor(
    ...args: [options?: UniformOptions] | [minval: number, maxval?: number, options?: UniformOptions]
  ) {
    const defaults = { minval: -0.05, maxval: 0.05, seed: null };
    const options = fromArguments<UniformOptions>("RandomUniform", args, defaults);
    super(options.seed);
    this.minval = options.minval;
    this.maxval = options.maxval;
    if (!(Number.isFinite(this.minval) && Number.isFinite(this.maxval) && this.minval <= this.maxval)) {
      throw new ValueError(
        "Expected `minval` and `maxval` to be finite numbers in that order. " +
          `Received: minval=${this.minval}, maxval=${this.maxval}`,
      );
    }
  }

  draw(values: Float32Array): DrawStep {
    return drawSteps(values, drawUniform(values, this.seed, this.minval, this.maxval));
  }

  override getConfig(): Record<string, unknown> {
    return this.described({ minval: this.minval, maxval: this.maxval, seed: this.givenSeed });
  }
}

abstract class Normal extends RandomInitializer {
  readonly mean: number;
  readonly stddev: number;

  constructor(...args: [options?: NormalOptions] | [mean: number, stddev?: number, options?: NormalOptions]) {
    const defaults = { mean: 0, stddev: 0.05, seed: null };
    const options = fromArguments<NormalOptions>(new.target.name, args, defaults);
    super(options.seed);
    this.mean = options.mean;
    this.stddev = options.stddev;
    if (!(Number.isFinite(this.mean) && Number.isFinite(this.stddev) && this.stddev >= 0)) {
      throw new ValueError(
        "Expected `mean` to be a finite number and `stddev` one from 0. " +
          `Received: mean=${this.mean}, stddev=${this.stddev}`,
      );
    }
  }

  override getConfig(): Record<string, unknown> {
    return this.described({ mean: this.mean, stddev: this.stddev, seed: this.givenSeed });
  }
}

/**
 * Random values from a normal distribution.
 *
 * @example
 * const layer = new Dense(4, { kernelInitializer: new initializers.RandomNormal({ stddev: 0.1 }) });
 */
export class RandomNormal extends Normal {
  draw(values: Float32Array): DrawStep {
    return drawSteps(values, drawNormal(values, this.seed, this.mean, this.stddev));
  }
}

/**
 * Random values from a normal distribution, truncated at two standard deviations from the mean.
 *
 * @example
 * const layer = new Dense(4, { kernelInitializer: new initializers.TruncatedNormal({ stddev: 0.1 }) });
 */
export class TruncatedNormal extends Normal {
  draw(values: Float32Array): DrawStep {
    return drawSteps(values, drawTruncatedNormal(values, this.seed, this.mean, this.stddev));
  }
}

interface OrthogonalOptions extends SeedOption {
  /** `gain: 2`; default 1. */
  gain?: number;
}

/**
 * A matrix with orthogonal rows or columns of length `gain` ([Saxe et al. 2014](https://arxiv.org/abs/1312.6120)).
 *
 * Porting note: computed in float64 from the normal values that Keras on TensorFlow draws. TensorFlow computes in float32, so the
 * values agree to about six digits, not to the last bit.
 *
 * @example
 * const layer = new Dense(4, { kernelInitializer: new initializers.Orthogonal({ seed: 1 }) });
 */
export class Orthogonal extends RandomInitializer {
  readonly gain: number;

  constructor(...args: [options?: OrthogonalOptions] | [gain: number, options?: OrthogonalOptions]) {
    const { gain, seed } = fromArguments<OrthogonalOptions>("Orthogonal", args, { gain: 1, seed: null });
    super(seed);
    this.gain = finite("gain", gain);
  }

  draw(values: Float32Array, shape: readonly number[]): DrawStep {
    if (shape.length < 2) {
      throw new ValueError(
        "The tensor to initialize must be at least two-dimensional. " +
          `Received: shape=${tuple([...shape])} of rank ${shape.length}.`,
      );
    }
    const [columns] = shape.slice(-1);
    const steps = this.drawMatrix(values, sizeOf(shape) / columns, columns);
    return () => !steps.next().done;
  }

  private *drawMatrix(values: Float32Array, rows: number, columns: number): Generator<void, void> {
    const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
    const step = drawSteps(values, drawNormal(values, this.seed, 0, 1));
    while (step()) yield;
    const basis = Array.from({ length: short }, (_, c) =>
      Float64Array.from({ length: long }, (_, r) => values[r * short + c]),
    );
    yield* orthonormalize(basis);
    for (let i = 0; i < values.length; i++) {
      const [row, column] = [Math.floor(i / columns), i % columns];
      values[i] = this.gain * (rows >= columns ? basis[column][row] : basis[row][column]);
    }
  }

  override getConfig(): Record<string, unknown> {
    return this.described({ gain: this.gain, seed: this.givenSeed });
  }
}

/** The Gram–Schmidt process, twice because of rounding errors; the diagonal of R is positive. */
function* orthonormalize(vectors: readonly Float64Array[]): Generator<void, void> {
  let products = 0;
  for (const [n, vector] of vectors.entries()) {
    for (let k = 0; k < 2 * n; k++) {
      const before = vectors[k % n];
      const share = dot(vector, before);
      for (let i = 0; i < vector.length; i++) vector[i] -= share * before[i];
      if (++products % PRODUCTS === 0) yield;
    }
    const length = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i] /= length;
  }
}

/** Products of vectors in one step. */
const PRODUCTS = 64;

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
