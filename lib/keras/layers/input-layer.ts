import { fromArguments, received, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import { REQUIRED } from "../checks.ts";
import { uniqueInputName } from "../dialects/names.ts";
import { fromConfig } from "../saving/config.ts";
import { checkShape } from "./arguments.ts";
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

interface InputRest {
  /**
   * The size of all batches, `batchSize: 64`; default any. It is shown, and written to files; models take any number of
   * samples.
   */
  batchSize?: number | null;
  /** The shape with the size of all batches before it, `batchShape: [16, 30]`, in place of both. */
  batchShape?: Shape | null;
  /** `name: "mine"`; default `input_1`, `input_2`, … */
  name?: string;
  /** The declared type of the data, default `"float32"`. It is written to files; models compute with float32 in any case. */
  dtype?: DataType;
}

type WithBatch = InputRest & { batchShape: Shape };

export interface InputLayerOptions extends InputRest {
  /** Shape of one sample, without the batch axis: `[30]`; null for an axis of any size, such as the steps of a sequence. */
  inputShape: readonly (number | null)[];
}

const REST = { batchSize: null, batchShape: null, name: "", dtype: "float32" } as const;

/** The shape of all batches. @throws ValueError as Keras does if two of them say it, or none */
function batchShape(
  shape: readonly (number | null)[] | undefined,
  { batchSize, batchShape: all }: Pick<InputRest, "batchSize" | "batchShape">,
  name: string,
): Shape {
  if (all == null) {
    checkShape(shape as Shape, name);
    return checked([batchSize ?? null, ...(shape as Shape)], "batchSize");
  }
  for (const [other, value] of Object.entries({ [name]: shape, batchSize })) {
    if (value == null) continue;
    throw new ValueError(`You cannot pass both \`${other}\` and \`batchShape\` at the same time.`);
  }
  return checked(all, "batchShape");
}

function checked(shape: Shape, name: string): Shape {
  checkShape(shape, name);
  return tuple([...shape]);
}

/**
 * The shape of a model's samples; computes nothing.
 *
 * @example
 * const model = new Sequential([new layers.InputLayer({ inputShape: [30] }), new Dense(1)]);
 */
export class InputLayer extends Layer {
  protected readonly pythonClass = "tensorflow.python.keras.engine.input_layer.InputLayer";
  override readonly dtype: DataType;

  /**
   * @param args shape of one sample, without the batch axis, `[30]`, or options
   * @throws ValueError for an invalid shape
   */
  constructor(
    ...args:
      | [options: InputLayerOptions | WithBatch]
      | [inputShape: readonly (number | null)[], options?: InputRest]
  ) {
    const defaults = { inputShape: REQUIRED, ...REST };
    const { inputShape, name, dtype, ...batch } = fromArguments<InputLayerOptions>(
      "InputLayer",
      args,
      defaults,
    );
    const shape = batchShape(inputShape, batch, "inputShape");
    checkType(dtype);
    super({ name: name || uniqueInputName() });
    this.dtype = dtype;
    this.build(shape);
    this.inboundNodes.push(new Node(this, null, [this.outputShape], undefined, dtype));
  }

  /** The symbolic tensor. */
  get tensor(): KerasTensor {
    return this.inboundNodes[0].outputs[0];
  }

  override getConfig(): InputLayerConfig {
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
    return fromConfig(
      InputLayer,
      Array.isArray(shape) ? { ...rest, batch_shape: shape } : { ...rest, input_shape: shape },
    );
  }

  plans(): never[] {
    return [];
  }
}

export interface InputOptions extends InputRest {
  /** Shape of one sample, without the batch axis: `[30]`; null for an axis of any size, such as the steps of a sequence. */
  shape: readonly (number | null)[];
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
  ...args: [options: InputOptions | WithBatch] | [shape: readonly (number | null)[], options?: InputRest]
): KerasTensor {
  const { shape, name, dtype, ...batch } = fromArguments<InputOptions>("Input", args, {
    shape: REQUIRED,
    ...REST,
  });
  return new InputLayer({ batchShape: batchShape(shape, batch, "shape"), name, dtype }).tensor;
}

/** @throws ValueError for a type that Keras does not have */
function checkType(dtype: unknown): void {
  if ((TYPES as readonly unknown[]).includes(dtype)) return;
  throw new ValueError(
    `Expected \`dtype\` to be one of ${TYPES.join(", ")}. Received: dtype=${received(dtype)}`,
  );
}
