import { ValueError } from "../../../errors.ts";
import { tuple } from "../../../python-repr.ts";
import * as activations from "../../activations.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import type { Constraint } from "../../constraints.ts";
import type { Initializer } from "../../initializers/index.ts";
import type { Regularizer, RegularizerIdentifier } from "../../regularizers.ts";
import * as regularizers from "../../regularizers.ts";
import type { Variable } from "../../variable.ts";
import { ActivatedLayer } from "../activated-layer.ts";
import { activated } from "../activations.ts";
import {
  channelAxis,
  type DataFormat,
  dataFormat,
  firstAxis,
  type Rank,
  type Size,
  sizes,
  withChannelsLast,
  wrongNdim,
} from "../arguments.ts";
import type { LayerOptions, Shape } from "../layer.ts";
import { layerOptions } from "../layer-options.ts";
import type { BiasOptions } from "../weight-settings.ts";

export type Padding = "valid" | "same" | "causal";

export interface WindowOptions extends BiasOptions, LayerOptions {
  /** Size of the window along each axis, `kernelSize: 3`. */
  kernelSize: Size;
  /** Steps from one window to the next, `strides: 2`; default 1. */
  strides?: Size;
  /** `"valid"`: windows inside the input, the default; `"same"`: zeros around it, so that strides of 1 keep its size. */
  padding?: Padding;
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
  /** Steps from one value in a window to the next, `dilationRate: 2`; default 1. */
  dilationRate?: Size;
  /** Applied to the outputs, default none. */
  activation?: activations.Activation | null;
  /** Add a bias to the sums of each filter, default true. */
  useBias?: boolean;
  /** A penalty on the outputs, default none. */
  activityRegularizer?: RegularizerIdentifier | null;
}

/** Arguments of a layer of filters: `filters`, `kernelSize` and options. */
export type FilterArguments<Options extends { filters: number; kernelSize: Size }> =
  | [options: Options]
  | [filters: number, options: Omit<Options, "filters">]
  | [filters: number, kernelSize: Size, options?: Omit<Options, "filters" | "kernelSize">];

/** Defaults of the options of every window, in Keras' order, apart from its size. */
export const WINDOW = {
  strides: 1,
  padding: "valid",
  dataFormat: null,
  dilationRate: 1,
} as const;
/** Defaults of the options of the biases and outputs. */
export const BIAS = {
  biasInitializer: "zeros",
  biasRegularizer: null,
  activityRegularizer: null,
  biasConstraint: null,
} as const;

/** A layer that moves a window along one to three axes. It computes with the channels last. */
export abstract class WindowLayer extends ActivatedLayer {
  /** Number of axes along which the window moves. */
  declare protected static readonly rank: Rank;
  readonly rank: Rank;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  readonly useBias: boolean;
  declare readonly biasInitializer: Initializer;
  declare readonly biasRegularizer: Regularizer | null;
  declare readonly biasConstraint: Constraint | null;
  protected override readonly activityRegularizer: Regularizer | null;

  /** @param kernels the names of their options, in Keras' order: it draws a seed for each, then one for the biases */
  constructor(options: Required<WindowOptions>, kernels: readonly string[]) {
    super(layerOptions(options));
    const { rank } = new.target;
    this.rank = rank;
    this.kernelSize = sizes(options.kernelSize, rank, "kernel_size");
    this.strides = sizes(options.strides, rank, "strides");
    this.dilationRate = sizes(options.dilationRate, rank, "dilation_rate");
    this.padding = checkedPadding(options.padding, this.paddings);
    this.dataFormat = dataFormat(options.dataFormat);
    if (Math.max(...this.strides) > 1 && Math.max(...this.dilationRate) > 1) {
      throw new ValueError(
        "`strides > 1` not supported in conjunction with `dilation_rate > 1`. " +
          `Received: strides=${this.strides} and dilation_rate=${this.dilationRate}`,
      );
    }
    this.activation = options.activation;
    this.useBias = options.useBias;
    this.takeSettings(options, [...kernels, "bias"]);
    this.activityRegularizer = regularizers.get(options.activityRegularizer);
  }

  protected readonly pythonClass: string = `tensorflow.python.keras.layers.convolutional.${this.className}`;

  /** The known values of `padding`. */
  protected get paddings(): readonly Padding[] {
    return ["valid", "same"];
  }

  /** Makes the kernels for that number of channels. */
  protected abstract buildKernels(channels: number): void;

  /** The outputs without bias and activation, for inputs `[samples, rows, columns, channels]`, or with a third axis. */
  protected abstract convolved(x: TensorFlowTensor, context: CallContext): TensorFlowTensor;

