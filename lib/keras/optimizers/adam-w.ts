import { Adam, type AdamOptions } from "./adam";

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
