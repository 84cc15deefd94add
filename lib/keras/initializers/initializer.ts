import { ValueError } from "../../errors.ts";
import { PythonObject, tuple } from "../python-repr.ts";
import { state } from "../state.ts";

/** An initializer in a layer's configuration, under Python's keys. */
export interface SerializedInitializer {
  class_name: string;
  config: Record<string, number | string | null>;
}

/** Values of a weight, and what draws them, in pieces, if they are not drawn yet. */
interface Begun {
  values: Float32Array;
  rest?: Generator<void, void>;
}

/** Makes the first values of a weight. */
export abstract class Initializer extends PythonObject {
  /** Keras' name of the class. */
  abstract readonly className: string;

  /** The values for a weight of that shape, row-major. */
  abstract call(shape: readonly number[]): Float32Array;
  /** The same, with the rest of the work for later; not there: `call` does it all. */
  begin?(shape: readonly number[]): Begun;
  abstract getConfig(): Record<string, number | string | null>;

  protected get pythonClass(): string {
    return `tensorflow.python.keras.initializers.initializers_v2.${this.className}`;
  }
}

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

  /** Draws the values for a weight of that shape, in pieces. */
  abstract draw(values: Float32Array, shape: readonly number[]): Generator<void, void>;

  call(shape: readonly number[]): Float32Array {
    const values = new Float32Array(sizeOf(shape));
    const drawing = this.draw(values, shape);
    while (!drawing.next().done);
    return values;
  }

  override begin(shape: readonly number[]): Begun {
    // A class that is derived may have its own way to the values.
    if (this.call !== RandomInitializer.prototype.call) return { values: this.call(shape) };
    const values = new Float32Array(sizeOf(shape));
    return { values, rest: this.draw(values, shape) };
  }

  getConfig(): Record<string, number | string | null> {
    return { seed: this.givenSeed };
  }
}

/** The number of values of a weight of that shape. */
export function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, axis) => product * axis, 1);
}

/** Rows and columns of a weight, for initializers of matrices alone. */
export function matrix(shape: readonly number[], name: string): readonly number[] {
  if (shape.length === 2) return shape;
  throw new ValueError(
    `The tensor to initialize must be two-dimensional for ${name}. Received: shape=${tuple([...shape])} of rank ${shape.length}.`,
  );
}
