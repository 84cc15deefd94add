import type { LayerPlan } from "../../../engine/index.ts";
import { dict, tuple } from "../../../python-repr.ts";
import { Layer, type LayerConfig, type LayerOptions, type Shape, sampleSize } from "../layer.ts";

/**
 * Makes one row of each sample: `[batch, 28, 28]` becomes `[batch, 784]`.
 *
 * @example
 * const model = new Sequential([new layers.Flatten({ inputShape: [28, 28] }), new Dense(10)]);
 */
export class Flatten extends Layer {
  readonly className = "Flatten";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Flatten";

  constructor(options: LayerOptions = {}) {
    super(options, "Flatten");
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return tuple([inputShape[0], sampleSize(inputShape)]);
  }

  getConfig(): LayerConfig {
    return dict({ ...this.baseConfig, data_format: "channels_last" });
  }

  /** Nothing to compute: samples are stored in row-major order already. */
  plans(): LayerPlan[] {
    return [];
  }
}
