import type { LayerPlan } from "../../engine/index.ts";
import { dict, tuple } from "../python-repr.ts";
import { Layer, type LayerConfig, type LayerOptions, type Shape, sampleSize } from "./layer.ts";

/** Every sample as one row of numbers: `[batch, 28, 28]` becomes `[batch, 784]`. */
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

  /** Nothing: samples are stored row-major already. */
  plans(): LayerPlan[] {
    return [];
  }
}
