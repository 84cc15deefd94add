import type { OptimizerPlan } from "../../engine/index.ts";
import { inRange, Optimizer, type OptimizerOptions, positive } from "./optimizer.ts";

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
