import { fromArguments, receivedFirst, ValueError, withDefaults } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { AnyLayerPlan } from "../backend/plan.ts";
import type { CallContext, TensorFlowTensor, TensorFunction } from "../backend/tensor-types.ts";
import { type ConfigClass, customObject, getRegisteredName } from "../saving/config.ts";
import { functionName } from "../saving/functions.ts";
import { type DataFormat, dataFormat } from "./arguments.ts";
import { shapesIn, unwrapSingle } from "./keras-tensor.ts";
import { LAYER, type Layer, type LayerConfig, type LayerOptions, type Shape, sampleSize } from "./layer.ts";
import { TensorLayer } from "./tensor-layer.ts";
import { tracedShapes } from "./traced-shapes.ts";

interface FlattenOptions extends LayerOptions {
  /** `"channels_first"`: samples are `[channels, …]`, and are flattened as `[…, channels]`; default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

/**
 * Flattens each sample to one row: `[batch, 28, 28]` becomes `[batch, 784]`.
 *
 * @example
 * const model = new Sequential([new layers.Flatten({ inputShape: [28, 28] }), new Dense(10)]);
 */
export class Flatten extends TensorLayer {
  protected static override readonly configured = ["dataFormat"];
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Flatten";
  private readonly dataFormat: DataFormat;

  /**
   * @param args `dataFormat`, default `"channels_last"`, and the options of every layer
   * @throws ValueError for another format
   */
  constructor(...args: [options?: FlattenOptions] | [dataFormat: DataFormat, options?: FlattenOptions]) {
    const defaults = { dataFormat: null, ...LAYER };
    const { dataFormat: format, ...options } = fromArguments<FlattenOptions>("Flatten", args, defaults);
    super(options);
    this.dataFormat = dataFormat(format);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const isKnown = !inputShape.slice(1).includes(null);
    return tuple([inputShape[0], isKnown ? sampleSize(inputShape) : null]);
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    const [batch, channels, ...others]: number[] = [...x.shape.keys()];
    const last = this.dataFormat === "channels_last" ? x : x.transpose([batch, ...others, channels]);
    return last.reshape([x.shape[0], -1]);
  }

  /** Samples are stored in row-major order already: only channels that come first are moved. */
  override plans(): AnyLayerPlan[] {
    const isRow = this.dataFormat === "channels_last" || (this.inputShape as Shape).length < 3;
    return isRow ? [] : super.plans();
  }
}

/**
 * Passes its inputs on.
 *
 * @example
 * const model = new Sequential([new layers.Identity({ inputShape: [2] }), new Dense(1)]);
 */
export class Identity extends TensorLayer {
  override supportsMasking = true;
  protected readonly pythonClass = "keras.layers.Identity";

  call(x: TensorFlowTensor): TensorFlowTensor {
    return x;
  }

  /** Nothing to compute. */
  override plans(): never[] {
    return [];
  }
}

export interface LambdaOptions extends LayerOptions {
  /** Shape of one sample of the outputs, `outputShape: [8]`; default: as the function computes it of zeros. */
  outputShape?: readonly number[] | null;
}

/**
 * A function as a layer, without weights. TensorFlow.js computes the model.
 *
 * @example
 * const model = new Sequential([Input({ shape: [2] }), new layers.Lambda((x) => x.square()), new Dense(1)]);
 */
export class Lambda extends TensorLayer {
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Lambda";
  readonly function: TensorFunction;
  private readonly sampleShape: readonly number[] | null;
  /** The shapes of the outputs by those of the inputs. */
  private readonly traced: Record<string, Shape> = {};

  /**
   * @param call from a batch of inputs to a batch of outputs, with TensorFlow.js' operations
   * @throws ValueError unless `call` is a function
   */
  constructor(call: TensorFunction, options: LambdaOptions = {}) {
    const { outputShape, ...rest } = withDefaults<LambdaOptions>("Lambda", options, {
      outputShape: null,
      ...LAYER,
    });
    super(rest);
    if (typeof call !== "function") {
      throw new ValueError(
        `Expected a Lambda layer to get a function. Received: ${receivedFirst("Lambda", ["function"], call)}`,
      );
    }
    this.function = call;
    this.sampleShape = outputShape;
  }

  /** @param given the shape of the inputs, or a list of the shapes of several */
  override computeOutputShape(given: Shape | Shape[]): Shape {
    const shapes = shapesIn(given);
    if (this.sampleShape) return tuple([shapes[0][0], ...this.sampleShape]);
    const key = JSON.stringify(shapes);
    this.traced[key] ??= tracedShapes(this.planLabel, shapes, (zeros) =>
      this.call(unwrapSingle(zeros), this.callContext),
    )[0];
    return this.traced[key];
  }

  call(x: TensorFlowTensor, _context?: CallContext): TensorFlowTensor {
    return this.function(x);
  }

  override getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, function: getRegisteredName(this.function) });
  }

  /**
   * A Lambda layer of a function that is found by the layer's or by its own name among the custom objects: no code in a file is run.
   *
   * @throws ValueError for a name that is not known, and for code
   */
  static override fromConfig(this: ConfigClass<Layer>, config: object): Lambda {
    const {
      function: form,
      output_shape: outputShape,
      batch_input_shape,
      ...rest
    } = config as Record<string, unknown>;
    const { name: layerName, trainable, function_type } = rest;
    const nameOfCall = () => functionName(function_type === "lambda" ? [] : form) ?? "";
    const call = customObject(String(layerName)) ?? customObject(nameOfCall());
    if (typeof call !== "function") {
      const name = nameOfCall() || layerName;
      throw new ValueError(
        `A Lambda layer needs its function '${name}', which no file holds. Give it by name: ` +
          `\`customObjects: { ${name} }\`.`,
      );
    }
    const inputShape = (batch_input_shape as Shape | undefined)?.slice(1) as number[] | undefined;
    const shape = (outputShape ?? null) as number[] | null;
    return new (this as unknown as typeof Lambda)(call as TensorFunction, {
      ...(typeof layerName === "string" && { name: layerName }),
      ...(typeof trainable === "boolean" && { trainable }),
      ...(inputShape && { inputShape }),
      outputShape: shape,
    });
  }
}
