import type { OptimizerPlan } from "../../engine";
import { inRange, Optimizer } from "./optimizer";

export interface AdamOptions {
  /** Default 0.001. */
  learningRate?: number;
  /** Decay of the mean of the gradients, default 0.9. */
  beta1?: number;
  /** Decay of the mean of their squares, default 0.999. */
  beta2?: number;
  /** Keeps the divisor from zero, default 1e-7; "epsilon hat" of the paper. */
  epsilon?: number;
  /** Never let the divisor shrink, default false. */
  amsgrad?: boolean;
  name?: string;
}

/**
 * Steps by the running mean of the gradients over the root of the running mean of their squares (Kingma & Ba 2014):
 * `w -= m · lr · √(1 − beta2ᵗ) / (1 − beta1ᵗ) / (√v + epsilon)`.
 */
export class Adam extends Optimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.adam.Adam";
  readonly beta1: number;
  readonly beta2: number;
  readonly epsilon: number;
  readonly amsgrad: boolean;

  /** @throws ValueError for numbers out of range */
  constructor(options: AdamOptions = {}) {
    super(options.name ?? "Adam", options.learningRate ?? 0.001);
    this.beta1 = inRange("beta1", options.beta1 ?? 0.9, 0, 1);
    this.beta2 = inRange("beta2", options.beta2 ?? 0.999, 0, 1);
    this.epsilon = inRange("epsilon", options.epsilon ?? 1e-7, 0, Number.MAX_VALUE);
    this.amsgrad = options.amsgrad ?? false;
  }

  plan(): OptimizerPlan {
    const { beta1, beta2, epsilon, amsgrad } = this;
    return { kind: "adam", beta1, beta2, epsilon, amsgrad };
  }
}
