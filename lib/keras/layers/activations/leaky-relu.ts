import type { ActivationFunction } from "../../../engine/index.ts";
import { ValueError } from "../../../errors.ts";
import type { LayerOptions } from "../layer.ts";
import { AdvancedActivation } from "./activation.ts";

/**
 * `x` above zero, `negativeSlope · x` below.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.LeakyReLU(), new Dense(1)]);
 */
export class LeakyReLU extends AdvancedActivation {
  readonly className = "LeakyReLU";
  protected readonly function: ActivationFunction;
  protected readonly ownConfig: Record<string, unknown>;

  /**
   * @param options.negativeSlope default 0.3
   * @throws ValueError for a negative or infinite slope
   */
  constructor(options: LayerOptions & { negativeSlope?: number } = {}) {
    super(options, "LeakyReLU", { negativeSlope: true });
    const { negativeSlope: alpha = 0.3 } = options;
    if (!(Number.isFinite(alpha) && alpha >= 0)) {
      throw new ValueError(
        "The negativeSlope value of a Leaky ReLU layer cannot be null or negative value. Expected a float. " +
          `Received: negativeSlope=${alpha}`,
      );
    }
    this.function = { name: "leakyRelu", alpha };
    // The key of Keras 2.4.3, which stores the slope as float32.
    this.ownConfig = { alpha: Math.fround(alpha) };
  }
}
