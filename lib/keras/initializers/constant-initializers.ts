import { fromArguments, ValueError } from "../../errors.ts";
import { sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { finite, Initializer } from "./initializer.ts";

/**
 * Every value is `value`, default 0.
 *
 * @example
 * const layer = new Dense(4, { biasInitializer: new initializers.Constant({ value: 0.1 }) });
 */
export class Constant extends Initializer {
  readonly value: number;

  constructor(...args: [options?: { value?: number }] | [value: number]) {
    super();
    this.value = finite("value", fromArguments<{ value?: number }>("Constant", args, { value: 0 }).value);
  }

  call(shape: readonly number[]): Float32Array {
    return new Float32Array(sizeOf(shape)).fill(this.value);
  }

  getConfig(): Record<string, number | null> {
    return this.described({ value: this.value });
  }
}

/**
 * Every value is 0.
 *
 * @example
 * const layer = new Dense(4, { kernelInitializer: new initializers.Zeros() });
 */
export class Zeros extends Constant {
  constructor(...args: []) {
    fromArguments("Zeros", args, {});
    super(0);
  }

  override getConfig(): Record<string, number | null> {
    return {};
  }
}

/**
 * Every value is 1.
 *
 * @example
 * const layer = new Dense(4, { biasInitializer: new initializers.Ones() });
 */
export class Ones extends Constant {
  constructor(...args: []) {
    fromArguments("Ones", args, {});
    super(1);
  }

  override getConfig(): Record<string, number | null> {
    return {};
  }
}

/**
 * `gain`, default 1, on the diagonal, 0 elsewhere.
 *
 * @example
 * const layer = new Dense(4, { kernelInitializer: new initializers.Identity() });
 */
export class Identity extends Initializer {
  readonly gain: number;

  constructor(...args: [options?: { gain?: number }] | [gain: number]) {
    super();
    this.gain = finite("gain", fromArguments<{ gain?: number }>("Identity", args, { gain: 1 }).gain);
  }

  call(shape: readonly number[]): Float32Array {
    const [rows, columns] = matrix(shape, this.className);
    const values = new Float32Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = this.gain;
    return values;
  }

  getConfig(): Record<string, number | string | null> {
    return this.described({ gain: this.gain });
  }
}

/** @throws ValueError unless the shape is that of a matrix */
function matrix(shape: readonly number[], name: string): readonly number[] {
  if (shape.length === 2) return shape;
  throw new ValueError(
    `The tensor to initialize must be two-dimensional for ${name}. Received: shape=${tuple([...shape])} of rank ${shape.length}.`,
  );
}
