import { type DropoutPlan, dropoutFactors } from "../../engine/index.ts";
import { fromArguments, received, ValueError, withDefaults } from "../../errors.ts";
import { sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { ActivityPlan, TensorLayerPlan } from "../backend/plan.ts";
import type { CallContext, TensorFlowTensor, TensorFunction } from "../backend/tensor-types.ts";
import { L1L2, type Regularizer } from "../regularizers.ts";
import { customObject, getRegisteredName } from "../saving/config.ts";
import { functionName } from "../saving/functions.ts";
import { type DataFormat, dataFormat } from "./arguments.ts";
import { oneOf } from "./keras-tensor.ts";
import { LAYER, Layer, type LayerConfig, type LayerOptions, type Shape, sampleSize } from "./layer.ts";
import { SeedGenerator } from "./seed-generator.ts";
import { tracedShapes } from "./traced-shapes.ts";

export interface DropoutOptions extends LayerOptions {
  /**
   * Sizes of what is drawn, null for that of the inputs: along an axis of size 1 all inputs are dropped together, `[null, 1, null]` drops
   * features of whole sequences. TensorFlow.js computes it. Default: each input by itself.
   */
  noiseShape?: readonly (number | null)[] | null;
  /** Seed of the draws; default: Keras' next layer seed. */
  seed?: number | null;
}

/**
 * In training sets each input to 0 with probability `rate` and multiplies the others by `1 / (1 − rate)`; otherwise passes
 * its inputs on ([Srivastava et al. 2014](https://jmlr.org/papers/v15/srivastava14a.html)). The draws of each batch are those
 * of Keras on TensorFlow.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.Dropout(0.5), new Dense(1)]);
 */
export class Dropout extends Layer {
  override supportsMasking = true;
  static readonly positional = ["rate"];
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Dropout";
  private readonly draws: SeedGenerator;
  private readonly givenSeed: number | null;
  private readonly noiseShape: readonly (number | null)[] | null;

  /**
   * @param rate fraction of the inputs that are dropped, from 0 to 1
   * @throws ValueError for another rate, an invalid seed or noise shape
   */
  constructor(
    readonly rate: number,
    options: DropoutOptions = {},
  ) {
    const {
      seed: givenSeed,
      noiseShape,
      ...rest
    } = withDefaults<DropoutOptions>("Dropout", options, {
      seed: null,
      noiseShape: null,
      ...LAYER,
    });
    super(rest);
    this.givenSeed = givenSeed;
    if (!(rate >= 0 && rate <= 1)) {
      throw new ValueError(
        `Invalid value received for argument \`rate\`. Expected a float value between 0 and 1. Received: rate=${rate}`,
      );
    }
    this.noiseShape = noiseShape;
    checkNoiseShape(noiseShape);
    this.draws = new SeedGenerator(rate === 0 ? (givenSeed ?? 0) : givenSeed);
  }

  getConfig(): LayerConfig {
    return this.described({
      ...this.baseConfig,
      rate: this.rate,
      noise_shape: this.noiseShape,
      seed: this.givenSeed,
    });
  }

  plans(): (DropoutPlan | TensorLayerPlan)[] {
    const { rate, draws, noiseShape } = this;
    if (rate === 0) return [];
    if (noiseShape === null) return [{ kind: "dropout", rate, seed: draws.seed }];
    const shape = this.outputShape.slice(1) as number[];
    const call = (x: TensorFlowTensor, { tf, training }: CallContext) => {
      if (!training) return x;
      const sizes = noiseShape.map((size, axis) => size ?? x.shape[axis]);
      return x.mul(tf.tensor(dropoutFactors(draws.seed, draws.next(), sizeOf(sizes), rate), sizes));
    };
    const label = `the noise shape of layer '${this.name}'`;
    return [{ kind: "tensors", label, call, inputShape: shape, shape, weights: [] }];
  }
}

/** @throws ValueError for anything but a list of positive integers and null */
export function checkNoiseShape(noiseShape: unknown): void {
  const isSize = (size: unknown) => size === null || (Number.isInteger(size) && (size as number) > 0);
  if (noiseShape === null || (Array.isArray(noiseShape) && noiseShape.every(isSize))) return;
  throw new ValueError(
    "Invalid value received for argument `noiseShape`. Expected a list of positive integers or null. " +
      `Received: noiseShape=${received(noiseShape)}`,
  );
}

interface ActivityOptions extends LayerOptions {
  /** Default 0. */
  l1?: number;
  /** Default 0. */
  l2?: number;
}

/**
 * Passes its inputs on and adds an L1 or L2 penalty on them to the loss. TensorFlow.js computes the model.
 *
 * @example
 * const model = new Sequential([new Dense(8, { inputDim: 2 }), new layers.ActivityRegularization({ l2: 0.01 })]);
 */
export class ActivityRegularization extends Layer {
  override supportsMasking = true;
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.ActivityRegularization";
  private readonly regularizer: L1L2;

  /**
   * @param args `l1` and `l2`, both 0 by default, and the options of every layer
   * @throws ValueError for a negative or infinite factor
   */
  constructor(...args: [options?: ActivityOptions] | [l1: number, l2?: number, options?: ActivityOptions]) {
    const defaults = { l1: 0, l2: 0, ...LAYER };
    const { l1, l2, ...options } = fromArguments<ActivityOptions>("ActivityRegularization", args, defaults);
    super(options);
    this.regularizer = new L1L2({ l1, l2 });
  }

  getConfig(): LayerConfig {
    const { l1, l2 } = this.regularizer;
    return this.described({ ...this.baseConfig, l1, l2 });
  }

  plans(): ActivityPlan[] {
    return [activityPlan(this.name, this.regularizer)];
  }
}

/** The plan of a penalty on a layer's outputs. */
export function activityPlan(layer: string, regularizer: Regularizer): ActivityPlan {
  const label = `the activity regularizer of layer '${layer}'`;
  return { kind: "activity", label, regularizer: regularizer.plan() };
}

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
export class Flatten extends Layer {
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

  getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, data_format: this.dataFormat });
  }

  /** Samples are stored in row-major order already: only channels that come first are moved. */
  plans(): TensorLayerPlan[] {
    const inputShape = this.inputShape?.slice(1) as number[];
    if (this.dataFormat === "channels_last" || inputShape.length < 2) return [];
    return [
      {
        kind: "tensors",
        label: `layer '${this.name}' (Flatten of channels_first)`,
        call: (x) => {
          const [batch, channels, ...others]: number[] = [...x.shape.keys()];
          return x.transpose([batch, ...others, channels]).reshape([x.shape[0], -1]);
        },
        inputShape,
        shape: this.outputShape.slice(1) as number[],
        weights: [],
      },
    ];
  }
}

