/** `keras.Variable`, which a custom layer or model may hold beside the weights of `addWeight`. */
import { ValueError, withDefaults } from "../errors.ts";
import { type ArrayInput, asArray } from "../ndarray.ts";
import { tuple } from "../python-repr.ts";
import type { Initializer, InitializerIdentifier } from "./initializers/index.ts";
import * as initializers from "./initializers/index.ts";
import { initialValues } from "./initializers/initializer.ts";
import { uniqueName } from "./state.ts";
import { Variable } from "./variable.ts";

export interface VariableOptions {
  /** Sizes per axis, for an initializer. */
  shape?: readonly number[] | null;
  /** Let training change it, default true. */
  trainable?: boolean;
  /** Only `dtype: "float32"`. */
  dtype?: "float32";
  /** `name: "mine"`; default `variable`, `variable_1`, … */
  name?: string | null;
}

const isInitializer = (value: unknown): value is InitializerIdentifier =>
  typeof value === "string" ||
  typeof value === "function" ||
  typeof (value as Initializer | null)?.call === "function";

/**
 * A variable. In a property of a custom layer or model, in lists and dictionaries too, it is one of its weights; `layer.weights` holds such
 * variables too.
 *
 * @example
 * class Scale extends layers.Layer {
 *   private readonly factor = new Variable(2, { name: "factor" });
 *   override call(inputs: any): any {
 *     return inputs.mul(this.factor.read());
 *   }
 * }
 * console.log(new Scale().apply([[1, 2]]).values); // Float32Array(2) [ 2, 4 ]
 */
export class KerasVariable extends Variable {
  /** Every weight is one. */
  static override [Symbol.hasInstance](value: unknown): boolean {
    if (this === KerasVariable) return value instanceof Variable;
    return Function.prototype[Symbol.hasInstance].call(this, value);
  }

  /**
   * @param initializer a number or array, or an initializer, which needs a `shape`
   * @throws ValueError for an initializer without a shape, an unknown option or initializer
   */
  constructor(initializer: ArrayInput | number | InitializerIdentifier, options: VariableOptions = {}) {
    const { shape, trainable, name } = withDefaults<VariableOptions>("Variable", options, {
      shape: null,
      trainable: true,
      dtype: "float32",
      name: null,
    });
    const own = name ?? uniqueName("Variable");
    if (!isInitializer(initializer)) {
      const first = asArray(initializer as ArrayInput, "float32", "the initial value");
      super(own, tuple([...first.shape]), Float32Array.from(first.values));
    } else if (shape === null) {
      throw new ValueError(
        "When creating a Variable from an initializer, the `shape` argument should be specified: " +
          'new Variable("zeros", { shape: [2] }).',
      );
    } else super(own, tuple([...shape]), initialValues(initializers.get(initializer), shape));
    this.trainable = trainable;
    this.isState = !trainable;
  }
}
