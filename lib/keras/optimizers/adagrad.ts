import type { OptimizerPlan } from "../../engine/index.ts";
import { inRange, Optimizer, type OptimizerOptions, positive } from "./optimizer.ts";

/** `learningRate` is 0.001 by default. */
export interface AdagradOptions extends OptimizerOptions {
  /** What the sum of the squared gradients begins with, default 0.1. */
  initialAccumulatorValue?: number;
  /** Keeps the divisor from zero, default 1e-7. */
  epsilon?: number;
}

/** Steps by the gradient over the root of the sum of all its squares (Duchi et al. 2011): `w -= lr · g / √(a + epsilon)`. */
export class Adagrad extends Optimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.adagrad.Adagrad";
  readonly initialAccumulatorValue: number;
  readonly epsilon: number;

  /** @throws ValueError for numbers out of range */
  constructor(options: AdagradOptions = {}) {
    super("Adagrad", 0.001, options);
    this.initialAccumulatorValue = positive(
      "initialAccumulatorValue",
      options.initialAccumulatorValue ?? 0.1,
    );
    this.epsilon = positive("epsilon", options.epsilon ?? 1e-7);
  }

  plan(): OptimizerPlan {
    const { initialAccumulatorValue, epsilon } = this;
    return { ...this.common, kind: "adagrad", initialAccumulatorValue, epsilon };
  }
}

/** `learningRate` is 0.001 by default; the paper's own method has 1. */
export interface AdadeltaOptions extends OptimizerOptions {
  /** Decay of the means of squared gradients and of squared steps, default 0.95. */
  rho?: number;
  /** Keeps the divisor from zero, default 1e-7. */
  epsilon?: number;
}

/** Steps as long as the last ones were, by the gradient's own scale (Zeiler 2012): `w -= lr · g · √(d + ε) / √(v + ε)`. */
export class Adadelta extends Optimizer {
  protected readonly pythonClass = "tensorflow.python.keras.optimizer_v2.adadelta.Adadelta";
  readonly rho: number;
  readonly epsilon: number;

  /** @throws ValueError for numbers out of range */
  constructor(options: AdadeltaOptions = {}) {
    super("Adadelta", 0.001, options);
    this.rho = inRange("rho", options.rho ?? 0.95, 0, 1);
    this.epsilon = positive("epsilon", options.epsilon ?? 1e-7);
  }

  plan(): OptimizerPlan {
    const { rho, epsilon } = this;
    return { ...this.common, kind: "adadelta", rho, epsilon };
  }
}
