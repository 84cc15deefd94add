import { ValueError } from "../../errors.ts";
import { COMMON, type OptimizerOptions } from "./optimizer-options.ts";
import { type Checks, RuleOptimizer } from "./rule-optimizer.ts";

const signed =
  (word: "negative" | "positive", holds: (value: number) => boolean) =>
  (name: string, value: number): number => {
    if (Number.isFinite(value) && holds(value)) return value;
    throw new ValueError(`\`${name}\` needs to be ${word} or zero. Received: ${name}=${value}.`);
  };
const fromZero = signed("positive", (value) => value >= 0);

/** `learningRate` is 0.001 by default. */
export interface FtrlOptions extends OptimizerOptions {
  /** Exponent by which the step size falls with the squared gradients, at most 0, `learningRatePower: -0.7`; default -0.5. */
  learningRatePower?: number;
  /** Initial value of the sum of the squared gradients, `initialAccumulatorValue: 0.5`; default 0.1. */
  initialAccumulatorValue?: number;
  /** `l1RegularizationStrength: 0.001`; default 0. */
  l1RegularizationStrength?: number;
  /** `l2RegularizationStrength: 0.001`; default 0. */
  l2RegularizationStrength?: number;
  /** L2 penalty that acts on the gradient instead of the weight, `l2ShrinkageRegularizationStrength: 0.001`; default 0. */
  l2ShrinkageRegularizationStrength?: number;
  /** `beta: 0.5`; default 0. */
  beta?: number;
}

/**
 * "Follow the regularized leader", which can set weights to exactly zero
 * ([McMahan et al. 2013](https://research.google.com/pubs/archive/41159.pdf)).
 *
 * Porting note: with a constraint that lengthens short weights (`UnitNorm`, `MinMaxNorm`) only about three digits agree with
 * Keras. The step is the difference of two nearly equal powers, so it depends on the last bit of a power, which differs between
 * implementations, and the constraint amplifies the difference. Keras in float32 is as far from Keras in float64: up to
 * 5e-4 at the powers -0.3 and -0.7, compared with 4e-4 here. `MaxNorm` agrees to 1e-6.
 *
 * @example
 * const optimizer = new optimizers.Ftrl({ learningRate: 0.1, l1RegularizationStrength: 0.01 });
 */
export class Ftrl extends RuleOptimizer<FtrlOptions> {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.ftrl.Ftrl";
  protected static override readonly kind = "ftrl";
  protected static override readonly defaults = {
    learningRate: 0.001,
    learningRatePower: -0.5,
    initialAccumulatorValue: 0.1,
    l1RegularizationStrength: 0,
    l2RegularizationStrength: 0,
    l2ShrinkageRegularizationStrength: 0,
    beta: 0,
    ...COMMON,
    name: "Ftrl",
  };
  protected static override readonly checks: Checks = {
    learningRatePower: signed("negative", (power) => power <= 0),
    initialAccumulatorValue: fromZero,
    l1RegularizationStrength: fromZero,
    l2RegularizationStrength: fromZero,
    l2ShrinkageRegularizationStrength: fromZero,
  };
}
