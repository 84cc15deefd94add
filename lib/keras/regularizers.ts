import { fromArguments, ValueError } from "../errors.ts";
import { type ArrayInput, asArray } from "../ndarray.ts";
import { tensorFlowNow } from "./backend/eager.js";
import type { RegularizerPlan } from "./backend/plan.ts";
import { isTensor, type TensorFlowTensor, type TensorFunction } from "./backend/tensor-types.ts";
import { callable } from "./callable-class.ts";
import { dialect } from "./dialects/dialect.ts";
import { knownNames } from "./dialects/names.ts";
import { PythonObject } from "./python-object.ts";
import {
  type ConfigClass,
  deserializeObject,
  fromConfig,
  getObject,
  type SerializedObject,
} from "./saving/config.ts";
import { namedFunction } from "./saving/functions.ts";

/** A regularizer in a layer's configuration, under Python's keys. */
export interface SerializedRegularizer {
  module?: string | null;
  class_name: string;
  config: Record<string, number | string>;
  registered_name?: string | null;
}

/**
 * Base class of regularizers: penalties on weights, or on the outputs of a layer, that are added to the loss.
 *
 * @example
 * const layer = new Dense(4, { kernelRegularizer: new regularizers.L2({ l2: 0.001 }) });
 */
export abstract class Regularizer extends PythonObject {
  /** The name of the class. */
  readonly className: string = this.constructor.name;

  protected get pythonClass(): string {
    return `tensorflow.python.keras.regularizers.${this.className}`;
  }

  /** The data from which a trainer computes it; default: the `call` of a class of your own. */
  plan(): RegularizerPlan {
    if (this.call === Regularizer.prototype.call) {
      throw new ValueError(
        `Expected regularizer ${this.className} to define \`call(x)\`, which returns the penalty. Received: no \`call\``,
      );
    }
    return { label: `the regularizer ${this.className}`, call: (x) => this.call(x) as TensorFlowTensor };
  }

  /**
   * The penalty on weights, or on outputs, as Keras' `regularizer(x)`.
   *
   * @returns a number; for a tensor of TensorFlow.js a tensor of one number
   *
   * @example
   * console.log(new regularizers.L2(0.1).call([1, 2])); // 0.5
   */
  call(x: ArrayInput): number {
    const plan = this.plan();
    const tf = tensorFlowNow();
    const penalty = (x: TensorFlowTensor) =>
      "call" in plan ? plan.call(x) : x.abs().sum().mul(plan.l1).add(x.square().sum().mul(plan.l2));
    if (isTensor(x)) return penalty(x);
    const { values, shape } = asArray(x, "float32", "x");
    return tf.tidy(() => penalty(tf.tensor(values, [...shape])).dataSync()[0]);
  }

  /** The settings, which files store: those of a class of your own, which defines it. */
  getConfig(): Record<string, number | string> {
    throw new ValueError(
      `Expected regularizer ${this.className} to define \`getConfig()\`, which returns its settings. Received: no \`getConfig\``,
    );
  }

  /**
   * A regularizer of this class from its configuration.
   *
   * @throws ValueError for settings that the class does not have
   *
   * @example
   * const l2 = regularizers.L2.fromConfig({ l2: 0.001 });
   */
  static fromConfig(this: ConfigClass<Regularizer>, config: object): Regularizer {
    return fromConfig(this, config);
  }
}

/** `l1 · Σ|w| + l2 · Σw²`. */
abstract class NormRegularizer<Args extends readonly unknown[]> extends Regularizer {
  declare protected static readonly defaults: L1L2Options;
  readonly l1: number;
  readonly l2: number;

  /** @throws ValueError for a negative or infinite factor */
  constructor(...args: Args) {
    super();
    const { l1 = 0, l2 = 0 } = fromArguments<L1L2Options>(
      new.target.name,
      args,
      new.target.defaults as never,
    );
    this.l1 = checkStrength("l1", l1);
    this.l2 = checkStrength("l2", l2);
  }

  override plan(): RegularizerPlan {
    return { l1: this.l1, l2: this.l2 };
  }