/**
 * Passes its inputs on.
 *
 * @example
 * const model = new Sequential([new layers.Identity({ inputShape: [2] }), new Dense(1)]);
 */
export class Identity extends Layer {
  override supportsMasking = true;
  protected readonly pythonClass = "keras.layers.Identity";

  getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig });
  }

  /** Nothing to compute. */
  plans(): never[] {
    return [];
  }
}

export interface LambdaOptions extends LayerOptions {
  /** Shape of one sample of the outputs; default: as the function computes it of zeros. */
  outputShape?: readonly number[] | null;
}

/**
 * A function as a layer, without weights. TensorFlow.js computes the model.
 *
 * @example
 * const model = new Sequential([Input({ shape: [2] }), new layers.Lambda((x) => x.square()), new Dense(1)]);
 */
export class Lambda extends Layer {
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Lambda";
  private readonly sampleShape: readonly number[] | null;
  /** The shapes of the outputs by those of the inputs. */
  private readonly traced: Record<string, Shape> = {};

  /**
   * @param call from a batch of inputs to a batch of outputs, with TensorFlow.js' operations
   * @throws ValueError unless `call` is a function
   */
  constructor(
    readonly call: TensorFunction,
    options: LambdaOptions = {},
  ) {
    const { outputShape, ...rest } = withDefaults<LambdaOptions>("Lambda", options, {
      outputShape: null,
      ...LAYER,
    });
    super(rest);
    if (typeof call !== "function") {
      throw new ValueError(`Expected a Lambda layer to get a function. Received: ${received(call)}`);
    }
    this.sampleShape = outputShape;
  }

  /** @param given the shape of the inputs, or a list of the shapes of several */
  override computeOutputShape(given: Shape | Shape[]): Shape {
    const shapes = Array.isArray(given[0]) ? (given as Shape[]) : [given as Shape];
    if (this.sampleShape) return tuple([shapes[0][0], ...this.sampleShape]);
    const key = JSON.stringify(shapes);
    this.traced[key] ??= tracedShapes(this.label, shapes, (zeros) => this.call(oneOf(zeros)))[0];
    return this.traced[key];
  }

  private get label(): string {
    return `layer '${this.name}' (Lambda)`;
  }

  getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, function: getRegisteredName(this.call) });
  }

  /**
   * A Lambda layer of a function that is found by the layer's or by its own name among the custom objects: no code in a file is run.
   *
   * @throws ValueError for a name that is not known, and for code
   */
  static override fromConfig(config: object): Lambda {
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
    return new Lambda(call as TensorFunction, {
      ...(typeof layerName === "string" && { name: layerName }),
      ...(typeof trainable === "boolean" && { trainable }),
      ...(inputShape && { inputShape }),
      outputShape: shape,
    });
  }

  plans(): TensorLayerPlan[] {
    const { label } = this;
    const inputs = this.inputShape as Shape;
    const inputShape = Array.isArray(inputs[0]) ? [] : (inputs.slice(1) as number[]);
    const shape = this.outputShape.slice(1) as number[];
    return [{ kind: "tensors", label, call: (x) => this.call(x), inputShape, shape, weights: [] }];
  }
}
