import type { LayerPlan } from "../../engine/index.ts";
import { dict } from "../python-repr.ts";
import { uniqueInputName } from "../state.ts";
import { checkShape, Layer, type LayerConfig, type Shape } from "./layer.ts";

export interface InputLayerConfig extends LayerConfig {
  batch_input_shape: Shape;
  sparse: boolean;
  ragged: boolean;
}

/** The shape of the samples that a model takes; it computes nothing. */
export class InputLayer extends Layer {
  readonly className = "InputLayer";
  protected readonly pythonClass = "tensorflow.python.keras.engine.input_layer.InputLayer";

  /**
   * @param options.inputShape sizes of one sample, without the batch: `[30]`
   * @param options.name default `input_1`, `input_2`, …
   */
  constructor(options: { inputShape: readonly number[]; name?: string }) {
    checkShape(options?.inputShape, "inputShape");
    super({ name: options.name ?? uniqueInputName() }, "InputLayer");
    this.build([null, ...options.inputShape]);
  }

  getConfig(): InputLayerConfig {
    return dict({
      batch_input_shape: this.outputShape,
      dtype: "float32",
      sparse: false,
      ragged: false,
      name: this.name,
    });
  }

  plans(): LayerPlan[] {
    return [];
  }
}

/**
 * The first entry of a `Sequential` that says how many features a sample has: `Input({ shape: [30] })`.
 *
 * Porting note: Keras returns a symbolic tensor, of which `Sequential` takes the layer; here it is the layer at once.
 */
export function Input(options: { shape: readonly number[]; name?: string }): InputLayer {
  return new InputLayer({ inputShape: options?.shape, name: options?.name });
}
