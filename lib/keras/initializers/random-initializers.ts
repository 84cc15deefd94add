import { drawNormal, drawTruncatedNormal, drawUniform, drawVarianceScaling } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { matrix, RandomInitializer, type SeedOption } from "./initializer.ts";

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

  draw(values: Float32Array): Generator<void, void> {
    return drawUniform(values, this.seed, this.minval, this.maxval);
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

  draw(values: Float32Array): Generator<void, void> {
    return drawNormal(values, this.seed, this.mean, this.stddev);
  }
}

/** Normal, without what is two or more deviations away from the mean. */
export class TruncatedNormal extends Normal {
  readonly className = "TruncatedNormal";

  constructor(options: NormalOptions = {}) {
    super(options);
  }

  draw(values: Float32Array): Generator<void, void> {
    return drawTruncatedNormal(values, this.seed, this.mean, this.stddev);
  }
}

/**
 * A matrix with orthogonal rows or columns of length `gain`.
 *
 * Porting note: made from the normal values that Keras on TensorFlow draws, but in float64, where TensorFlow makes it in
 * float32: the values agree to about six digits, not to the last bit.
 */
export class Orthogonal extends RandomInitializer {
  readonly className = "Orthogonal";
  readonly gain: number;

  /** @param options.gain default 1 */
  constructor(options: SeedOption & { gain?: number } = {}) {
    super(options.seed);
    this.gain = options.gain ?? 1;
  }

  draw(values: Float32Array, shape: readonly number[]): Generator<void, void> {
    const [rows, columns] = matrix(shape, this.className);
    return this.drawMatrix(values, rows, columns);
  }

  private *drawMatrix(values: Float32Array, rows: number, columns: number): Generator<void, void> {
    yield* drawNormal(values, this.seed, 0, 1);
    const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
    const basis: Float64Array[] = [];
    for (let c = 0; c < short; c++) {
      basis.push(Float64Array.from({ length: long }, (_, r) => values[r * short + c]));
      yield;
    }
    yield* orthonormalize(basis);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        values[r * columns + c] = this.gain * (rows >= columns ? basis[c][r] : basis[r][c]);
      }
      yield;
    }
  }

  override getConfig(): Record<string, number | string | null> {
    return { gain: this.gain, seed: this.givenSeed };
  }
}

/** Gram and Schmidt's method, twice, as rounding leaves a rest the first time; the diagonal of R is positive. */
function* orthonormalize(vectors: readonly Float64Array[]): Generator<void, void> {
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  for (const [n, vector] of vectors.entries()) {
    for (const before of [...vectors.slice(0, n), ...vectors.slice(0, n)]) {
      const share = dot(vector, before);
      for (let i = 0; i < vector.length; i++) vector[i] -= share * before[i];
      yield;
    }
    const length = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i] /= length;
  }
}

type Mode = "fan_in" | "fan_out" | "fan_avg";
type Distribution = "truncated_normal" | "untruncated_normal" | "uniform";

export interface VarianceScalingOptions extends SeedOption {
  /** Default 1. */
  scale?: number;
  /** What the variance is divided by: inputs, outputs or their mean; default `"fan_in"`. */
  mode?: Mode;
  /** Default `"truncated_normal"`. */
  distribution?: Distribution;
}

/** The engine's words. */
const MODES = { fan_in: "fanIn", fan_out: "fanOut", fan_avg: "fanAvg" } as const;
const DISTRIBUTIONS = {
  uniform: "uniform",
  truncated_normal: "truncatedNormal",
  untruncated_normal: "untruncatedNormal",
} as const;

/** Values of variance `scale / n`, n the number of inputs, outputs or their mean: keeps signals alike from layer to layer. */
export class VarianceScaling extends RandomInitializer {
  readonly className: string = "VarianceScaling";
  readonly scale: number;
  readonly mode: Mode;
  readonly distribution: Distribution;

  /** @throws ValueError for a scale that is not above 0, and other words */
  constructor(options: VarianceScalingOptions = {}) {
    const { scale = 1, mode = "fan_in", distribution = "truncated_normal", seed } = options;
    if (!(scale > 0 && Number.isFinite(scale))) {
      throw new ValueError(`Argument \`scale\` must be positive float. Received: scale=${scale}`);
    }
    oneOf("mode", mode, Object.keys(MODES));
    oneOf("distribution", distribution, Object.keys(DISTRIBUTIONS));
    super(seed);
    this.scale = scale;
    this.mode = mode;
    this.distribution = distribution;
  }

  draw(values: Float32Array, shape: readonly number[]): Generator<void, void> {
    const [fanIn, fanOut] = fans(shape);
    const mode = MODES[this.mode];
    const distribution = DISTRIBUTIONS[this.distribution];
    return drawVarianceScaling(values, this.seed, fanIn, fanOut, { scale: this.scale, mode, distribution });
  }

  override getConfig(): Record<string, number | string | null> {
    return { scale: this.scale, mode: this.mode, distribution: this.distribution, seed: this.givenSeed };
  }
}

/** One of the six with a name: its configuration is the seed alone. */
abstract class NamedScaling extends VarianceScaling {
  constructor(
    override readonly className: string,
    { seed }: SeedOption,
    scaling: Required<Omit<VarianceScalingOptions, "seed">>,
  ) {
    super({ ...scaling, seed });
  }

  override getConfig(): Record<string, number | string | null> {
    return { seed: this.givenSeed };
  }
}

/** Uniform within ±√(6 / (inputs + outputs)). */
export class GlorotUniform extends NamedScaling {
  constructor(options: SeedOption = {}) {
    super("GlorotUniform", options, { scale: 1, mode: "fan_avg", distribution: "uniform" });
  }
}

/** Normal, cut at two deviations, of variance 2 / (inputs + outputs). */
export class GlorotNormal extends NamedScaling {
  constructor(options: SeedOption = {}) {
    super("GlorotNormal", options, { scale: 1, mode: "fan_avg", distribution: "truncated_normal" });
  }
}

/** Uniform within ±√(6 / inputs): for layers with relu. */
export class HeUniform extends NamedScaling {
  constructor(options: SeedOption = {}) {
    super("HeUniform", options, { scale: 2, mode: "fan_in", distribution: "uniform" });
  }
}

/** Normal, cut at two deviations, of variance 2 / inputs: for layers with relu. */
export class HeNormal extends NamedScaling {
  constructor(options: SeedOption = {}) {
    super("HeNormal", options, { scale: 2, mode: "fan_in", distribution: "truncated_normal" });
  }
}

/** Uniform within ±√(3 / inputs): for layers with selu. */
export class LecunUniform extends NamedScaling {
  constructor(options: SeedOption = {}) {
    super("LecunUniform", options, { scale: 1, mode: "fan_in", distribution: "uniform" });
  }
}

/** Normal, cut at two deviations, of variance 1 / inputs: for layers with selu. */
export class LecunNormal extends NamedScaling {
  constructor(options: SeedOption = {}) {
    super("LecunNormal", options, { scale: 1, mode: "fan_in", distribution: "truncated_normal" });
  }
}

/** Inputs and outputs of a weight of that shape, as Keras counts them: a vector has its size for both. */
function fans(shape: readonly number[]): [number, number] {
  return shape.length === 1 ? [shape[0], shape[0]] : [shape[0], shape[1]];
}

function oneOf(name: string, value: string, words: readonly string[]): void {
  if (words.includes(value)) return;
  throw new ValueError(
    `Invalid \`${name}\` argument: ${value}. Please use one of {${words.map((word) => `'${word}'`).join(", ")}}`,
  );
}
