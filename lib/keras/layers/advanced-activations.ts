import type { ActivationFunction } from "../../engine/index.ts";
import { ValueError } from "../../errors.ts";
import { AdvancedActivation } from "./activation.ts";
import type { LayerOptions } from "./layer.ts";

export interface ReLUOptions extends LayerOptions {
  /** The largest output, default none. */
  maxValue?: number | null;
  /** The slope below the threshold, default 0. */
  negativeSlope?: number;
  /** Default 0. */
  threshold?: number;
}

/** `max(x, 0)`, with Keras' extras: a largest value, a slope below, a threshold. */
export class ReLU extends AdvancedActivation {
  readonly className = "ReLU";
  protected readonly function: ActivationFunction;
  protected readonly ownConfig: Record<string, unknown>;

  /** @throws ValueError for negative numbers */
  constructor(options: ReLUOptions = {}) {
    super(options, "ReLU", { maxValue: true, negativeSlope: true, threshold: true });
    const { maxValue = null, negativeSlope = 0, threshold = 0 } = options;
    for (const [name, value] of Object.entries({ maxValue: maxValue ?? 0, negativeSlope, threshold })) {
      if (value >= 0) continue;
      throw new ValueError(`${name} of a ReLU layer cannot be a negative value. Received: ${name}=${value}`);
    }
    this.function = reluOf(maxValue, negativeSlope, threshold);
    this.ownConfig = { max_value: maxValue, negative_slope: negativeSlope, threshold };
  }
}

/** As Keras does: the simpler function where the numbers allow it, whose slopes at its edges are others. */
function reluOf(maxValue: number | null, negativeSlope: number, threshold: number): ActivationFunction {
  if (threshold === 0 && negativeSlope === 0 && maxValue === null) return { name: "relu" };
  if (threshold === 0 && negativeSlope === 0 && maxValue === 6) return { name: "relu6" };
  if (threshold === 0 && maxValue === null) return { name: "leakyRelu", alpha: negativeSlope };
  return { name: "reluGeneral", alpha: negativeSlope, beta: maxValue ?? Number.POSITIVE_INFINITY, threshold };
}

/** `x` above zero, `negativeSlope · x` below. */
export class LeakyReLU extends AdvancedActivation {
  readonly className = "LeakyReLU";
  protected readonly function: ActivationFunction;
  protected readonly ownConfig: Record<string, unknown>;

  /** @param options.negativeSlope default 0.3 */
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
    // Keras 2.4.3's name, which it keeps as a float32.
    this.ownConfig = { alpha: Math.fround(alpha) };
  }
}

/** `x` above zero, `alpha · (eˣ − 1)` below. */
export class ELU extends AdvancedActivation {
  readonly className = "ELU";
  protected readonly function: ActivationFunction;
  protected readonly ownConfig: Record<string, unknown>;

  /** @param options.alpha default 1 */
  constructor(options: LayerOptions & { alpha?: number } = {}) {
    super(options, "ELU", { alpha: true });
    const { alpha = 1 } = options;
    if (!(Number.isFinite(alpha) && alpha >= 0)) {
      throw new ValueError(
        `Expected \`alpha\` of an ELU layer to be a number from 0. Received: alpha=${alpha}`,
      );
    }
    this.function = { name: "elu", alpha };
    this.ownConfig = { alpha };
  }
}

/** `eˣ` over the sum of `eˣ` of all units. */
export class Softmax extends AdvancedActivation {
  readonly className = "Softmax";
  protected readonly function: ActivationFunction = { name: "softmax" };
  protected readonly ownConfig = { axis: -1 };

  constructor(options: LayerOptions = {}) {
    super(options, "Softmax");
  }
}
