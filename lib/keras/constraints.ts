import type { ConstraintAxis } from "../engine/index.ts";
import { fromArguments, ValueError } from "../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../ndarray.ts";
import { tuple } from "../python-repr.ts";
import { constrain, constrainBy } from "./backend/constrain.ts";
import { tensorFlowNow } from "./backend/eager.js";
import type { ConstraintPlan } from "./backend/plan.ts";
import type { TensorFlowTensor, TensorFunction } from "./backend/tensor-types.ts";
import { callable } from "./callable-class.ts";
import { nonNegative } from "./checks.ts";
import { dialect } from "./dialects/dialect.ts";
import { PythonObject } from "./python-object.ts";
import {
  type ConfigClass,
  configOf,
  deserializeObject,
  fromConfig,
  getObject,
  type SerializedObject,
} from "./saving/config.ts";
import { namedFunction } from "./saving/functions.ts";

/** A constraint in a layer's configuration, under Python's keys. */
export interface SerializedConstraint {
  module?: string | null;
  class_name: string;
  config: Record<string, unknown>;
  registered_name?: string | null;
}

/**
 * Base class of constraints, which change the weights after each update.
 *
 * @example
 * const layer = new Dense(4, { kernelConstraint: new constraints.NonNeg() });
 */
export abstract class Constraint extends PythonObject {
  /** The name of the class. */
  readonly className: string = this.constructor.name;

  /** @throws ValueError for the base class itself */
  constructor() {
    super();
    if (new.target !== Constraint) return;
    throw new ValueError(
      "Expected a subclass of `Constraint`, which has no rule itself, such as NonNeg. Received: Constraint",
    );
  }

  protected get pythonClass(): string {
    return `tensorflow.python.keras.constraints.${this.className}`;
  }

  /** The data from which a trainer computes it; default: the `call` of a class of your own. */
  plan(): ConstraintPlan {
    if (this.call === Constraint.prototype.call) {
      throw new ValueError(
        `Expected constraint ${this.className} to define \`call(w)\`, which returns the constrained weights. Received: no \`call\``,
      );
    }
    return {
      kind: "custom",
      label: `the constraint ${this.className}`,
      call: (w) => this.call(w) as unknown as TensorFlowTensor,
    };
  }

  /**
   * The constrained weights, as Keras' `constraint(w)`.
   *
   * @param w a weight, such as a bias or a kernel
   * @throws ValueError for an axis that it does not have
   *
   * @example
   * console.log(new constraints.NonNeg().call([-1, 2]).values); // Float32Array(2) [ 0, 2 ]
   */
  call(w: ArrayInput): NDArray {
    const { values, shape } = asArray(w, "float32", "w");
    const changed = Float32Array.from(values);
    const plan = this.plan();
    if (plan.kind === "custom") constrainBy(tensorFlowNow(), plan, changed, shape);
    else constrain(changed, shape, plan);
    return new NDArray(changed, tuple([...shape]));
  }

  /** The settings, which files store; default: none. */
  getConfig(): Record<string, unknown> {
    return {};
  }

  /**
   * A constraint of this class from its configuration.
   *
   * @throws ValueError for settings that the class does not have
   *
   * @example
   * const maxNorm = constraints.MaxNorm.fromConfig({ max_value: 3 });
   */
  static fromConfig(this: ConfigClass<Constraint>, config: object): Constraint {
    return fromConfig(this, config);
  }
}

/** One of Keras' constraints, whose options stand in the plan under the same names. */
abstract class KerasConstraint<Args extends readonly unknown[]> extends Constraint {
  declare protected static readonly kind: Exclude<ConstraintPlan["kind"], "custom">;
  protected static readonly defaults: Readonly<Record<string, number>> = {};
  private readonly settings: Readonly<Record<string, unknown>>;

  /** @throws ValueError for a negative or infinite value, or another axis */
  constructor(...args: Args) {
    super();
    const given = fromArguments(new.target.name, args, new.target.defaults);
    const checked = Object.entries(given).map(([name, value]) => {
      return [name, name === "axis" ? checkAxis(value) : nonNegative(name, value)];
    });
    this.settings = Object.fromEntries(checked);
  }

  override plan(): ConstraintPlan {
    const { kind } = this.constructor as typeof KerasConstraint;
    return { kind, ...this.settings } as ConstraintPlan;
  }

  override getConfig(): Record<string, unknown> {
    return this.described(configOf(this.settings));
  }
}

export interface AxisOption {
  /**
   * Axis of the norm, or several; negative ones count from the last. Of a Dense kernel 0, the default, is over the inputs of
   * each unit, `axis: 1` over the units of each input, `[0, 1]` or null over all; `[0, 1, 2]` is over the inputs of each filter of
   * a Conv2D. A bias has only axis 0.
   */
  axis?: ConstraintAxis;
}

export interface MaxNormOptions extends AxisOption {
  /** `maxValue: 3`; default 2. */
  maxValue?: number;
}

/**
 * Limits the norm of the weights of each unit to `maxValue`.
 *
 * @example
 * const layer = new Dense(4, { kernelConstraint: new constraints.MaxNorm({ maxValue: 3 }) });
 */