  /** The factors, rounded to float32 as in Keras. */
  override getConfig(): Record<string, number> {
    const { defaults } = this.constructor as typeof NormRegularizer;
    const names = Object.keys(defaults) as ("l1" | "l2")[];
    return this.described(Object.fromEntries(names.map((name) => [name, Math.fround(this[name])])));
  }
}

interface L1Options {
  /** Factor of the sum of absolute values, `l1: 0.001`; default 0.01. */
  l1?: number;
}

/**
 * `l1 · Σ|w|`: shrinks weights, many of them to zero.
 *
 * @example
 * const layer = new Dense(4, { kernelRegularizer: new regularizers.L1({ l1: 0.001 }) });
 */
export class L1 extends NormRegularizer<[options?: L1Options] | [l1: number]> {
  protected static override readonly defaults = { l1: 0.01 };
}

interface L2Options {
  /** Factor of the sum of squares, `l2: 0.001`; default 0.01. */
  l2?: number;
}

/**
 * `l2 · Σw²`: shrinks large weights most.
 *
 * @example
 * const layer = new Dense(4, { kernelRegularizer: new regularizers.L2({ l2: 0.001 }) });
 */
export class L2 extends NormRegularizer<[options?: L2Options] | [l2: number]> {
  protected static override readonly defaults = { l2: 0.01 };
}

interface L1L2Options {
  /** Factor of the sum of absolute values, `l1: 0.001`; default 0. */
  l1?: number;
  /** Factor of the sum of squares, `l2: 0.001`; default 0. */
  l2?: number;
}

/**
 * `l1 · Σ|w| + l2 · Σw²`.
 *
 * @example
 * const layer = new Dense(4, { kernelRegularizer: new regularizers.L1L2({ l1: 0.001, l2: 0.01 }) });
 */
export class L1L2 extends NormRegularizer<[options?: L1L2Options] | [l1: number, l2?: number]> {
  protected static override readonly defaults = { l1: 0, l2: 0 };
}

/**
 * The same as `new L1(0.001)`.
 *
 * @param args `l1`, default 0.01
 * @throws ValueError for a negative or infinite factor
 *
 * @example
 * const layer = new Dense(4, { kernelRegularizer: regularizers.l1(0.001) });
 */
export const l1 = callable(L1);

/**
 * The same as `new L2(0.001)`.
 *
 * @param args `l2`, default 0.01
 * @throws ValueError for a negative or infinite factor
 *
 * @example
 * const layer = new Dense(4, { kernelRegularizer: regularizers.l2(0.001) });
 */
export const l2 = callable(L2);

/**
 * The same as `new L1L2({ l1: 0.001, l2: 0.01 })`, Keras' `l1_l2`.
 *
 * @param args `l1` and `l2`, both 0 by default
 * @throws ValueError for a negative or infinite factor
 *
 * @example
 * const layer = new Dense(4, { kernelRegularizer: regularizers.l1L2({ l1: 0.001, l2: 0.01 }) });
 */
export const l1L2 = callable(L1L2);

interface OrthogonalOptions {
  /** `factor: 0.2`; default 0.01. */
  factor?: number;
  /** Default `"rows"`. */
  mode?: "rows" | "columns";
}

/**
 * `factor` times the mean |cos| of the angles between the rows, or columns, of a kernel. TensorFlow.js computes the model.
 *
 * @example
 * const layer = new Dense(4, { kernelRegularizer: new regularizers.OrthogonalRegularizer({ mode: "columns" }) });
 */
export class OrthogonalRegularizer extends Regularizer {
  readonly factor: number;
  readonly mode: "rows" | "columns";

  /** @throws ValueError for a negative or infinite factor, or an unknown mode */
  constructor(...args: [options?: OrthogonalOptions] | [factor: number, options?: OrthogonalOptions]) {
    super();
    const { factor, mode } = fromArguments<OrthogonalOptions>("OrthogonalRegularizer", args, {
      factor: 0.01,
      mode: "rows",
    });
    if (mode !== "rows" && mode !== "columns") {
      throw new ValueError(
        `Invalid value for argument \`mode\`. Expected one of {"rows", "columns"}. Received: mode=${mode}`,
      );
    }
    this.factor = checkStrength("factor", factor);
    this.mode = mode;
  }

  override plan(): RegularizerPlan {
    return { label: "OrthogonalRegularizer", call: (weights) => this.penalty(weights) };
  }

