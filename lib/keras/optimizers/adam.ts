import type { OptimizerPlan } from "../../engine/index.ts";
import { inRange, Optimizer, type OptimizerOptions, positive } from "./optimizer.ts";

/** The numbers of Adam and of the optimizers that came from it. */
export interface MomentOptions extends OptimizerOptions {
  /** Decay of the mean of the gradients, default 0.9. */
  beta1?: number;
  /** Decay of the mean of their squares, default 0.999. */
  beta2?: number;
  /** Keeps the divisor from zero, default 1e-7; "epsilon hat" of the paper. */
  epsilon?: number;
}

/** `learningRate` is 0.001 by default. */
export interface AdamOptions extends MomentOptions {
  /** Never let the divisor shrink, default false. */
  amsgrad?: boolean;
}

/** An optimizer that keeps the running means of the gradients and of their squares. */
export abstract class MomentOptimizer extends Optimizer {
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;

  /** @throws ValueError for numbers out of range */
  constructor(name: string, options: MomentOptions) {
    super(name, 0.001, options);
    this.beta1 = inRange("beta1", options.beta1 ?? 0.9, 0, 1);
    this.beta2 = inRange("beta2", options.beta2 ?? 0.999, 0, 1);
    this.epsilon = positive("epsilon", options.epsilon ?? 1e-7);
  }

  protected get moments() {
    const { beta1, beta2, epsilon } = this;
    return { ...this.common, beta1, beta2, epsilon };
  }
}

/**
 * Steps by the running mean of the gradients over the root of the running mean of their squares (Kingma & Ba 2014):
 * `w -= m · lr · √(1 − beta2ᵗ) / (1 − beta1ᵗ) / (√v + epsilon)`.
 */
export class Adam extends MomentOptimizer {
  protected readonly pythonClass: string = "tensorflow.python.keras.optimizer_v2.adam.Adam";
  readonly amsgrad: boolean;

  /** @throws ValueError for numbers out of range */
  constructor(options: AdamOptions = {}, name = "Adam") {
    super(name, options);
    this.amsgrad = options.amsgrad ?? false;
  }

  plan(): OptimizerPlan {
    return { ...this.moments, kind: "adam", amsgrad: this.amsgrad };
  }
}

/** Adam with a decay of the weights that the gradient's scale does not change (Loshchilov & Hutter 2017). */
export class AdamW extends Adam {
  protected override readonly pythonClass = "keras.src.optimizers.adamw.AdamW";

  /**
   * @param options.weightDecay default 0.004
   * @throws ValueError for numbers out of range
   */
  constructor(options: AdamOptions = {}) {
    super({ ...options, weightDecay: options.weightDecay ?? 0.004 }, "AdamW");
  }
}

/** Adam over the largest gradient so far, slowly forgotten, in the place of the root (Kingma & Ba 2014, section 7). */
export class Adamax extends MomentOptimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.adamax.Adamax";

  /** @throws ValueError for numbers out of range */
  constructor(options: MomentOptions = {}) {
    super("Adamax", options);
  }

  plan(): OptimizerPlan {
    return { ...this.moments, kind: "adamax" };
  }
}

/** Adam that looks ahead by its momentum, as Nesterov's does (Dozat 2016). */
export class Nadam extends MomentOptimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.nadam.Nadam";

  /** @throws ValueError for numbers out of range */
  constructor(options: MomentOptions = {}) {
    super("Nadam", options);
  }

  plan(): OptimizerPlan {
    return { ...this.moments, kind: "nadam" };
  }
}

/** Adam's step, as long as each weight's own length says: for large batches (You et al. 2019). */
export class Lamb extends MomentOptimizer {
  protected readonly pythonClass = "keras.src.optimizers.lamb.Lamb";

  /** @throws ValueError for numbers out of range */
  constructor(options: MomentOptions = {}) {
    super("Lamb", options);
  }

  plan(): OptimizerPlan {
    return { ...this.moments, kind: "lamb" };
  }
}
