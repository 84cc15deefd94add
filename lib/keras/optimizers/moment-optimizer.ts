import { inRange, Optimizer, type OptimizerOptions, positive } from "./optimizer.ts";

/** The hyperparameters of Adam and of the optimizers derived from it. */
export interface MomentOptions extends OptimizerOptions {
  /** Decay of the running mean of the gradients, default 0.9. */
  beta1?: number;
  /** Decay of the running mean of the squared gradients, default 0.999. */
  beta2?: number;
  /** Keeps the divisor away from zero, default 1e-7; the paper's "epsilon hat". */
  epsilon?: number;
}

/** An optimizer that keeps running means of the gradients and of their squares. */
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
