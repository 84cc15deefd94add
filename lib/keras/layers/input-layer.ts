import type { LayerPlan } from "../../engine/index.ts";
import { dict } from "../../python-repr.ts";
import { uniqueInputName } from "../state.ts";
import { checkShape, Layer, type LayerConfig, type Shape } from "./layer.ts";

export interface InputLayerConfig extends LayerConfig {
  batch_input_shape: Shape;
  sparse: boolean;
  ragged: boolean;
}

/**
 * The shape of a model's samples; computes nothing.
 *
 * @example
 * const model = new Sequential([new layers.InputLayer({ inputShape: [30] }), new Dense(1)]);
 */
export class InputLayer extends Layer {
  readonly className = "InputLayer";
  protected readonly pythonClass = "tensorflow.python.keras.engine.input_layer.InputLayer";

  /**
   * @param options.inputShape shape of one sample, without the batch axis: `[30]`
   * @param options.name default `input_1`, `input_2`, …
   * @throws ValueError for an invalid shape
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
 * The first entry of a `Sequential`, with the shape of its samples.
 *
 * Porting note: Keras returns a symbolic tensor, from which `Sequential` takes the layer; here it is the layer itself.
 *
 * @param options.shape shape of one sample, without the batch axis: `[30]`
 * @param options.name default `input_1`, `input_2`, …
 * @throws ValueError for an invalid shape
 *
 * @example
 * const model = new Sequential([Input({ shape: [30] }), new Dense(1)]);
 */
export function Input(options: { shape: readonly number[]; name?: string }): InputLayer {
  return new InputLayer({ inputShape: options?.shape, name: options?.name });
}
