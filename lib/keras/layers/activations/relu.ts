import type { ActivationFunction } from "../../../engine/index.ts";
import { ValueError } from "../../../errors.ts";
import type { LayerOptions } from "../layer.ts";
import { AdvancedActivation } from "./activation.ts";

export interface ReLUOptions extends LayerOptions {
  /** Upper bound of the outputs, default none. */
  maxValue?: number | null;
  /** The slope below the threshold, default 0. */
  negativeSlope?: number;
  /** Inputs below it count as negative, default 0. */
  threshold?: number;
}

/**
 * `x` from `threshold` up to `maxValue`, `negativeSlope · (x − threshold)` below; with the defaults `max(x, 0)`.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.ReLU({ maxValue: 6 }), new Dense(1)]);
 */
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

/** As in Keras the simplest function that fits the options: their derivatives at the edges differ. */
function reluOf(maxValue: number | null, negativeSlope: number, threshold: number): ActivationFunction {
  if (threshold === 0 && negativeSlope === 0 && maxValue === null) return { name: "relu" };
  if (threshold === 0 && negativeSlope === 0 && maxValue === 6) return { name: "relu6" };
  if (threshold === 0 && maxValue === null) return { name: "leakyRelu", alpha: negativeSlope };
  return { name: "reluGeneral", alpha: negativeSlope, beta: maxValue ?? Number.POSITIVE_INFINITY, threshold };
}
