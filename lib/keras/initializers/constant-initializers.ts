import { fromArguments, ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, broadcastIndex, NDArray, type Nested, sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { arrayForm, arrayFromForm, isArrayForm } from "../saving/array-form.ts";
import type { SerializedObject } from "../saving/config.ts";
import { finite, Initializer } from "./initializer.ts";

type ConstantValue = number | ArrayInput | SerializedObject;

interface ConstantOptions {
  /** `value: 1`; default 0; an array is repeated. */
  value?: ConstantValue;
}

interface IdentityOptions {
  /** The values on the diagonal, `gain: 2`; default 1. */
  gain?: number;
}

/**
 * Every value is `value`, default 0; an array is repeated along its axes of one, and along those before its first.
 *
 * @example
 * const layer = new Dense(4, { biasInitializer: new initializers.Constant({ value: 0.1 }) });
 */
export class Constant extends Initializer {
  readonly value: number | NDArray;

  /** @throws ValueError unless the value is a finite number, an array of numbers, or its form in a file */
  constructor(...args: [options?: ConstantOptions] | [value: number | NDArray | readonly Nested[]]) {
    super();
    const isValue = Array.isArray(args[0]) || args[0] instanceof NDArray;
    const given = isValue ? [{ value: args[0] as ConstantValue }] : args;
    const { value } = fromArguments<ConstantOptions>("Constant", given, { value: 0 });
    if (typeof value !== "object" || value === null) this.value = finite("value", value);
    else
      this.value = isArrayForm(value)
        ? arrayFromForm(value as SerializedObject)
        : asArray(value as ArrayInput, "float64", "value");
  }

  /** @throws ValueError for an array that cannot be repeated to that shape */
  call(shape: readonly number[]): NDArray {
    const { value } = this;
    const values = new Float32Array(sizeOf(shape));
    if (typeof value === "number") return new NDArray(values.fill(value), [...shape]);
    const own = [...shape.slice(value.ndim).map(() => 1), ...value.shape];
    if (own.length > shape.length || own.some((size, axis) => size !== 1 && size !== shape[axis])) {
      throw new ValueError(
        "The array of a `Constant` initializer must have the shape of the weight, or one that can be repeated to it. " +
          `Received: value.shape=${tuple([...value.shape])} for a weight of shape ${tuple([...shape])}`,
      );
    }
    return new NDArray(
      values.map((_, i) => value.values[broadcastIndex(i, shape, own)]),
      [...shape],
    );
  }

  override getConfig(): Record<string, unknown> {
    return this.described({ value: typeof this.value === "number" ? this.value : arrayForm(this.value) });
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

  override getConfig(): Record<string, unknown> {
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

  override getConfig(): Record<string, unknown> {
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

  constructor(...args: [options?: IdentityOptions] | [gain: number]) {
    super();
    this.gain = finite("gain", fromArguments<IdentityOptions>("Identity", args, { gain: 1 }).gain);
  }

  call(shape: readonly number[]): NDArray {
    const [rows, columns] = matrix(shape, this.className);
    const values = new Float32Array(rows * columns);
    for (let i = 0; i < Math.min(rows, columns); i++) values[i * columns + i] = this.gain;
    return new NDArray(values, [rows, columns]);
  }

  override getConfig(): Record<string, unknown> {
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
