import { firstNotFinite } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, type NDArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { PythonObject } from "../python-object.ts";
import { type ConfigClass, fromConfig } from "../saving/config.ts";

/** An initializer in a layer's configuration, under Python's keys. */
export interface SerializedInitializer {
  module?: string | null;
  class_name: string;
  config: Record<string, number | string | null>;
  registered_name?: string | null;
}

/** A part of a draw; returns whether there is another. */
export type DrawStep = () => boolean;

/** The values of a weight, and the remaining steps that draw them. */
export interface Begun {
  values: Float32Array;
  rest?: DrawStep;
}

/**
 * Base class of initializers, which make the initial values of weights.
 *
 * @example
 * const values = new initializers.GlorotUniform({ seed: 1 }).call([2, 3]);
 * console.log(values.shape); // [2, 3]
 */
export abstract class Initializer extends PythonObject {
  /** The name of the class. */
  readonly className: string = this.constructor.name;

  /** The values for a weight of that shape. A derived class may return a tensor of TensorFlow.js. */
  abstract call(shape: readonly number[]): NDArray;
  /** Like `call`, but may leave the drawing for later; optional. */
  begin?(shape: readonly number[]): Begun;
  /** The settings, which files store; default: none. */
  getConfig(): Record<string, unknown> {
    return {};
  }

  /**
   * An initializer of this class from its configuration.
   *
   * @throws ValueError for settings that the class does not have
   *
   * @example
   * const initializer = initializers.HeNormal.fromConfig({ seed: 1 });
   */
  static fromConfig(this: ConfigClass<Initializer>, config: object): Initializer {
    return fromConfig(this, config);
  }

  protected get pythonClass(): string {
    return `tensorflow.python.keras.initializers.initializers_v2.${this.className}`;
  }
}

/** A function that makes the values of a weight: a tensor of TensorFlow.js, an array or nested lists. */
export type InitializerFunction = (
  shape: readonly number[],
  dtype: "float32",
) => ArrayInput | { readonly dataId: object };

/** A custom function as an initializer. */
export class FunctionInitializer extends Initializer {
  override readonly className = "function";

  constructor(readonly custom: InitializerFunction) {
    super();
  }

  call(shape: readonly number[]): NDArray {
    return asArray(this.custom([...shape], "float32") as ArrayInput, "float32", "the initial values");
  }

  override getConfig(): Record<string, number> {
    return {};
  }
}

/**
 * The values that an initializer makes for a weight, row-major.
 *
 * @throws ValueError for values of another shape, or that are not finite
 */
export function initialValues(initializer: Initializer, shape: readonly number[]): Float32Array {
  const array = asArray(initializer.call(shape), "float32", "the initial values");
  if (String(array.shape) !== String(shape)) {
    throw new ValueError(
      `Expected an initializer to return values of the shape ${tuple([...shape])} that it is given. ` +
        `Received: shape ${tuple([...array.shape])}`,
    );
  }
  const at = firstNotFinite(array.values);
  if (at === -1) return Float32Array.from(array.values);
  throw new ValueError(`Expected initial values to be finite. Received: ${array.values[at]}`);
}

/** @throws ValueError unless it is a finite number */
export function finite(name: string, value: number): number {
  if (Number.isFinite(value)) return value;
  throw new ValueError(`Expected \`${name}\` to be a finite number. Received: ${name}=${value}`);
}
