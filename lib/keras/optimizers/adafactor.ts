import { COMMON, type OptimizerOptions } from "./optimizer-options.ts";
import { RuleOptimizer } from "./rule-optimizer.ts";

/** `learningRate` is 0.001 by default. */
export interface AdafactorOptions extends OptimizerOptions {
  /** Exponent of the step number in the decay of the squared gradients, `beta2Decay: -0.5`; default -0.8. */
  beta2Decay?: number;
  /** Added to the squared gradients, `epsilon1: 1e-20`; default 1e-30. */
  epsilon1?: number;
  /** Lower bound of a weight's root mean square, by which steps are scaled, `epsilon2: 1e-2`; default 1e-3. */
  epsilon2?: number;
  /** Upper bound of a step's root mean square, `clipThreshold: 2`; default 1. */
  clipThreshold?: number;
  /** Let the learning rate fall with the root of the step number, default true. */
  relativeStep?: boolean;
}

/**
 * Adam's scaling from the row and column means of the squared gradients, which takes little memory
 * ([Shazeer & Stern 2018](https://arxiv.org/abs/1804.04235)).
 *
 * @example
 * const optimizer = new optimizers.Adafactor({ learningRate: 0.01 });
 */
export class Adafactor extends RuleOptimizer<AdafactorOptions> {
  protected readonly pythonClass = "keras.src.optimizers.adafactor.Adafactor";
  protected static override readonly kind = "adafactor";
  protected static override readonly defaults = {
    learningRate: 0.001,
    beta2Decay: -0.8,
    epsilon1: 1e-30,
    epsilon2: 1e-3,
    clipThreshold: 1,
    relativeStep: true,
    ...COMMON,
    name: "adafactor",
  };
}