  override getConfig(): Record<string, number | string> {
    return this.described({ factor: Math.fround(this.factor), mode: this.mode });
  }

  private penalty(weights: TensorFlowTensor): TensorFlowTensor {
    if (weights.rank !== 2) {
      throw new ValueError(
        `Inputs to OrthogonalRegularizer must have rank 2. Received: inputs.shape=(${weights.shape.join(", ")},)`,
      );
    }
    const rows = this.mode === "rows" ? weights : weights.transpose();
    const [size] = rows.shape;
    const unit = rows.div(rows.square().sum(1, true).maximum(1e-12).sqrt());
    const cosines = unit.matMul(unit.transpose());
    // Without the product of each row with itself.
    const pairs = cosines.abs().sum().sub(unit.square().sum());
    return pairs.mul((this.factor * 0.5) / ((size * (size - 1)) / 2));
  }
}

/**
 * The same as `new OrthogonalRegularizer(…)`.
 *
 * @param args `factor`, default 0.01, and `mode`, default `"rows"`
 * @throws ValueError for a negative factor and an unknown mode
 *
 * @example
 * const layer = new Dense(4, { kernelRegularizer: regularizers.orthogonalRegularizer({ mode: "columns" }) });
 */
export const orthogonalRegularizer = callable(OrthogonalRegularizer);

/** A custom function as a regularizer. */
class FunctionRegularizer extends Regularizer {
  override readonly className = "function";

  constructor(readonly custom: TensorFunction) {
    super();
  }

  override plan() {
    return { label: "a function as a regularizer", call: this.custom };
  }

  override getConfig(): Record<string, number> {
    return {};
  }
}

const known = {
  l1: L1,
  l2: L2,
  l1_l2: L1L2,
  l1l2: L1L2,
  orthogonal_regularizer: OrthogonalRegularizer,
  L1,
  L2,
  L1L2,
  OrthogonalRegularizer,
};

export type RegularizerName = keyof typeof known;

/** A name, a regularizer or its class, or a function from a tensor to a scalar, which TensorFlow.js computes. */
export type RegularizerIdentifier =
  | RegularizerName
  | Regularizer
  | (new () => Regularizer)
  | TensorFunction
  | SerializedObject;

/**
 * Returns a new regularizer with its defaults for a name or a class, a regularizer of a function of tensors, and a regularizer or
 * null as it is.
 *
 * @throws ValueError for an unknown name
 *
 * @example
 * const l2 = regularizers.get("l2");
 */
export function get(identifier: RegularizerIdentifier | null | undefined): Regularizer | null {
  return getObject("regularizer", identifier ?? null, {
    Base: Regularizer,
    known: knownNames<new () => Regularizer>("regularizer", known),
    // Keras 2's function has these defaults, the class has 0.
    make: (Class, name) => (name === "l1_l2" ? new L1L2({ l1: 0.01, l2: 0.01 }) : new Class()),
    wrap: (call: TensorFunction) => new FunctionRegularizer(call),
    deserialize,
  });
}

/**
 * The regularizer as in a layer's configuration, which has its module in Keras 3's words.
 *
 * @example
 * console.log(regularizers.serialize(new regularizers.L2()));
 */
export function serialize(regularizer: Regularizer | null): SerializedRegularizer | null {
  return regularizer && (dialect().partForm("keras.regularizers", regularizer) as SerializedRegularizer);
}

/**
 * The regularizer of a serialized form.
 *
 * @throws ValueError for an unknown class, and for settings that it does not have
 *
 * @example
 * const l2 = regularizers.deserialize({ class_name: "L2", config: { l2: 0.001 } });
 */
export function deserialize(serialized: SerializedObject): Regularizer {
  const name = namedFunction(serialized);
  if (name !== undefined) return get(name as RegularizerName) as Regularizer;
  return deserializeObject("regularizer", { L1, L2, L1L2, OrthogonalRegularizer }, serialized);
}

/** @throws ValueError for a negative or infinite factor */
function checkStrength(name: string, value: number): number {
  if (Number.isFinite(value) && value >= 0) return value;
  throw new ValueError(
    `Invalid value for argument ${name}: expected a non-negative float. Received: ${name}=${value}`,
  );
}
