import { fromArguments, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import * as activations from "../activations.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import * as constraints from "../constraints.ts";
import type { Initializer, InitializerName } from "../initializers/index.ts";
import * as initializers from "../initializers/index.ts";
import type { Regularizer, RegularizerIdentifier } from "../regularizers.ts";
import * as regularizers from "../regularizers.ts";
import { activated } from "./activations.ts";
import { channelAxis, type DataFormat, dataFormat, sizes } from "./arguments.ts";
import { incompatibleInput, LAYER, type LayerConfig, type LayerOptions, type Shape } from "./layer.ts";
import { TensorLayer } from "./tensor-layer.ts";

type Size = number | readonly number[];
type Padding = "valid" | "same" | "causal";
type ConstraintIdentifier = constraints.ConstraintName | constraints.Constraint | null;

interface WindowOptions extends LayerOptions {
  /** Size of the window along each axis. */
  kernelSize: Size;
  /** Steps from one window to the next, default 1. */
  strides?: Size;
  /** `"valid"`: windows inside the input, the default; `"same"`: zeros around it, so that strides of 1 keep its size. */
  padding?: Padding;
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
  /** Steps from one value in a window to the next, default 1. */
  dilationRate?: Size;
  /** Applied to the outputs, default none. */
  activation?: activations.Activation | null;
  /** Whether each filter adds a bias. Default: true. */
  useBias?: boolean;
  /** The biases before training, default `"zeros"`. */
  biasInitializer?: InitializerName | Initializer;
  /** Default none. */
  biasRegularizer?: RegularizerIdentifier | null;
  /** A penalty on the outputs, default none. */
  activityRegularizer?: RegularizerIdentifier | null;
  /** Default none. */
  biasConstraint?: ConstraintIdentifier;
}

interface KernelOptions {
  /** The kernel before training, default `"glorot_uniform"`. */
  kernelInitializer?: InitializerName | Initializer;
  /** Default none. */
  kernelRegularizer?: RegularizerIdentifier | null;
  /** Default none. */
  kernelConstraint?: ConstraintIdentifier;
}

export interface ConvOptions extends WindowOptions, KernelOptions {
  /** Number of filters: the channels of the outputs. */
  filters: number;
  /** Number of parts of the channels that are convolved apart, default 1. */
  groups?: number;
}

const missing = undefined as unknown as number;
const WINDOW = {
  strides: 1,
  padding: "valid",
  dataFormat: null,
  dilationRate: 1,
} as const;
const BIAS = {
  biasInitializer: "zeros",
  biasRegularizer: null,
  activityRegularizer: null,
  biasConstraint: null,
} as const;
const KERNEL = {
  kernelInitializer: "glorot_uniform",
  kernelRegularizer: null,
  kernelConstraint: null,
} as const;
const CONV = {
  filters: missing,
  kernelSize: missing,
  ...WINDOW,
  groups: 1,
  activation: null,
  useBias: true,
  ...KERNEL,
  ...BIAS,
  ...LAYER,
} as const;

/** A layer that moves a window along one or two axes. Images are computed with their channels last. */
abstract class WindowLayer extends TensorLayer {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  readonly activation: activations.Activation;
  readonly useBias: boolean;
  readonly biasInitializer: Initializer;
  readonly biasRegularizer: Regularizer | null;
  readonly biasConstraint: constraints.Constraint | null;
  protected override readonly activityRegularizer: Regularizer | null;

  /** @param rank number of axes along which the window moves */
  constructor(
    readonly rank: 1 | 2,
    options: Required<WindowOptions>,
    className: string,
  ) {
    const { inputShape, inputDim, name, trainable } = options;
    super({ inputShape, inputDim, name, trainable }, className);
    this.kernelSize = sizes(options.kernelSize, rank, "kernel_size");
    this.strides = sizes(options.strides, rank, "strides");
    this.dilationRate = sizes(options.dilationRate, rank, "dilation_rate");
    const allowed = rank === 1 && className === "Conv1D" ? ["valid", "same", "causal"] : ["valid", "same"];
    if (!allowed.includes(options.padding)) {
      throw new ValueError(
        `The \`padding\` argument must be one of {${allowed.map((word) => `'${word}'`).join(", ")}}. ` +
          `Received: ${options.padding}`,
      );
    }
    this.padding = options.padding;
    this.dataFormat = dataFormat(options.dataFormat);
    if (Math.max(...this.strides) > 1 && Math.max(...this.dilationRate) > 1) {
      throw new ValueError(
        "`strides > 1` not supported in conjunction with `dilation_rate > 1`. " +
          `Received: strides=${this.strides} and dilation_rate=${this.dilationRate}`,
      );
    }
    this.activation = activations.get(options.activation);
    this.useBias = options.useBias;
    this.biasInitializer = initializers.get(options.biasInitializer);
    this.biasRegularizer = regularizers.get(options.biasRegularizer);
    this.activityRegularizer = regularizers.get(options.activityRegularizer);
    this.biasConstraint = constraints.get(options.biasConstraint);
  }

  protected get pythonClass(): string {
    return `tensorflow.python.keras.layers.convolutional.${this.className}`;
  }

  /** Makes the kernels for that number of channels. */
  protected abstract buildKernels(channels: number): void;

  /** The outputs without bias and activation, for inputs `[samples, rows, columns, channels]`. */
  protected abstract convolved(x: TensorFlowTensor, context: CallContext): TensorFlowTensor;

  /** Channels of the outputs for that number of channels. */
  protected abstract outputChannels(channels: number): number;

  override build(inputShape: Shape): void {
    const axis = channelAxis(this.dataFormat, inputShape.length);
    const channels = inputShape[axis] ?? null;
    if (inputShape.length !== this.rank + 2 || channels === null) {
      throw new ValueError(
        `Input 0 of layer "${this.name}" is incompatible with the layer: expected min_ndim=${this.rank + 2}, found ` +
          `ndim=${inputShape.length}. Full shape received: ${tuple([...inputShape])}`,
      );
    }
    if (this.built) {
      const built = this.inputShape?.[axis] ?? null;
      if (built !== channels) throw incompatibleInput(this.name, built, inputShape, axis);
      super.build(inputShape);
      return;
    }
    this.computeOutputShape(inputShape);
    this.buildKernels(channels);
    if (this.useBias) {
      this.addWeight("bias", [this.outputChannels(channels)], this.biasInitializer, {
        regularizer: this.biasRegularizer,
        constraint: this.biasConstraint,
      });
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const axis = channelAxis(this.dataFormat, inputShape.length);
    const first = axis === 1 ? 2 : 1;
    return tuple(
      inputShape.map((size, i) => {
        if (i === 0 || size === null) return size;
        if (i === axis) return this.outputChannels(size);
        return this.outputSize(size, i - first, inputShape);
      }),
    );
  }

  /** Size of the outputs along an axis of the window. */
  protected outputSize(size: number, axis: number, inputShape: Shape): number {
    const span = (this.kernelSize[axis] - 1) * this.dilationRate[axis] + 1;
    const windows = this.padding === "valid" ? size - span : size - 1;
    const outputs = Math.floor(windows / this.strides[axis]) + 1;
    if (outputs > 0) return outputs;
    throw new ValueError(
      "Computed output size would be zero or negative. Received " +
        `\`inputs shape=${tuple([...inputShape])}\`, \`kernel size=${this.kernelSize}\`, ` +
        `\`dilation_rate=${this.dilationRate}\`, \`strides=${this.strides}\`, \`padding=${this.padding}\`.`,
    );
  }

  call(x: TensorFlowTensor, context: CallContext): TensorFlowTensor {
    const turn = this.dataFormat === "channels_first";
    const images = this.asImages(turn ? x.transpose([0, ...[2, 3].slice(0, this.rank), 1]) : x);
    let sums = this.convolved(images, context);
    if (this.rank === 1) sums = sums.squeeze([2]);
    if (this.useBias) sums = sums.add(context.weights.at(-1));
    const outputs = activated(this.activation, sums, context);
    return turn ? outputs.transpose([0, this.rank + 1, ...[1, 2].slice(0, this.rank)]) : outputs;
  }

  /** Sequences as images of one column; a causal convolution sees zeros before its first step. */
  private asImages(x: TensorFlowTensor): TensorFlowTensor {
    const [before] = this.kernelSize.map((size, axis) => (size - 1) * this.dilationRate[axis]);
    const padded =
      this.padding === "causal"
        ? x.pad([
            [0, 0],
            [before, 0],
            [0, 0],
          ])
        : x;
    return this.rank === 1 ? padded.expandDims(2) : padded;
  }

  /** TensorFlow.js' arguments for strides and padding. */
  protected get windows(): [strides: [number, number], padding: "valid" | "same"] {
    const [rows, columns = 1] = this.strides;
    return [[rows, columns], this.padding === "same" ? "same" : "valid"];
  }

  /** A kernel for two axes, with zeros between its values where it is dilated: TensorFlow.js has no gradient for that. */
  protected kernel(weight: TensorFlowTensor): TensorFlowTensor {
    const kernel = this.rank === 1 ? weight.expandDims(1) : weight;
    return this.dilationRate.reduce((wide, rate, axis) => {
      if (rate === 1) return wide;
      const { shape } = wide;
      const size = shape[axis];
      const apart = wide.expandDims(axis + 1);
      const zeros = apart.shape.map((_: number, i: number) => (i === axis + 1 ? [0, rate - 1] : [0, 0]));
      const spread = shape.map((axisSize: number, i: number) => (i === axis ? axisSize * rate : axisSize));
      const end = spread.map((axisSize: number, i: number) =>
        i === axis ? (size - 1) * rate + 1 : axisSize,
      );
      return apart.pad(zeros).reshape(spread).slice([0, 0, 0, 0], end);
    }, kernel);
  }

  protected get windowConfig(): Record<string, unknown> {
    return {
      kernel_size: this.kernelSize,
      strides: this.strides,
      padding: this.padding,
      data_format: this.dataFormat,
      dilation_rate: this.dilationRate,
    };
  }

  protected get activationConfig(): Record<string, unknown> {
    return { activation: activations.serialize(this.activation), use_bias: this.useBias };
  }
}

/** A layer of filters over all channels. */
abstract class Conv extends WindowLayer {
  readonly filters: number;
  readonly groups: number;
  readonly kernelInitializer: Initializer;
  readonly kernelRegularizer: Regularizer | null;
  readonly kernelConstraint: constraints.Constraint | null;

  constructor(rank: 1 | 2, options: Required<ConvOptions>, className: string) {
    super(rank, options, className);
    const { filters, groups } = options;
    this.filters = positiveFilters(filters);
    if (!Number.isInteger(groups) || groups <= 0) {
      throw new ValueError(`The number of groups must be a positive integer. Received: groups=${groups}.`);
    }
    if (filters % groups !== 0) {
      throw new ValueError(
        "The number of filters must be evenly divisible by the number of groups. " +
          `Received: groups=${groups}, filters=${filters}.`,
      );
    }
    this.groups = groups;
    this.kernelInitializer = initializers.get(options.kernelInitializer);
    this.kernelRegularizer = regularizers.get(options.kernelRegularizer);
    this.kernelConstraint = constraints.get(options.kernelConstraint);
  }

  protected buildKernels(channels: number): void {
    if (channels % this.groups !== 0) {
      throw new ValueError(
        "The number of input channels must be evenly divisible by the number of groups. Received " +
          `groups=${this.groups}, but the input has ${channels} channels.`,
      );
    }
    const shape = [...this.kernelSize, channels / this.groups, this.filters];
    this.addWeight("kernel", shape, this.kernelInitializer, {
      regularizer: this.kernelRegularizer,
      constraint: this.kernelConstraint,
    });
  }

  protected outputChannels(): number {
    return this.filters;
  }

  protected convolved(x: TensorFlowTensor, { tf, weights }: CallContext): TensorFlowTensor {
    const kernel = this.kernel(weights[0]);
    if (this.groups === 1) return tf.conv2d(x, kernel, ...this.windows);
    const kernels = tf.split(kernel, this.groups, 3);
    const parts = tf.split(x, this.groups, 3);
    const outputs = kernels.map((part: TensorFlowTensor, i: number) =>
      tf.conv2d(parts[i], part, ...this.windows),
    );
    return tf.concat(outputs, 3);
  }

  getConfig(): LayerConfig {
    return this.described({
      ...this.baseConfig,
      filters: this.filters,
      ...this.windowConfig,
      groups: this.groups,
      ...this.activationConfig,
      kernel_initializer: initializers.serialize(this.kernelInitializer),
      bias_initializer: initializers.serialize(this.biasInitializer),
      kernel_regularizer: regularizers.serialize(this.kernelRegularizer),
      bias_regularizer: regularizers.serialize(this.biasRegularizer),
      activity_regularizer: regularizers.serialize(this.activityRegularizer),
      kernel_constraint: constraints.serialize(this.kernelConstraint),
      bias_constraint: constraints.serialize(this.biasConstraint),
    });
  }
}

type ConvArguments =
  | [options: ConvOptions]
  | [filters: number, options: Omit<ConvOptions, "filters">]
  | [filters: number, kernelSize: Size, options?: Omit<ConvOptions, "filters" | "kernelSize">];

/**
 * Filters that slide along a sequence: `[batch, steps, channels]` becomes `[batch, steps, filters]`.
 *
 * @example
 * const model = new Sequential([new layers.Conv1D(8, 3, { inputShape: [16, 2], activation: "relu" })]);
 */
export class Conv1D extends Conv {
  readonly className = "Conv1D";

  /**
   * @param args `filters`, `kernelSize`, and options
   * @throws ValueError for sizes that are no positive integers, an unknown option or name
   */
  constructor(...args: ConvArguments) {
    super(1, fromArguments<ConvOptions>("Conv1D", args, CONV), "Conv1D");
  }
}

/**
 * Filters that slide over images: `[batch, rows, columns, channels]` becomes `[batch, rows, columns, filters]`.
 *
 * @example
 * const model = new Sequential([new layers.Conv2D(8, 3, { inputShape: [28, 28, 1], activation: "relu" })]);
 */
export class Conv2D extends Conv {
  readonly className = "Conv2D";

  /**
   * @param args `filters`, `kernelSize`, and options
   * @throws ValueError for sizes that are no positive integers, an unknown option or name
   */
  constructor(...args: ConvArguments) {
    super(2, fromArguments<ConvOptions>("Conv2D", args, CONV), "Conv2D");
  }
}

type TransposeOptions = Omit<ConvOptions, "groups">;

type TransposeArguments =
  | [options: TransposeOptions]
  | [filters: number, options: Omit<TransposeOptions, "filters">]
  | [filters: number, kernelSize: Size, options?: Omit<TransposeOptions, "filters" | "kernelSize">];

/**
 * The way back of a convolution: strides of 2 double the size of images.
 *
 * @example
 * const model = new Sequential([new layers.Conv2DTranspose(8, 3, { strides: 2, padding: "same", inputShape: [7, 7, 1] })]);
 */
export class Conv2DTranspose extends Conv {
  readonly className = "Conv2DTranspose";

  /**
   * @param args `filters`, `kernelSize`, and options
   * @throws ValueError for sizes that are no positive integers, an unknown option or name
   */
  constructor(...args: TransposeArguments) {
    const { groups, ...defaults } = CONV;
    const options = fromArguments<TransposeOptions>("Conv2DTranspose", args, defaults);
    super(2, { ...options, groups }, "Conv2DTranspose");
  }

  protected override buildKernels(channels: number): void {
    this.addWeight("kernel", [...this.kernelSize, this.filters, channels], this.kernelInitializer, {
      regularizer: this.kernelRegularizer,
      constraint: this.kernelConstraint,
    });
  }

  protected override outputSize(size: number, axis: number): number {
    const stride = this.strides[axis];
    if (this.padding === "same") return size * stride;
    const span = (this.kernelSize[axis] - 1) * this.dilationRate[axis] + 1;
    return (size - 1) * stride + Math.max(span, stride);
  }

  protected override convolved(x: TensorFlowTensor, { tf, weights }: CallContext): TensorFlowTensor {
    const [samples, rows, columns] = x.shape;
    const shape = [samples, this.outputSize(rows, 0), this.outputSize(columns, 1), this.filters];
    return tf.conv2dTranspose(x, this.kernel(weights[0]), shape, ...this.windows);
  }

  override getConfig(): LayerConfig {
    const { groups, ...config } = { ...super.getConfig() };
    return this.described({ ...config, output_padding: null } as unknown as LayerConfig);
  }
}

interface DepthwiseOptions {
  /** Filters for each channel, default 1. */
  depthMultiplier?: number;
  /** The kernel of each channel before training, default `"glorot_uniform"`. */
  depthwiseInitializer?: InitializerName | Initializer;
  /** Default none. */
  depthwiseRegularizer?: RegularizerIdentifier | null;
  /** Default none. */
  depthwiseConstraint?: ConstraintIdentifier;
}

const DEPTHWISE = {
  depthwiseInitializer: "glorot_uniform",
  depthwiseRegularizer: null,
  depthwiseConstraint: null,
} as const;

/** A layer with filters for each channel. */
abstract class Depthwise extends WindowLayer {
  readonly depthMultiplier: number;
  readonly depthwiseInitializer: Initializer;
  readonly depthwiseRegularizer: Regularizer | null;
  readonly depthwiseConstraint: constraints.Constraint | null;

  constructor(rank: 1 | 2, options: Required<WindowOptions & DepthwiseOptions>, className: string) {
    super(rank, options, className);
    const { depthMultiplier } = options;
    if (!Number.isInteger(depthMultiplier) || depthMultiplier <= 0) {
      throw new ValueError(
        "Invalid value for argument `depth_multiplier`. Expected a strictly positive value. " +
          `Received depth_multiplier=${depthMultiplier}.`,
      );
    }
    this.depthMultiplier = depthMultiplier;
    this.depthwiseInitializer = initializers.get(options.depthwiseInitializer);
    this.depthwiseRegularizer = regularizers.get(options.depthwiseRegularizer);
    this.depthwiseConstraint = constraints.get(options.depthwiseConstraint);
  }

  protected addDepthwiseKernel(name: string, channels: number): void {
    this.addWeight(name, [...this.kernelSize, channels, this.depthMultiplier], this.depthwiseInitializer, {
      regularizer: this.depthwiseRegularizer,
      constraint: this.depthwiseConstraint,
    });
  }

  protected ofChannels(x: TensorFlowTensor, { tf, weights }: CallContext): TensorFlowTensor {
    return tf.depthwiseConv2d(x, this.kernel(weights[0]), ...this.windows);
  }
}

export interface DepthwiseConv2DOptions extends WindowOptions, DepthwiseOptions {}

/**
 * Filters for each channel of images by itself.
 *
 * @example
 * const model = new Sequential([new layers.DepthwiseConv2D(3, { inputShape: [28, 28, 3] })]);
 */
export class DepthwiseConv2D extends Depthwise {
  readonly className = "DepthwiseConv2D";

  /**
   * @param args `kernelSize`, and options
   * @throws ValueError for sizes that are no positive integers, an unknown option or name
   */
  constructor(
    ...args:
      | [options: DepthwiseConv2DOptions]
      | [kernelSize: Size, options?: Omit<DepthwiseConv2DOptions, "kernelSize">]
  ) {
    const options = fromArguments<DepthwiseConv2DOptions>("DepthwiseConv2D", args, {
      kernelSize: missing,
      strides: 1,
      padding: "valid",
      depthMultiplier: 1,
      dataFormat: null,
      dilationRate: 1,
      activation: null,
      useBias: true,
      ...DEPTHWISE,
      ...BIAS,
      ...LAYER,
    });
    super(2, options, "DepthwiseConv2D");
  }

  protected buildKernels(channels: number): void {
    this.addDepthwiseKernel("kernel", channels);
  }

  protected outputChannels(channels: number): number {
    return channels * this.depthMultiplier;
  }

  protected convolved(x: TensorFlowTensor, context: CallContext): TensorFlowTensor {
    return this.ofChannels(x, context);
  }

  getConfig(): LayerConfig {
    return this.described({
      ...this.baseConfig,
      depth_multiplier: this.depthMultiplier,
      ...this.windowConfig,
      ...this.activationConfig,
      depthwise_initializer: initializers.serialize(this.depthwiseInitializer),
      bias_initializer: initializers.serialize(this.biasInitializer),
      depthwise_regularizer: regularizers.serialize(this.depthwiseRegularizer),
      bias_regularizer: regularizers.serialize(this.biasRegularizer),
      activity_regularizer: regularizers.serialize(this.activityRegularizer),
      depthwise_constraint: constraints.serialize(this.depthwiseConstraint),
      bias_constraint: constraints.serialize(this.biasConstraint),
    });
  }
}

export interface SeparableConvOptions extends WindowOptions, DepthwiseOptions {
  /** Number of filters: the channels of the outputs. */
  filters: number;
  /** The kernel over the channels before training, default `"glorot_uniform"`. */
  pointwiseInitializer?: InitializerName | Initializer;
  /** Default none. */
  pointwiseRegularizer?: RegularizerIdentifier | null;
  /** Default none. */
  pointwiseConstraint?: ConstraintIdentifier;
}

const SEPARABLE = {
  filters: missing,
  kernelSize: missing,
  ...WINDOW,
  depthMultiplier: 1,
  activation: null,
  useBias: true,
  ...DEPTHWISE,
  pointwiseInitializer: "glorot_uniform",
  pointwiseRegularizer: null,
  pointwiseConstraint: null,
  ...BIAS,
  ...LAYER,
} as const;

/** Filters for each channel, then products over the channels. */
abstract class Separable extends Depthwise {
  readonly filters: number;
  readonly pointwiseInitializer: Initializer;
  readonly pointwiseRegularizer: Regularizer | null;
  readonly pointwiseConstraint: constraints.Constraint | null;

  constructor(rank: 1 | 2, options: Required<SeparableConvOptions>, className: string) {
    super(rank, options, className);
    this.filters = positiveFilters(options.filters);
    this.pointwiseInitializer = initializers.get(options.pointwiseInitializer);
    this.pointwiseRegularizer = regularizers.get(options.pointwiseRegularizer);
    this.pointwiseConstraint = constraints.get(options.pointwiseConstraint);
  }

  protected buildKernels(channels: number): void {
    this.addDepthwiseKernel("depthwise_kernel", channels);
    const ones = this.kernelSize.map(() => 1);
    const shape = [...ones, channels * this.depthMultiplier, this.filters];
    this.addWeight("pointwise_kernel", shape, this.pointwiseInitializer, {
      regularizer: this.pointwiseRegularizer,
      constraint: this.pointwiseConstraint,
    });
  }

  protected outputChannels(): number {
    return this.filters;
  }

  protected convolved(x: TensorFlowTensor, context: CallContext): TensorFlowTensor {
    const pointwise = context.weights[1];
    const kernel = this.rank === 1 ? pointwise.expandDims(1) : pointwise;
    return context.tf.conv2d(this.ofChannels(x, context), kernel, 1, "valid");
  }

  getConfig(): LayerConfig {
    return this.described({
      ...this.baseConfig,
      depth_multiplier: this.depthMultiplier,
      filters: this.filters,
      ...this.windowConfig,
      ...this.activationConfig,
      depthwise_initializer: initializers.serialize(this.depthwiseInitializer),
      pointwise_initializer: initializers.serialize(this.pointwiseInitializer),
      bias_initializer: initializers.serialize(this.biasInitializer),
      depthwise_regularizer: regularizers.serialize(this.depthwiseRegularizer),
      pointwise_regularizer: regularizers.serialize(this.pointwiseRegularizer),
      bias_regularizer: regularizers.serialize(this.biasRegularizer),
      activity_regularizer: regularizers.serialize(this.activityRegularizer),
      depthwise_constraint: constraints.serialize(this.depthwiseConstraint),
      pointwise_constraint: constraints.serialize(this.pointwiseConstraint),
      bias_constraint: constraints.serialize(this.biasConstraint),
    });
  }
}

type SeparableArguments =
  | [options: SeparableConvOptions]
  | [filters: number, options: Omit<SeparableConvOptions, "filters">]
  | [filters: number, kernelSize: Size, options?: Omit<SeparableConvOptions, "filters" | "kernelSize">];

/**
 * A convolution along a sequence with fewer weights: filters for each channel, then products over the channels.
 *
 * @example
 * const model = new Sequential([new layers.SeparableConv1D(8, 3, { inputShape: [16, 2] })]);
 */
export class SeparableConv1D extends Separable {
  readonly className = "SeparableConv1D";

  /**
   * @param args `filters`, `kernelSize`, and options
   * @throws ValueError for sizes that are no positive integers, an unknown option or name
   */
  constructor(...args: SeparableArguments) {
    super(1, fromArguments<SeparableConvOptions>("SeparableConv1D", args, SEPARABLE), "SeparableConv1D");
  }
}

/**
 * A convolution over images with fewer weights: filters for each channel, then products over the channels.
 *
 * @example
 * const model = new Sequential([new layers.SeparableConv2D(8, 3, { inputShape: [28, 28, 3] })]);
 */
export class SeparableConv2D extends Separable {
  readonly className = "SeparableConv2D";

  /**
   * @param args `filters`, `kernelSize`, and options
   * @throws ValueError for sizes that are no positive integers, an unknown option or name
   */
  constructor(...args: SeparableArguments) {
    super(2, fromArguments<SeparableConvOptions>("SeparableConv2D", args, SEPARABLE), "SeparableConv2D");
  }
}

function positiveFilters(filters: number): number {
  if (Number.isInteger(filters) && filters > 0) return filters;
  throw new ValueError(
    "Invalid value for argument `filters`. Expected a strictly positive value. " +
      `Received filters=${filters}.`,
  );
}
