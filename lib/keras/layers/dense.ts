import type { ActivationName, DensePlan } from "../../engine";
import { ValueError } from "../../errors";
import * as activations from "../activations";
import type { Initializer, InitializerName, SerializedInitializer } from "../initializers";
import * as initializers from "../initializers";
import { dict, tuple } from "../python-repr";
import { checkShape, incompatibleInput, Layer, type LayerConfig, type Shape } from "./layer";
import { Variable } from "./variable";

export interface DenseOptions {
  /** Default: none, which is `"linear"`. */
  activation?: ActivationName | null;
  /** Default: true. */
  useBias?: boolean;
  /** Default: `"glorot_uniform"`. */
  kernelInitializer?: InitializerName | Initializer;
  /** Default: `"zeros"`. */
  biasInitializer?: InitializerName | Initializer;
  /** Of a first layer: sizes of one sample, `[30]`. */
  inputShape?: readonly number[];
  /** Of a first layer: the number of features; the same as `inputShape: [inputDim]`. */
  inputDim?: number;
  /** Default: `dense`, `dense_1`, … */
  name?: string;
}

export interface DenseConfig extends LayerConfig {
  trainable: boolean;
  /** Only when the layer was given its `inputShape`. */
  batch_input_shape?: Shape;
  units: number;
  activation: ActivationName;
  use_bias: boolean;
  kernel_initializer: SerializedInitializer;
  bias_initializer: SerializedInitializer;
  kernel_regularizer: null;
  bias_regularizer: null;
  activity_regularizer: null;
  kernel_constraint: null;
  bias_constraint: null;
}

/**
 * `output = activation(input · kernel + bias)`: every output unit is joined to every input.
 *
 * Input shape `[batch, features]`, output shape `[batch, units]`; the kernel is `[features, units]`, the bias `[units]`.
 */
export class Dense extends Layer {
  readonly className = "Dense";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Dense";
  readonly units: number;
  readonly activation: ActivationName;
  readonly useBias: boolean;
  readonly kernelInitializer: Initializer;
  readonly biasInitializer: Initializer;
  /** The shape that the layer was given when it was made. */
  readonly batchInputShape: Shape | undefined;

  /**
   * @param units outputs per sample, a positive integer
   * @throws ValueError for other units, unknown names, a shape that is none
   */
  constructor(units: number, options: DenseOptions = {}) {
    if (!Number.isInteger(units) || units <= 0) {
      throw new ValueError(
        `Received an invalid value for \`units\`, expected a positive integer. Received: units=${units}`,
      );
    }
    super(options.name, "Dense");
    this.units = units;
    this.activation = activations.get(options.activation);
    this.useBias = options.useBias ?? true;
    this.kernelInitializer = initializers.get(options.kernelInitializer ?? "glorot_uniform");
    this.biasInitializer = initializers.get(options.biasInitializer ?? "zeros");
    const shape = options.inputShape ?? (options.inputDim === undefined ? undefined : [options.inputDim]);
    if (shape !== undefined) {
      checkShape(shape, "inputShape");
      this.batchInputShape = tuple([null, ...shape]);
    }
  }

  build(inputShape: Shape): void {
    const inputs = inputShape[inputShape.length - 1];
    if (inputShape.length !== 2 || inputs === null) {
      throw new ValueError(
        `Expected the input of layer '${this.name}' to have the shape (batch, features). ` +
          `Received: shape ${tuple([...inputShape])}`,
      );
    }
    if (this.built) {
      if (this.inputShape?.[1] !== inputs) {
        throw incompatibleInput(this.name, this.inputShape?.[1] ?? null, inputShape);
      }
      return;
    }
    const kernel = [inputs, this.units];
    const weights = [new Variable("kernel", kernel, this.kernelInitializer.call(kernel))];
    if (this.useBias) {
      weights.push(new Variable("bias", [this.units], this.biasInitializer.call([this.units])));
    }
    this.weights = weights;
    this.inputShape = tuple([...inputShape]);
    this.built = true;
  }

  computeOutputShape(inputShape: Shape): Shape {
    return tuple([...inputShape.slice(0, -1), this.units]);
  }

  getConfig(): DenseConfig {
    return dict({
      name: this.name,
      trainable: true,
      ...(this.batchInputShape && { batch_input_shape: tuple([...this.batchInputShape]) }),
      dtype: "float32",
      units: this.units,
      activation: this.activation,
      use_bias: this.useBias,
      kernel_initializer: initializers.serialize(this.kernelInitializer),
      bias_initializer: initializers.serialize(this.biasInitializer),
      kernel_regularizer: null,
      bias_regularizer: null,
      activity_regularizer: null,
      kernel_constraint: null,
      bias_constraint: null,
    });
  }

  /** What the trainer needs to know. */
  plan(): DensePlan {
    return { units: this.units, useBias: this.useBias, activation: this.activation };
  }
}