  /** Channels of the outputs for that number of channels. */
  protected abstract outputChannels(channels: number): number;

  /** The weight added to the outputs; null with `useBias: false`. @throws ValueError before the layer is built */
  get bias(): Variable {
    return this.weightNamed("bias");
  }

  override build(inputShape: Shape): void {
    const axis = channelAxis(this.dataFormat, inputShape.length);
    const channels = inputShape[axis] ?? null;
    if (inputShape.length !== this.rank + 2 || channels === null) {
      throw wrongNdim(this.name, this.rank + 2, inputShape, "min_ndim");
    }
    if (this.built) this.checkSize(inputShape, axis);
    else {
      this.computeOutputShape(inputShape);
      this.buildKernels(channels);
      if (this.useBias) this.makeWeight("bias", [this.outputChannels(channels)]);
    }
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const axis = channelAxis(this.dataFormat, inputShape.length);
    const first = firstAxis(this.dataFormat);
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
    return windowCount(this, size, axis, inputShape);
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    return withChannelsLast(x, this.dataFormat, (last) => {
      let sums = this.convolved(this.asImages(last), context);
      if (this.rank === 1) sums = sums.squeeze([2]);
      if (this.useBias) sums = sums.add(context.weights.at(-1));
      return activated(this.activation, sums, context);
    });
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
  protected get windows(): [strides: readonly number[], padding: "valid" | "same"] {
    const strides = this.rank === 1 ? [...this.strides, 1] : this.strides;
    return [strides, this.padding === "same" ? "same" : "valid"];
  }

  /** A kernel for two or three axes, with zeros between its values where it is dilated: TensorFlow.js has no gradient for that. */
  protected widened(weight: TensorFlowTensor): TensorFlowTensor {
    const kernel = this.rank === 1 ? weight.expandDims(1) : weight;
    return this.dilationRate.reduce((wide, rate, axis) => spread(wide, axis, rate), kernel);
  }

  protected get activationConfig(): Record<string, unknown> {
    return { activation: activations.serialize(this.activation), use_bias: this.useBias };
  }
}

/** @throws ValueError unless it is one of the known values */
export function checkedPadding(padding: Padding, known: readonly Padding[]): Padding {
  if (known.includes(padding)) return padding;
  throw new ValueError(
    `The \`padding\` argument must be one of {${known.map((word) => `'${word}'`).join(", ")}}. Received: ${padding}`,
  );
}

/** How a window moves. */
export interface Windows {
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
}

/** A layer's entries of the configuration about its windows. */
export const windowConfig = ({ kernelSize, strides, padding, dataFormat, dilationRate }: Windows) => ({
  kernel_size: kernelSize,
  strides,
  padding,
  data_format: dataFormat,
  dilation_rate: dilationRate,
});

/** The number of windows along an axis. @throws ValueError if there is none */
export function windowCount(
  { kernelSize, strides, padding, dilationRate }: Windows,
  size: number,
  axis: number,
  inputShape: Shape,
): number {
  const span = (kernelSize[axis] - 1) * dilationRate[axis] + 1;
  const windows = padding === "valid" ? size - span : size - 1;
  const outputs = Math.floor(windows / strides[axis]) + 1;
  if (outputs > 0) return outputs;
  throw new ValueError(
    "Computed output size would be zero or negative. Received " +
      `\`inputs shape=${tuple([...inputShape])}\`, \`kernel size=${kernelSize}\`, ` +
      `\`dilation_rate=${dilationRate}\`, \`strides=${strides}\`, \`padding=${padding}\`.`,
  );
}

/** Zeros between the values along an axis, so that they are `rate` apart. */
export function spread(x: TensorFlowTensor, axis: number, rate: number): TensorFlowTensor {
  if (rate === 1) return x;
  const shape: number[] = [...x.shape];
  const apart = x.expandDims(axis + 1);
  const zeros = apart.shape.map((_: number, i: number) => (i === axis + 1 ? [0, rate - 1] : [0, 0]));
  const sizesWith = (size: number) => shape.map((own, i) => (i === axis ? size : own));
  return apart
    .pad(zeros)
    .reshape(sizesWith(shape[axis] * rate))
    .slice(
      shape.map(() => 0),
      sizesWith((shape[axis] - 1) * rate + 1),
    );
}

/** @throws ValueError unless the number of filters is a positive integer */
export function positiveFilters(filters: number): number {
  if (Number.isInteger(filters) && filters > 0) return filters;
  throw new ValueError(
    "Invalid value for argument `filters`. Expected a strictly positive value. " +
      `Received filters=${filters}.`,
  );
}
