import { fromArguments, received, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import { tensorFlowNow } from "../backend/eager.js";
import { lookUp } from "../backend/lookups.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import type { Constraint, ConstraintIdentifier } from "../constraints.ts";
import type { Initializer, InitializerIdentifier } from "../initializers/index.ts";
import type { Regularizer, RegularizerIdentifier } from "../regularizers.ts";
import type { Variable } from "../variable.ts";
import { tensorsOf } from "./eager.ts";
import { LAYER, type LayerOptions, type Shape } from "./layer.ts";
import { TensorLayer } from "./tensor-layer.ts";
import { weightConfig } from "./weight-settings.ts";

export interface EmbeddingOptions extends LayerOptions {
  /** Size of the vocabulary: the inputs are whole numbers from 0 to `inputDim − 1`, `inputDim: 1000`. */
  inputDim: number;
  /** Size of a vector, `outputDim: 16`. */
  outputDim: number;
  /** The vectors before training, default `"uniform"`. */
  embeddingsInitializer?: InitializerIdentifier;
  /** Default none. */
  embeddingsRegularizer?: RegularizerIdentifier | null;
  /** Default none. */
  embeddingsConstraint?: ConstraintIdentifier | null;
  /** Treat 0 as padding, which later layers skip; default false. */
  maskZero?: boolean;
  /** @deprecated without effect: the number of steps is that of the inputs */
  inputLength?: number | null;
}

type Rest = Omit<EmbeddingOptions, "inputDim" | "outputDim">;

/**
 * A learned vector for each whole number: `[batch, steps]` becomes `[batch, steps, outputDim]`.
 *
 * Porting note: Adam, RMSprop and Adagrad square the gradient of each lookup of a number that occurs several times in a batch, as
 * Keras on TensorFlow does. Keras on JAX and PyTorch sums them first, so that its weights differ.
 *
 * @example
 * const model = new Sequential([new layers.Embedding(1000, 64, { inputShape: [10] }), new layers.Flatten(), new Dense(1)]);
 */
export class Embedding extends TensorLayer {
  override supportsMasking = true;
  protected readonly pythonClass = "tensorflow.python.keras.layers.embeddings.Embedding";
  /** Size of the vocabulary, `inputDim: 1000`. */
  readonly inputDim: number;
  readonly outputDim: number;
  declare readonly embeddingsInitializer: Initializer;
  declare readonly embeddingsRegularizer: Regularizer | null;
  declare readonly embeddingsConstraint: Constraint | null;
  readonly maskZero: boolean;

  /**
   * @param args `inputDim`, the size of the vocabulary, `outputDim`, the size of a vector, and options
   * @throws ValueError unless both are positive integers
   */
  constructor(...args: [options: EmbeddingOptions] | [inputDim: number, outputDim: number, options?: Rest]) {
    const defaults = {
      inputDim: REQUIRED,
      outputDim: REQUIRED,
      embeddingsInitializer: "uniform",
      embeddingsRegularizer: null,
      embeddingsConstraint: null,
      maskZero: false,
      inputLength: null,
      inputShape: null,
      name: null,
      trainable: true,
    } as const;
    const given = fromArguments<EmbeddingOptions>("Embedding", args, defaults);
    if (given.inputLength !== null) console.warn("Argument `inputLength` is deprecated. Just remove it.");
    const { inputShape, name, trainable } = given;
    super({ inputShape, name, trainable });
    this.inputDim = count("inputDim", given.inputDim);
    this.outputDim = count("outputDim", given.outputDim);
    this.takeSettings(given, ["embeddings"]);
    this.maskZero = given.maskZero;
  }

  override build(inputShape: Shape): void {
    if (!this.built) this.makeWeight("embeddings", [this.inputDim, this.outputDim]);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    return tuple([...inputShape, this.outputDim]);
  }

  /** The weight `[inputDim, outputDim]`. @throws ValueError before the layer is built */
  get embeddings(): Variable {
    return this.weightNamed("embeddings");
  }

  override get makesMask(): boolean {
    return this.maskZero;
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    const { tf, weights } = context;
    const numbers = x.toInt();
    const [low, high] = [numbers.min().dataSync()[0], numbers.max().dataSync()[0]];
    if (low < 0 || high >= this.inputDim) {
      throw new ValueError(
        `Expected the inputs of layer '${this.name}' to be whole numbers from 0 to ${this.inputDim - 1}, one less than ` +
          `\`inputDim\`. Received: ${low < 0 ? low : high}`,
      );
    }
    if (this.maskZero) context.mask = this.computeMask(numbers);
    return lookUp(tf, weights[0], numbers);
  }

  override computeMask(inputs: unknown): TensorFlowTensor | null {
    if (!this.maskZero) return null;
    return tensorFlowNow().tidy(() => (tensorsOf(inputs, true) as TensorFlowTensor).notEqual(0));
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return {
      input_dim: this.inputDim,
      output_dim: this.outputDim,
      ...weightConfig(this, ["embeddings"], this.activityRegularizer),
      mask_zero: this.maskZero,
      quantization_config: null,
    };
  }
}

function count(name: string, value: number): number {
  if (Number.isInteger(value) && value > 0) return value;
  throw new ValueError(`\`${name}\` must be a positive integer. Received: ${name}=${received(value)}.`);
}

interface MaskingOptions extends LayerOptions {
  /** `maskValue: -1`; default 0. */
  maskValue?: number;
}

/**
 * Masks the steps of a sequence whose features all equal `maskValue`: later layers skip them.
 *
 * @example
 * const model = new Sequential([new layers.Masking({ maskValue: 0, inputShape: [10, 3] }), new layers.LSTM(8)]);
 */
export class Masking extends TensorLayer {
  protected static override readonly configured = ["maskValue"];
  override supportsMasking = true;
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Masking";
  readonly maskValue: number;

  /** @throws ValueError for an unknown option */
  constructor(...args: [options?: MaskingOptions] | [maskValue: number, options?: LayerOptions]) {
    const { maskValue, ...options } = fromArguments<MaskingOptions>("Masking", args, {
      maskValue: 0,
      ...LAYER,
    });
    super(options);
    this.maskValue = maskValue;
  }

  override get makesMask(): boolean {
    return true;
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    context.mask = this.computeMask(x);
    return x.mul(context.mask.expandDims(-1).toFloat());
  }

  override computeMask(inputs: unknown): TensorFlowTensor {
    return (tensorsOf(inputs, true) as TensorFlowTensor).notEqual(this.maskValue).any(-1);
  }
}
