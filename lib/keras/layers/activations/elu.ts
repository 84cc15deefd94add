import type { ActivationFunction } from "../../../engine/index.ts";
import { ValueError } from "../../../errors.ts";
import type { LayerOptions } from "../layer.ts";
import { AdvancedActivation } from "./activation.ts";

/**
 * `x` above zero, `alpha · (eˣ − 1)` below ([Clevert et al. 2016](https://arxiv.org/abs/1511.07289)).
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.ELU({ alpha: 0.5 }), new Dense(1)]);
 */
export class ELU extends AdvancedActivation {
  readonly className = "ELU";
  protected readonly function: ActivationFunction;
  protected readonly ownConfig: Record<string, unknown>;

  /**
   * @param options.alpha default 1
   * @throws ValueError for a negative or infinite alpha
   */
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
