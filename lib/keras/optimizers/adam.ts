import type { OptimizerPlan } from "../../engine/index.ts";
import { count, inRange, Optimizer, type OptimizerOptions, positive } from "./optimizer.ts";

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

/** `learningRate` is 0.0025 by default. */
export interface ScheduleFreeAdamWOptions extends OptimizerOptions {
  /** How far the weights stay from the steps towards their mean, default 0.9. */
  beta1?: number;
  /** Decay of the mean of the squared gradients, default 0.999. */
  beta2?: number;
  /** Keeps the divisor from zero, default 1e-8. */
  epsilon?: number;
  /** Steps in which the rate grows to its full size, default 0. */
  warmupSteps?: number;
}

/**
 * Adam's steps without a schedule: the weights lie between the steps and the mean of all of them (Defazio et al. 2024).
 *
 * Porting note: as Keras on JAX. `fit` of Keras 3.15.1 on TensorFlow begins the steps at zero, not at the weights.
 */
export class ScheduleFreeAdamW extends Optimizer {
  protected readonly pythonClass = "keras.src.optimizers.schedule_free_adamw.ScheduleFreeAdamW";
  private readonly numbers;

  /** @throws ValueError for numbers out of range */
  constructor(options: ScheduleFreeAdamWOptions = {}) {
    super("schedule_free_adam_w", 0.0025, options);
    this.numbers = {
      beta1: inRange("beta1", options.beta1 ?? 0.9, Number.MIN_VALUE, 1),
      beta2: inRange("beta2", options.beta2 ?? 0.999, 0, 1),
      epsilon: positive("epsilon", options.epsilon ?? 1e-8),
      warmupSteps: count("warmupSteps", options.warmupSteps ?? 0, 0),
    };
  }

  plan(): OptimizerPlan {
    return { ...this.common, ...this.numbers, kind: "scheduleFreeAdamW" };
  }
}

/** `learningRate` is 0.001 by default. */
export interface AdafactorOptions extends OptimizerOptions {
  /** The power of the step number by which old squares are forgotten, default -0.8. */
  beta2Decay?: number;
  /** Added to squared gradients, default 1e-30. */
  epsilon1?: number;
  /** The least scale of a weight, default 1e-3. */
  epsilon2?: number;
  /** The largest root mean square of a step, default 1. */
  clipThreshold?: number;
  /** The learning rate falls with the root of the step number, default true. */
  relativeStep?: boolean;
}

/** Adam's scaling from the means of rows and columns alone, which need little memory (Shazeer & Stern 2018). */
export class Adafactor extends Optimizer {
  protected readonly pythonClass = "keras.src.optimizers.adafactor.Adafactor";
  private readonly numbers;

  /** @throws ValueError for numbers out of range */
  constructor(options: AdafactorOptions = {}) {
    super("adafactor", 0.001, options);
    this.numbers = {
      beta2Decay: inRange("beta2Decay", options.beta2Decay ?? -0.8, -Number.MAX_VALUE, 0),
      epsilon1: positive("epsilon1", options.epsilon1 ?? 1e-30),
      epsilon2: positive("epsilon2", options.epsilon2 ?? 1e-3),
      clipThreshold: positive("clipThreshold", options.clipThreshold ?? 1),
      relativeStep: options.relativeStep ?? true,
    };
  }

  plan(): OptimizerPlan {
    return { ...this.common, ...this.numbers, kind: "adafactor" };
  }
}

/** `learningRate` is 0.001 by default, `weightDecay` (of kernels) 0.004. */
export interface MuonOptions extends OptimizerOptions {
  /** How much of the last direction goes on, default 0.95. */
  momentum?: number;
  /** Look ahead by the momentum, default true. */
  nesterov?: boolean;
  /** Newton–Schulz steps that make a kernel's step orthogonal, default 5. */
  nsSteps?: number;
  /** The root mean square of a kernel's step, default 0.2; null: as the method gives it. */
  rmsRate?: number | null;
  /** Of the biases, which take Adam's steps: default 0.9, 0.999, 1e-7, 0.004. */
  adamBeta1?: number;
  adamBeta2?: number;
  epsilon?: number;
  adamWeightDecay?: number | null;
}

/** Kernels take steps made orthogonal, biases those of Adam (Jordan et al. 2024). */
export class Muon extends Optimizer {
  protected readonly pythonClass = "keras.src.optimizers.muon.Muon";
  private readonly numbers;

  /** @throws ValueError for numbers out of range */
  constructor(options: MuonOptions = {}) {
    const { weightDecay = 0.004, adamWeightDecay = 0.004, rmsRate = 0.2 } = options;
    super("muon", 0.001, { ...options, weightDecay });
    this.numbers = {
      beta1: inRange("adamBeta1", options.adamBeta1 ?? 0.9, 0, 1),
      beta2: inRange("adamBeta2", options.adamBeta2 ?? 0.999, 0, 1),
      epsilon: positive("epsilon", options.epsilon ?? 1e-7),
      momentum: inRange("momentum", options.momentum ?? 0.95, 0, 1),
      nesterov: options.nesterov ?? true,
      nsSteps: count("nsSteps", options.nsSteps ?? 5, 1),
      rmsRate: rmsRate === null ? null : positive("rmsRate", rmsRate),
      adamWeightDecay: adamWeightDecay === null ? null : positive("adamWeightDecay", adamWeightDecay),
    };
  }

  plan(): OptimizerPlan {
    return { ...this.common, ...this.numbers, kind: "muon" };
  }
}
