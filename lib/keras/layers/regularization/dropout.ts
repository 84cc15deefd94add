import type { LayerPlan } from "../../../engine/index.ts";
import { ValueError } from "../../../errors.ts";
import { dict } from "../../../python-repr.ts";
import { state } from "../../state.ts";
import { Layer, type LayerConfig, type LayerOptions } from "../layer.ts";

/**
 * In training sets each input to 0 with probability `rate` and multiplies the others by `1 / (1 − rate)`; otherwise passes
 * its inputs on ([Srivastava et al. 2014](https://jmlr.org/papers/v15/srivastava14a.html)). The draws of each batch are those
 * of Keras on TensorFlow.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.Dropout(0.5), new Dense(1)]);
 */
export class Dropout extends Layer {
  readonly className = "Dropout";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Dropout";
  private readonly seed: number;

  /**
   * @param rate fraction of the inputs that are dropped, from 0 to 1
   * @param options.seed of the draws; default: Keras' next layer seed
   * @throws ValueError for another rate or an invalid seed
   */
  constructor(
    readonly rate: number,
    private readonly options: LayerOptions & { seed?: number | null } = {},
  ) {
    super(options, "Dropout", { seed: true });
    if (!(rate >= 0 && rate <= 1)) {
      throw new ValueError(
        `Invalid value received for argument \`rate\`. Expected a float value between 0 and 1. Received: rate=${rate}`,
      );
    }
    const seed = options.seed ?? (rate > 0 ? state.layerSeeds.next() : 0);
    if (!Number.isSafeInteger(seed) || seed < 0) {
      throw new ValueError(`Argument \`seed\` must be a whole number from 0. Received: seed=${seed}`);
    }
    this.seed = seed;
  }

  getConfig(): LayerConfig {
    return dict({ ...this.baseConfig, rate: this.rate, noise_shape: null, seed: this.options.seed ?? null });
  }

  plans(): LayerPlan[] {
    return this.rate === 0 ? [] : [{ kind: "dropout", rate: this.rate, seed: this.seed }];
  }
}
