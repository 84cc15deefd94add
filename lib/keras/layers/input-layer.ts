import { ValueError } from "../../errors";
import { dict, tuple } from "../python-repr";
import { uniqueInputName } from "../unique-name";
import { checkShape, Layer, type LayerConfig, type Shape } from "./layer";

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
    if (options.inputShape.length !== 1) {
      throw new ValueError(
        "Expected `inputShape` to have one axis: the number of features, as in [30]. " +
          `Received: inputShape=${JSON.stringify(options.inputShape)}`,
      );
    }
    super(options.name ?? uniqueInputName(), "InputLayer");
    this.build([null, ...options.inputShape]);
  }

  build(inputShape: Shape): void {
    this.inputShape = tuple([...inputShape]);
    this.built = true;
  }

  computeOutputShape(inputShape: Shape): Shape {
    return tuple([...inputShape]);
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
}
