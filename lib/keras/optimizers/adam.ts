import type { OptimizerPlan } from "../../engine/index.ts";
import { MomentOptimizer, type MomentOptions } from "./moment-optimizer.ts";

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
  constructor(options: AdamOptions = {}, name = "Adam") {
    super(name, options);
    this.amsgrad = options.amsgrad ?? false;
  }

  plan(): OptimizerPlan {
    return { ...this.moments, kind: "adam", amsgrad: this.amsgrad };
  }
}
