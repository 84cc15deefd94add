import type { OptimizerPlan } from "../../engine/index.ts";
import { fromArguments } from "../../errors.ts";
import { count, inRange, nonNegative } from "../checks.ts";
import { Optimizer } from "./optimizer.ts";
import { COMMON, type OptimizerArgs, type OptimizerOptions } from "./optimizer-options.ts";

/** Checks of hyperparameters by their names: each returns the value. */
export type Checks = Readonly<Record<string, (name: string, value: number) => number>>;

const share = (name: string, value: number): number => inRange(name, value, 0, 1);

/** The checks that a class does not replace by its own. A hyperparameter whose default is a boolean has none. */
const CHECKS: Checks = {
  adamBeta1: share,
  adamBeta2: share,
  beta1: share,
  beta2: share,
  beta2Decay: (name, value) => inRange(name, value, -Number.MAX_VALUE, 0),
  momentum: share,
  nsSteps: (name, value) => count(name, value, 1),
  rho: share,
  warmupSteps: (name, value) => count(name, value, 0),
};

/** Hyperparameters that may be null. */
const NULLABLE = ["adamWeightDecay", "rmsRate"];

/** One of Keras' optimizers: its hyperparameters are properties, and stand in the plan under the same names. */
export abstract class RuleOptimizer<Options extends OptimizerOptions> extends Optimizer {
  /** The name of the update rule in the plan. */
  declare protected static readonly kind: OptimizerPlan["kind"];
  /** The options in the order of Keras' arguments. */
  declare protected static readonly defaults: Required<OptimizerOptions>;
  protected static readonly checks: Checks = {};

  /**
   * @param args the learning rate, or the options
   * @throws ValueError for numbers out of range
   */
  constructor(...args: OptimizerArgs<Options>) {
    const { name, defaults, checks } = new.target as typeof RuleOptimizer;
    const options = fromArguments<OptimizerOptions>(name, args, defaults);
    super(options);
    for (const key of hyperparameters(defaults)) {
      const value: unknown = options[key];
      const isNumber = typeof defaults[key] !== "boolean" && !(value === null && NULLABLE.includes(key));
      const check = checks[key] ?? CHECKS[key] ?? nonNegative;
      Object.assign(this, { [key]: isNumber ? check(key, value as number) : value });
    }
  }

  plan(): OptimizerPlan {
    const { kind, defaults } = this.constructor as typeof RuleOptimizer;
    const own = hyperparameters(defaults).map((key) => [key, this[key as keyof this]]);
    return { ...this.common, ...Object.fromEntries(own), kind };
  }
}

/** The options that not every optimizer has. */
function hyperparameters(defaults: object): (keyof OptimizerOptions)[] {
  const own = Object.keys(defaults).filter((key) => !Object.hasOwn(COMMON, key));
  return own.filter((key) => key !== "learningRate" && key !== "name") as never;
}
