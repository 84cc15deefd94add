import { fromArguments } from "../../errors.ts";
import { uniqueInputName } from "../dialects/names.ts";
import { fromConfig } from "../saving/config.ts";
import { REQUIRED } from "./arguments.ts";
import { type KerasTensor, Node } from "./keras-tensor.ts";
import { checkShape, Layer, type LayerConfig, type Shape } from "./layer.ts";

export interface InputLayerConfig extends LayerConfig {
  batch_input_shape: Shape;
  sparse: boolean;
  ragged: boolean;
}

export interface InputLayerOptions {
  /** Shape of one sample, without the batch axis: `[30]`. */
  inputShape: readonly number[];
  /** Default `input_1`, `input_2`, … */
  name?: string;
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
   * @param args shape of one sample, without the batch axis, `[30]`, or options
   * @throws ValueError for an invalid shape
   */
  constructor(
    ...args: [options: InputLayerOptions] | [inputShape: readonly number[], options?: { name?: string }]
  ) {
    const defaults = { inputShape: REQUIRED, name: "" };
    const { inputShape, name } = fromArguments<InputLayerOptions>("InputLayer", args, defaults);
    checkShape(inputShape, "inputShape");
    super({ name: name || uniqueInputName() }, "InputLayer");
    this.build([null, ...inputShape]);
    this.inboundNodes.push(new Node(this, null, [this.outputShape]));
  }

  /** The symbolic tensor. */
  get tensor(): KerasTensor {
    return this.inboundNodes[0].outputs[0];
  }

  getConfig(): InputLayerConfig {
    return this.described({
      batch_input_shape: this.outputShape,
      dtype: "float32",
      sparse: false,
      ragged: false,
      name: this.name,
    });
  }

  static override fromConfig(config: object): InputLayer {
    const { batch_shape, batch_input_shape, ...rest } = config as Record<string, unknown>;
    const shape = batch_shape ?? batch_input_shape;
    return fromConfig(InputLayer, { ...rest, input_shape: Array.isArray(shape) ? shape.slice(1) : shape });
  }

  plans(): never[] {
    return [];
  }
}

export interface InputOptions {
  /** Shape of one sample, without the batch axis: `[30]`. */
  shape: readonly number[];
  /** Default `input_1`, `input_2`, … */
  name?: string;
}

/**
 * The symbolic tensor from which a model begins; also the first entry of a `Sequential`.
 *
 * @param args shape of one sample, without the batch axis, `[30]`, or options
 * @throws ValueError for an invalid shape
 *
 * @example
 * const inputs = Input({ shape: [30] });
 * const model = new Model({ inputs, outputs: new Dense(1).apply(inputs) });
 */
export function Input(
  ...args: [options: InputOptions] | [shape: readonly number[], options?: { name?: string }]
): KerasTensor {
  const { shape, name } = fromArguments<InputOptions>("Input", args, { shape: REQUIRED, name: "" });
  checkShape(shape, "shape");
  return new InputLayer({ inputShape: shape, name }).tensor;
}
