import { ValueError } from "../../errors.ts";
import { COMMON, type OptimizerArgs, type OptimizerOptions } from "./optimizer-options.ts";
import { RuleOptimizer } from "./rule-optimizer.ts";

/** The hyperparameters of Adam and of the optimizers derived from it. */
export interface MomentOptions extends OptimizerOptions {
  /** Decay of the running mean of the gradients, `beta1: 0.95`; default 0.9. */
  beta1?: number;
  /** Decay of the running mean of the squared gradients, `beta2: 0.99`; default 0.999. */
  beta2?: number;
  /** Keeps the divisor away from zero, `epsilon: 1e-6`; default 1e-7; the paper's "epsilon hat". */
  epsilon?: number;
}

const MOMENTS = { learningRate: 0.001, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 };
const ADAM = { ...MOMENTS, amsgrad: false, ...COMMON };

/** An optimizer that keeps running means of the gradients and of their squares. */
abstract class MomentOptimizer<Options extends MomentOptions = MomentOptions> extends RuleOptimizer<Options> {
  declare readonly beta1: number;
  declare readonly beta2: number;
  declare readonly epsilon: number;
}

/** `learningRate` is 0.001 by default. */
export interface AdamOptions extends MomentOptions {
  /** Divide by the largest running mean of squared gradients so far, default false. */
  amsgrad?: boolean;
}

/**
 * `w -= lr · √(1 − beta2ᵗ) / (1 − beta1ᵗ) · m / (√v + epsilon)`, where m and v are the running means of the gradients and
 * of their squares ([Kingma & Ba 2014](https://arxiv.org/abs/1412.6980)).
 *
 * @example
 * const optimizer = new optimizers.Adam({ learningRate: 0.01 });
 * const model = new Sequential([new Dense(1, { inputDim: 2 })]);
 * model.compile({ optimizer, loss: "mse" });
 */
export class Adam extends MomentOptimizer<AdamOptions> {
  protected readonly pythonClass: string = "tensorflow.python.keras.optimizer_v2.adam.Adam";
  protected static override readonly kind = "adam";
  protected static override readonly defaults: Required<AdamOptions> = { ...ADAM, name: "Adam" };
  declare readonly amsgrad: boolean;
}

const { learningRate, weightDecay: _, ...others } = ADAM;

/**
 * Adam with weight decay that does not pass through the gradient's scaling: `w -= lr · weightDecay · w` before each update
 * ([Loshchilov & Hutter 2017](https://arxiv.org/abs/1711.05101)).
 *
 * @example
 * const optimizer = new optimizers.AdamW({ learningRate: 0.01, weightDecay: 0.01 });
 */
export class AdamW extends Adam {
  protected override readonly pythonClass = "keras.src.optimizers.adamw.AdamW";
  protected static override readonly defaults = {
    learningRate,
    weightDecay: 0.004,
    ...others,
    name: "AdamW",
  };

  /**
   * @param args `learningRate`, `weightDecay` and the options of `Adam`; `weightDecay` is 0.004 by default, and cannot be null
   * @throws ValueError for numbers out of range
   */
  constructor(...args: OptimizerArgs<AdamOptions>) {
    super(...args);
    if (this.common.weightDecay != null) return;
    throw new ValueError("Argument `weightDecay` must be a float. Received: weightDecay=null");
  }
}

/**
 * Adam with the infinity norm: `u = max(beta2 · u, |g|)`, `w -= lr / (1 − beta1ᵗ) · m / (u + epsilon)`
 * ([Kingma & Ba 2014](https://arxiv.org/abs/1412.6980), section 7).
 *
 * @example
 * const optimizer = new optimizers.Adamax({ learningRate: 0.01 });
 */
export class Adamax extends MomentOptimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.adamax.Adamax";
  protected static override readonly kind = "adamax";
  protected static override readonly defaults = { ...MOMENTS, ...COMMON, name: "Adamax" };
}

/**
 * Adam with Nesterov momentum ([Dozat 2016](https://openreview.net/pdf?id=OM0jvwB8jIp57ZJjtNEZ)).
 *
 * @example
 * const optimizer = new optimizers.Nadam({ learningRate: 0.01 });
 */
export class Nadam extends MomentOptimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.nadam.Nadam";
  protected static override readonly kind = "nadam";
  protected static override readonly defaults = { ...MOMENTS, ...COMMON, name: "Nadam" };
}

/**
 * Adam's step, scaled to the length of each weight: `w -= lr · ‖w‖ / ‖step‖ · step`. For large batches
 * ([You et al. 2019](https://arxiv.org/abs/1904.00962)).
 *
 * @example
 * const optimizer = new optimizers.Lamb({ learningRate: 0.01 });
 */
export class Lamb extends MomentOptimizer {
  protected readonly pythonClass = "keras.src.optimizers.lamb.Lamb";
  protected static override readonly kind = "lamb";
  protected static override readonly defaults = { ...MOMENTS, ...COMMON, name: "Lamb" };
}
