import type { LossPlan } from "../../engine/index.ts";
import { fromArguments, received, ValueError, withDefaults } from "../../errors.ts";
import type { ArrayInput, NumberOrArray } from "../../ndarray.ts";
import type { AnyLossPlan, CirclePlan, CustomScorePlan, PlannedReduction } from "../backend/plan.ts";
import { isTensor, type ScoreFunction, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { PythonObject } from "../python-object.ts";
import { type ConfigClass, configOf, fromConfig } from "../saving/config.ts";
import { snakeCase } from "../state.ts";
import { lossOf } from "./loss-of-batch.ts";
import { lossByTensors, lossOfTensors } from "./loss-of-tensors.ts";

const REDUCTIONS = ["mean", "mean_with_sample_weight", "sum_over_batch_size", "none", "sum", null] as const;
export type Reduction = (typeof REDUCTIONS)[number];

const PLANNED: Record<string, PlannedReduction> = {
  sum: "sum",
  mean_with_sample_weight: "meanWithSampleWeight",
  none: "none",
};

/** The options of every loss. */
export interface LossOptions {
  /** `name: "mine"`; default: the name of the class in snake_case. */
  name?: string;
  /**
   * How the weighted losses of a batch are reduced to one number: `"sum_over_batch_size"`, the default, and `"mean"` divide
   * their sum by the number of samples, `"mean_with_sample_weight"` by the sum of the weights, `reduction: "sum"` by nothing.
   * null or `"none"` trains on the sum and reports the mean, and `call` returns the losses of the samples.
   */
  reduction?: Reduction;
}

/** Defaults of the options of every loss but `name`. */
export const LOSS = { reduction: "sum_over_batch_size" } as const;

/** The plan of a loss without its reduction; `fromLogits` is false by default. With a label only TensorFlow.js computes it. */
type Formula = Omit<LossPlan, "fromLogits"> &
  Partial<Pick<LossPlan, "fromLogits">> & {
    readonly label?: string;
    readonly ignoreClass?: number;
    readonly ndim?: number;
  };

/**
 * Base class of losses: the mean over samples of a distance between targets and outputs, which training minimizes.
 *
 * A custom loss defines `call`, which gets `tf.Tensor`s and returns one with a number for each sample.
 *
 * @example
 * const mse = new losses.MeanSquaredError();
 * console.log(mse.apply([0, 1], [0.5, 1])); // 0.125
 */
export abstract class Loss extends PythonObject {
  readonly name: string;
  readonly reduction: Reduction;
  private readonly formula: Formula | CustomScorePlan | CirclePlan;
  private readonly ownConfig: Record<string, unknown>;

  /**
   * @param args the options; of a class of this library its name before them, then the formula, and the entries of the
   *   configuration beside `name` and `reduction`
   * @throws ValueError for an unknown reduction
   */
  constructor(
    ...args:
      | [options?: LossOptions]
      | [
          defaultName: string,
          options: LossOptions,
          formula: Formula | CustomScorePlan | CirclePlan,
          ownConfig?: Record<string, unknown>,
        ]
  ) {
    super();
    const [first, second = {}, formula, ownConfig = {}] = args;
    const options = typeof first === "string" ? second : (first ?? {});
    const label = `loss '${new.target.name}'`;
    this.formula = formula ?? { kind: "custom", label, call: (yTrue, yPred) => this.losses(yTrue, yPred) };
    this.ownConfig = ownConfig;
    const defaults = { ...LOSS, name: typeof first === "string" ? first : snakeCase(new.target.name) };
    const { name, reduction } = withDefaults<LossOptions>(new.target.name, options, defaults);
    if (!REDUCTIONS.includes(reduction)) {
      const words = REDUCTIONS.map((word) => (word === null ? "null" : `'${word}'`)).join(", ");
      throw new ValueError(
        `Invalid value for argument \`reduction\`. Expected one of {${words}}. Received: reduction=${reduction}`,
      );
    }
    this.name = name;
    this.reduction = reduction;
  }

  protected readonly pythonClass: string = `tensorflow.python.keras.losses.${this.constructor.name}`;

  /**
   * Keras 3's dictionary of the configuration.
   *
   * @example
   * console.log(new losses.BinaryCrossentropy().getConfig().from_logits); // false
   */
  getConfig(): Record<string, unknown> {
    const { name, reduction, ownConfig } = this;
    return this.described({ name, reduction, ...ownConfig }, `losses.${this.constructor.name}`);
  }

  /**
   * A loss of this class from its configuration.
   *
   * @throws ValueError for settings that the class does not have
   *
   * @example
   * const loss = losses.Huber.fromConfig({ delta: 0.5 });
   */
  static fromConfig(this: ConfigClass<Loss>, config: object): Loss {
    return fromConfig(this, config);
  }

  /** The function that it computes, and its settings, as Keras 3 shows them; undefined for a loss with a `call` of its own. */
  get computed(): { readonly name: string; readonly settings: object } | undefined {
    if (this.formula.kind === "custom") return undefined;
    const { name } = this.constructor;
    return { name: snakeCase(name), settings: this.described(this.settings(), `losses.${name}`) };
  }

  /** The settings of the function: all of the configuration, unless a class says otherwise. */
  protected settings(): object {
    return { ...this.ownConfig };
  }

  /** The data from which a trainer computes it. */
  plan(): AnyLossPlan {
    const reduction = PLANNED[this.reduction ?? "none"];
    return {
      ...(isFormula(this.formula) ? { fromLogits: false, ...this.formula } : this.formula),
      ...(reduction && { reduction }),
    };
  }

  /**
   * The loss of one batch of samples, as Keras' `loss(y_true, y_pred)`.
   *
   * @param yTrue a target or a row of them per sample
   * @param yPred an output or a row of them per sample
   * @param sampleWeight weight of each sample, or of each place of outputs with several axes, or one for all; default 1
   * @returns the loss of the batch; with `reduction: "none"` an array of the losses of its samples; for tensors of TensorFlow.js
   *   a tensor, of which gradients may be asked
   * @throws ValueError for shapes that do not match
   *
   * @example
   * class Squares extends losses.Loss {
   *   override call(yTrue: any, yPred: any) {
   *     return yPred.sub(yTrue).square();
   *   }
   * }
   * console.log(new Squares().apply([[0], [1]], [[0.5], [1]])); // 0.125
   */
  apply(
    yTrue: ArrayInput,
    yPred: TensorFlowTensor,
    sampleWeight: ArrayInput | null = null,
  ): NumberOrArray | TensorFlowTensor {
    if (isTensor(yPred)) return lossOfTensors(this.plan(), yTrue, yPred, sampleWeight);
    const plan = this.plan();
    const isTensors = plan.kind === "custom" || plan.kind === "circle";
    if (isTensors) return lossByTensors(plan, yTrue, yPred, sampleWeight) as NumberOrArray;
    return lossOf(plan, yTrue, yPred, sampleWeight) as NumberOrArray;
  }

  /**
   * The losses of the samples, a tensor with a number for each, where a custom loss defines it. By default as `apply`.
   *
   * @example
   * console.log(new losses.MeanAbsoluteError().call([0, 1], [0.5, 1])); // 0.25
   */
  call(
    yTrue: ArrayInput,
    yPred: TensorFlowTensor,
    sampleWeight: ArrayInput | null = null,
  ): NumberOrArray | TensorFlowTensor {
    return this.apply(yTrue, yPred, sampleWeight);
  }

  /** The result of a `call` that a subclass defines. */
  private losses(yTrue: TensorFlowTensor, yPred: TensorFlowTensor): TensorFlowTensor {
    const result: unknown = this.call(yTrue, yPred);
    if (isTensor(result)) return result;
    throw new ValueError(
      `Expected the \`call\` of loss '${this.name}' to return a tensor with a number for each sample. Received: ${received(result)}` +
        (result === undefined ? ". Is a `return` missing?" : ""),
    );
  }
}

/** A loss without options of its own. */
export abstract class PlainLoss extends Loss {
  declare protected static readonly kind: LossPlan["kind"];

  constructor(options: LossOptions = {}) {
    const { kind } = new.target;
    super(snakeCase(kind), options, { kind });
  }
}

/** One of Keras' losses with options of its own. */
export abstract class KerasLoss<Args extends readonly unknown[]> extends Loss {
  declare protected static readonly kind: LossPlan["kind"] | "circle";
  /** All options in Keras' order. */
  declare protected static readonly defaults: Required<LossOptions>;
  private readonly own: object;

  /** @throws ValueError for an option out of range */
  constructor(...args: Args) {
    const { kind, defaults } = new.target as typeof KerasLoss;
    const { name, reduction, ...own } = fromArguments<LossOptions>(new.target.name, args, defaults);
    const formula = { kind, ...new.target.formula(own, name) } as Formula;
    super(name, { name, reduction }, formula, new.target.config(own));
    this.own = own;
  }

  /** The options as the plan has them; default: under the same names. */
  protected static formula(own: object, _name: string): object {
    return own;
  }

  /** The entries of the configuration; default: one for each option. */
  protected static config(own: object): Record<string, unknown> {
    return configOf(own);
  }

  /** All options, also those that a class leaves out of its configuration. */
  protected override settings(): object {
    return KerasLoss.config(this.own);
  }
}

/** A function of tensors as a loss; it returns a number per sample. */
export class FunctionLoss extends Loss {
  constructor(readonly function_: ScoreFunction) {
    const call = function_;
    const name = call.name || "loss";
    super(name, {}, { kind: "custom", label: `loss '${name}' (a function)`, call });
  }
}

function isFormula(plan: Formula | CustomScorePlan | CirclePlan): plan is Formula {
  return plan.kind !== "custom" && plan.kind !== "circle";
}
