import type { OptimizerPlan } from "../../engine/index.ts";
import { fromArguments, ValueError } from "../../errors.ts";
import { inRange, nonNegative } from "../checks.ts";
import { Optimizer } from "./optimizer.ts";
import { COMMON, type OptimizerArgs, type OptimizerOptions } from "./optimizer-options.ts";

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
/** Made once: an object with others spread into it takes microseconds. */
const ADAM = { ...MOMENTS, amsgrad: false, ...COMMON, name: "Adam" };

/** An optimizer that keeps running means of the gradients and of their squares. */
abstract class MomentOptimizer extends Optimizer {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  /** @throws ValueError for numbers out of range */
  constructor(options: Required<MomentOptions>) {
    super(options);
    this.beta1 = inRange("beta1", options.beta1, 0, 1);
    this.beta2 = inRange("beta2", options.beta2, 0, 1);
    this.epsilon = nonNegative("epsilon", options.epsilon);
  }

  protected get moments() {
    const { beta1, beta2, epsilon } = this;
    return { ...this.common, beta1, beta2, epsilon };
  }
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
export class Adam extends MomentOptimizer {
  protected readonly pythonClass: string = "tensorflow.python.keras.optimizer_v2.adam.Adam";
  readonly amsgrad: boolean;

  /** @throws ValueError for numbers out of range */
  constructor(...args: OptimizerArgs<AdamOptions>) {
    const options = fromArguments<AdamOptions>("Adam", args, ADAM);
    super(options);
    this.amsgrad = options.amsgrad;
  }

  plan(): OptimizerPlan {
    return { ...this.moments, kind: "adam", amsgrad: this.amsgrad };
  }
}

/**
 * Adam with weight decay that does not pass through the gradient's scaling: `w -= lr · weightDecay · w` before each update
 * ([Loshchilov & Hutter 2017](https://arxiv.org/abs/1711.05101)).
 *
 * @example
 * const optimizer = new optimizers.AdamW({ learningRate: 0.01, weightDecay: 0.01 });
 */
export class AdamW extends Adam {
  protected override readonly pythonClass = "keras.src.optimizers.adamw.AdamW";

  /**
   * @param args `learningRate`, `weightDecay` and the options of `Adam`; `weightDecay` is 0.004 by default, and cannot be null
   * @throws ValueError for numbers out of range
   */
  constructor(...args: OptimizerArgs<AdamOptions>) {
    const { weightDecay: _, ...common } = COMMON;
    const { learningRate, ...moments } = MOMENTS;
    const defaults = { learningRate, weightDecay: 0.004, ...moments, amsgrad: false };
    const options = fromArguments<AdamOptions>("AdamW", args, { ...defaults, ...common, name: "AdamW" });
    if (options.weightDecay === null) {
      throw new ValueError("Argument `weightDecay` must be a float. Received: weightDecay=null");
    }
    super(options);
  }
}

/** A rule without options of its own. */
abstract class PlainMomentOptimizer extends MomentOptimizer {
  declare protected static readonly kind: "adamax" | "nadam" | "lamb";

  /**
   * @param args `learningRate` is 0.001 by default
   * @throws ValueError for numbers out of range
   */
  constructor(...args: OptimizerArgs<MomentOptions>) {
    const { kind } = new.target;
    const name = `${kind[0].toUpperCase()}${kind.slice(1)}`;
    super(fromArguments<MomentOptions>(name, args, { ...MOMENTS, ...COMMON, name }));
  }

  plan(): OptimizerPlan {
    return { ...this.moments, kind: (this.constructor as typeof PlainMomentOptimizer).kind };
  }
}

/**
 * Adam with the infinity norm: `u = max(beta2 · u, |g|)`, `w -= lr / (1 − beta1ᵗ) · m / (u + epsilon)`
 * ([Kingma & Ba 2014](https://arxiv.org/abs/1412.6980), section 7).
 *
 * @example
 * const optimizer = new optimizers.Adamax({ learningRate: 0.01 });
 */
export class Adamax extends PlainMomentOptimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.adamax.Adamax";
  protected static override readonly kind = "adamax";
}

/**
 * Adam with Nesterov momentum ([Dozat 2016](https://openreview.net/pdf?id=OM0jvwB8jIp57ZJjtNEZ)).
 *
 * @example
 * const optimizer = new optimizers.Nadam({ learningRate: 0.01 });
 */
export class Nadam extends PlainMomentOptimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.nadam.Nadam";
  protected static override readonly kind = "nadam";
}

/**
 * Adam's step, scaled to the length of each weight: `w -= lr · ‖w‖ / ‖step‖ · step`. For large batches
 * ([You et al. 2019](https://arxiv.org/abs/1904.00962)).
 *
 * @example
 * const optimizer = new optimizers.Lamb({ learningRate: 0.01 });
 */
export class Lamb extends PlainMomentOptimizer {
  protected readonly pythonClass = "keras.src.optimizers.lamb.Lamb";
  protected static override readonly kind = "lamb";
}
