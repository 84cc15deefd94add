import { Adam, type AdamOptions } from "./adam.ts";

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
   * @param options those of `Adam`; `weightDecay` is 0.004 by default
   * @throws ValueError for numbers out of range
   */
  constructor(options: AdamOptions = {}) {
    super({ ...options, weightDecay: options.weightDecay ?? 0.004 }, "AdamW");
  }
}