export class MaxNorm extends KerasConstraint<
  [options?: MaxNormOptions] | [maxValue: number, options?: AxisOption]
> {
  protected static override readonly kind = "maxNorm";
  protected static override readonly defaults = { maxValue: 2, axis: 0 };
}

export interface MinMaxNormOptions extends AxisOption {
  /** `minValue: 0.1`; default 0. */
  minValue?: number;
  /** `maxValue: 3`; default 1. */
  maxValue?: number;
  /** Fraction of the way to the range by which each update moves the norm, `rate: 0.5`; default 1. */
  rate?: number;
}

/**
 * Keeps the norm of the weights of each unit between `minValue` and `maxValue`.
 *
 * @example
 * const layer = new Dense(4, { kernelConstraint: new constraints.MinMaxNorm({ minValue: 0.5, maxValue: 2 }) });
 */
export class MinMaxNorm extends KerasConstraint<
  [options?: MinMaxNormOptions] | [minValue: number, maxValue?: number, options?: MinMaxNormOptions]
> {
  protected static override readonly kind = "minMaxNorm";
  protected static override readonly defaults = { minValue: 0, maxValue: 1, rate: 1, axis: 0 };
}

/**
 * Sets negative weights to zero.
 *
 * @example
 * const layer = new Dense(4, { kernelConstraint: new constraints.NonNeg() });
 */
export class NonNeg extends KerasConstraint<[]> {
  protected static override readonly kind = "nonNeg";
}

/**
 * Scales the weights of each unit to norm 1.
 *
 * @example
 * const layer = new Dense(4, { kernelConstraint: new constraints.UnitNorm() });
 */
export class UnitNorm extends KerasConstraint<[options?: AxisOption] | [axis: ConstraintAxis]> {
  protected static override readonly kind = "unitNorm";
  protected static override readonly defaults = { axis: 0 };
}

/**
 * `MaxNorm` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelConstraint: constraints.maxNorm(2) });
 */
export const maxNorm = callable(MaxNorm);
/**
 * `MinMaxNorm` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelConstraint: constraints.minMaxNorm() });
 */
export const minMaxNorm = callable(MinMaxNorm);
/**
 * `NonNeg` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelConstraint: constraints.nonNeg() });
 */
export const nonNeg = callable(NonNeg);
/**
 * `UnitNorm` under the name of Keras' function.
 *
 * @example
 * const layer = new Dense(2, { kernelConstraint: constraints.unitNorm() });
 */
export const unitNorm = callable(UnitNorm);

/** A custom function as a constraint. */
class FunctionConstraint extends Constraint {
  override readonly className = "function";

  constructor(readonly custom: TensorFunction) {
    super();
  }

  override plan(): ConstraintPlan {
    return { kind: "custom", label: "a function as a constraint", call: this.custom };
  }
}

const known = {
  max_norm: MaxNorm,
  min_max_norm: MinMaxNorm,
  non_neg: NonNeg,
  unit_norm: UnitNorm,
  MaxNorm,
  MinMaxNorm,
  NonNeg,
  UnitNorm,
};

export type ConstraintName = keyof typeof known;

/** A name, a constraint, its class, its serialized form, or a function from a tensor to one, which TensorFlow.js computes. */
export type ConstraintIdentifier =
  | ConstraintName
  | Constraint
  | (new () => Constraint)
  | TensorFunction
  | SerializedObject;

/**
 * Returns a new constraint with its defaults for a name or a class, a constraint of a function of tensors, and a constraint or null
 * as it is.
 *
 * @throws ValueError for an unknown name
 *
 * @example
 * const nonNeg = constraints.get("non_neg");
 */
export function get(identifier: ConstraintIdentifier | null | undefined): Constraint | null {
  return getObject("constraint", identifier ?? null, {
    Base: Constraint,
    known,
    wrap: (call: TensorFunction) => new FunctionConstraint(call),
    deserialize,
  });
}

/**
 * The constraint as in a layer's configuration, which has its module in Keras 3's words.
 *
 * @example
 * console.log(constraints.serialize(new constraints.MaxNorm()));
 */
export function serialize(constraint: Constraint | null): SerializedConstraint | null {
  return constraint && (dialect().partForm("keras.constraints", constraint) as SerializedConstraint);
}

/**
 * The constraint of a serialized form.
 *
 * @throws ValueError for an unknown class, and for settings that it does not have
 *
 * @example
 * const maxNorm = constraints.deserialize({ class_name: "MaxNorm", config: { max_value: 3 } });
 */
export function deserialize(serialized: SerializedObject): Constraint {
  const name = namedFunction(serialized);
  if (name !== undefined) return get(name as ConstraintName) as Constraint;
  return deserializeObject("constraint", { MaxNorm, MinMaxNorm, NonNeg, UnitNorm }, serialized);
}

function checkAxis(axis: ConstraintAxis): ConstraintAxis {
  const axes = [axis].flat();
  if (axis === null || (axes.length > 0 && axes.every(Number.isInteger))) return axis;
  throw new ValueError(
    `Expected \`axis\` to be an integer, several in a list, or null. Received: axis=${JSON.stringify(axis)}`,
  );
}
