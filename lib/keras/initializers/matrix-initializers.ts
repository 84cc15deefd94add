import { normal } from "../../engine";
import { ValueError } from "../../errors";
import { tuple } from "../python-repr";
import { Initializer } from "./initializer";
import { RandomInitializer, type SeedOption } from "./random-initializer";

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

  call(shape: readonly number[]): Float32Array {
    const [rows, columns] = matrix(shape, this.className);
    const [long, short] = [Math.max(rows, columns), Math.min(rows, columns)];
    const drawn = normal(this.seed, rows * columns, 0, 1);
    const basis = Array.from({ length: short }, (_, c) =>
      Float64Array.from({ length: long }, (_, r) => drawn[r * short + c]),
    );
    orthonormalize(basis);
    const values = new Float32Array(rows * columns);
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) {
        values[r * columns + c] = this.gain * (rows >= columns ? basis[c][r] : basis[r][c]);
      }
    }
    return values;
  }

  override getConfig(): Record<string, number | string | null> {
    return { gain: this.gain, seed: this.givenSeed };
  }
}

/** `gain`, default 1, on the diagonal, 0 elsewhere. */
export class Identity extends Initializer {
  readonly className = "Identity";
  readonly gain: number;

  constructor(options: { gain?: number } = {}) {
    super();
    this.gain = options.gain ?? 1;
  }

  call(shape: readonly number[]): Float32Array {
    const [rows, columns] = matrix(shape, this.className);
    const values = new Float32Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = this.gain;
    return values;
  }

  getConfig(): Record<string, number | string | null> {
    return { gain: this.gain };
  }
}

/** Gram and Schmidt's method, twice, as rounding leaves a rest the first time; the diagonal of R is positive. */
function orthonormalize(vectors: readonly Float64Array[]): void {
  const dot = (a: Float64Array, b: Float64Array) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  vectors.forEach((vector, n) => {
    for (const before of [...vectors.slice(0, n), ...vectors.slice(0, n)]) {
      const share = dot(vector, before);
      for (let i = 0; i < vector.length; i++) vector[i] -= share * before[i];
    }
    const length = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i] /= length;
  });
}

function matrix(shape: readonly number[], name: string): readonly number[] {
  if (shape.length === 2) return shape;
  throw new ValueError(
    `The tensor to initialize must be two-dimensional for ${name}. Received: shape=${tuple([...shape])} of rank ${shape.length}.`,
  );
}
