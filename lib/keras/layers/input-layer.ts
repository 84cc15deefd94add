import { fromArguments, received, ValueError } from "../../errors.ts";
import { uniqueInputName } from "../dialects/names.ts";
import { fromConfig } from "../saving/config.ts";
import { checkShape, REQUIRED } from "./arguments.ts";
import { type KerasTensor, Node } from "./keras-tensor.ts";
import { Layer, type LayerConfig, type Shape } from "./layer.ts";

export interface InputLayerConfig extends LayerConfig {
  batch_input_shape: Shape;
  sparse: boolean;
  ragged: boolean;
}

/** Keras' types of numbers, and `"string"`. */
const TYPES = [
  "float32",
  "float64",
  "float16",
  "bfloat16",
  "int8",
  "int16",
  "int32",
  "int64",
  "uint8",
  "uint16",
  "uint32",
  "uint64",
  "bool",
  "string",
] as const;
export type DataType = (typeof TYPES)[number];

export interface InputLayerOptions {
  /** Shape of one sample, without the batch axis: `[30]`; null for an axis of any size, such as the steps of a sequence. */
  inputShape: readonly (number | null)[];
  /** Default `input_1`, `input_2`, … */
  name?: string;
  /** The declared type of the data, default `"float32"`. It is written to files; models compute with float32 in any case. */
  dtype?: DataType;
}

type InputRest = Pick<InputLayerOptions, "name" | "dtype">;

/**
 * The shape of a model's samples; computes nothing.
 *
 * @example
 * const model = new Sequential([new layers.InputLayer({ inputShape: [30] }), new Dense(1)]);
 */
export class InputLayer extends Layer {
  protected readonly pythonClass = "tensorflow.python.keras.engine.input_layer.InputLayer";
  readonly dtype: DataType;

  /**
   * @param args shape of one sample, without the batch axis, `[30]`, or options
   * @throws ValueError for an invalid shape
   */
  constructor(
    ...args: [options: InputLayerOptions] | [inputShape: readonly (number | null)[], options?: InputRest]
  ) {
    const defaults = { inputShape: REQUIRED, name: "", dtype: "float32" } as const;
    const { inputShape, name, dtype } = fromArguments<InputLayerOptions>("InputLayer", args, defaults);
    checkShape(inputShape, "inputShape");
    checkType(dtype);
    super({ name: name || uniqueInputName() });
    this.dtype = dtype;
    this.build([null, ...inputShape]);
    this.inboundNodes.push(new Node(this, null, [this.outputShape], undefined, dtype));
  }

  /** The symbolic tensor. */
  get tensor(): KerasTensor {
    return this.inboundNodes[0].outputs[0];
  }

  getConfig(): InputLayerConfig {
    return this.described({
      batch_input_shape: this.outputShape,
      dtype: this.dtype,
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
  /** Shape of one sample, without the batch axis: `[30]`; null for an axis of any size, such as the steps of a sequence. */
  shape: readonly (number | null)[];
  /** Default `input_1`, `input_2`, … */
  name?: string;
  /** As of an `InputLayer`, default `"float32"`. */
  dtype?: DataType;
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
  ...args: [options: InputOptions] | [shape: readonly (number | null)[], options?: InputRest]
): KerasTensor {
  const defaults = { shape: REQUIRED, name: "", dtype: "float32" } as const;
  const { shape, name, dtype } = fromArguments<InputOptions>("Input", args, defaults);
  checkShape(shape, "shape");
  return new InputLayer({ inputShape: shape, name, dtype }).tensor;
}

/** @throws ValueError for a type that Keras does not have */
function checkType(dtype: unknown): void {
  if ((TYPES as readonly unknown[]).includes(dtype)) return;
  throw new ValueError(
    `Expected \`dtype\` to be one of ${TYPES.join(", ")}. Received: dtype=${received(dtype)}`,
  );
}
