import type { ActivationFunction } from "../../../engine/index.ts";
import type { LayerOptions } from "../layer.ts";
import { AdvancedActivation } from "./activation.ts";

/**
 * `eˣ / Σeˣ` over the units of a sample: outputs from 0 to 1 that add up to 1.
 *
 * @example
 * const model = new Sequential([new Dense(3, { inputDim: 2 }), new layers.Softmax()]);
 */
export class Softmax extends AdvancedActivation {
  readonly className = "Softmax";
  protected readonly function: ActivationFunction = { name: "softmax" };
  protected readonly ownConfig = { axis: -1 };

  constructor(options: LayerOptions = {}) {
    super(options, "Softmax");
  }
}
