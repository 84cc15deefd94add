import { ValueError } from "../../../errors.ts";
import { tuple } from "../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../backend/tensor-types.ts";
import { REQUIRED } from "../../checks.ts";
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
import {
  checkedPadding,
  type Padding,
  spread,
  type Windows,
  windowConfig,
  windowCount,
} from "../convolutional/window-layer.ts";
import type { Shape } from "../layer.ts";
import { settingsOf } from "../weight-settings.ts";
import { withEntries } from "./gated.ts";
import { LSTM_DEFAULTS, type LSTMOptions, MemoryLayer } from "./lstm.ts";

export interface ConvLSTMOptions extends Omit<LSTMOptions, "units"> {
  /** Number of filters: the channels of the state and the outputs, `filters: 32`. */
  filters: number;
  /** Size of the window along each axis, `kernelSize: 3`. */
  kernelSize: Size;
  /** Steps from one window over the inputs to the next, `strides: 2`; default 1. */
  strides?: Size;
  /**
   * `"valid"`: windows inside the inputs, the default; `padding: "same"`: zeros around them. The state is always padded with
   * zeros.
   */
  padding?: "valid" | "same";
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
  /** Steps from one value in a window over the inputs to the next, `dilationRate: 2`; default 1. */
  dilationRate?: Size;
}

type ConvLSTMArguments<State extends boolean> =
  | [options: ConvLSTMOptions & { returnState?: State }]
  | [filters: number, options: Omit<ConvLSTMOptions, "filters"> & { returnState?: State }]
  | [
      filters: number,
      kernelSize: Size,
      options?: Omit<ConvLSTMOptions, "filters" | "kernelSize"> & { returnState?: State },
    ];

const { units: _, ...rest } = LSTM_DEFAULTS;

/** Defaults of the options, in Keras' order. */
const CONV_LSTM = {
  filters: REQUIRED,
  kernelSize: REQUIRED,
  strides: 1,
  padding: "valid",
  dataFormat: null,
  dilationRate: 1,
  ...rest,
} as const;

/** An LSTM whose products are convolutions. */
abstract class ConvLSTM<State extends boolean>
  extends MemoryLayer<ConvLSTMOptions, State>
  implements Windows
{
  /** Number of axes along which the window moves. */
  declare protected static readonly rank: Rank;
  readonly rank: Rank;
  readonly filters: number;
  readonly kernelSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: Padding;
  readonly dataFormat: DataFormat;
  readonly dilationRate: readonly number[];
  protected override readonly featureAxis: number;

  /**
   * @param args `filters`, `kernelSize`, and options
   * @throws ValueError for sizes that are not positive integers, an unknown option or name
   */
  constructor(...args: ConvLSTMArguments<State>) {
    super(args, CONV_LSTM, true, "filters");
    const { options } = this;
    const { rank } = new.target;
    this.rank = rank;
    this.filters = this.units;
    this.kernelSize = sizes(options.kernelSize, rank, "kernel_size");
    this.strides = sizes(options.strides, rank, "strides");
    this.padding = checkedPadding(options.padding, ["valid", "same"]);
    this.dataFormat = dataFormat(options.dataFormat);
    this.dilationRate = sizes(options.dilationRate, rank, "dilation_rate");
    this.featureAxis = this.dataFormat === "channels_first" ? 1 : -1;
    if (Math.max(...this.strides) > 1 && Math.max(...this.dilationRate) > 1) {
      throw new ValueError(
        "Specifying `strides > 1` is not compatible with `dilation_rate > 1`. Please provide `strides=1` or `dilation_rate=1`. " +
          `Received: strides=${tuple([...this.strides])} and dilation_rate=${tuple([...this.dilationRate])}`,
      );
    }
  }

  protected override readonly pythonClass =
    `tensorflow.python.keras.layers.convolutional_recurrent.${this.className}`;

  protected override get cellClass(): string {
    return "ConvLSTM";
  }

  protected override get hasGateMasks(): boolean {
    return true;
  }

  override build(inputShape: Shape): void {
    const step = this.stepShape(inputShape);
    const axis = channelAxis(this.dataFormat, step.length);
    if (this.built) this.checkSize(inputShape, axis + 1);
    else {
      const columns = 4 * this.filters;
      this.makeWeight("kernel", [...this.kernelSize, step[axis] as number, columns]);
      const recurrent = settingsOf(this, "recurrent");
      this.makeWeight("recurrent_kernel", [...this.kernelSize, this.filters, columns], recurrent);
      if (this.useBias)
        this.makeWeight("bias", [columns], { ...settingsOf(this, "bias"), initializer: this.firstBias });
    }
    this.inputShape = inputShape;
    this.built = true;
  }

  /** The shape of the inputs of a step. @throws ValueError for inputs with other axes, or axes of any size */
  private stepShape(inputShape: Shape): Shape {
    if (inputShape.length !== this.rank + 3) throw wrongNdim(this.name, this.rank + 3, inputShape);
    const step = [inputShape[0], ...inputShape.slice(2)];
    if (!step.slice(1).includes(null)) return step;
    throw new ValueError(
      "ConvLSTM layers only support static input shapes for the spatial dimension. Received invalid input shape: " +
        `input_shape=${tuple(step)}`,
    );
  }

  override stateShapes(inputShape: Shape): number[][] {
    const step = this.stepShape(inputShape);
    const axis = channelAxis(this.dataFormat, step.length);
    const first = firstAxis(this.dataFormat);
    const shape = step.map((size, i) =>
      i === axis ? this.filters : i === 0 ? 0 : windowCount(this, Number(size), i - first, inputShape),
    );
    return [shape.slice(1), shape.slice(1)];
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const [samples, steps] = inputShape;
    const [shape] = this.stateShapes(inputShape);
    return tuple(this.returnSequences ? [samples, steps, ...shape] : [samples, ...shape]);
  }

  protected override product(x: TensorFlowTensor, kernel: TensorFlowTensor, tf: CallContext["tf"]) {
    const wide = this.dilationRate.reduce((all, rate, axis) => spread(all, axis, rate), kernel);
    return this.convolved(x, wide, this.strides, this.padding, tf);
  }

  protected override stateProduct(state: TensorFlowTensor, kernel: TensorFlowTensor, tf: CallContext["tf"]) {
    return this.convolved(state, kernel, new Array(this.rank).fill(1), "same", tf);
  }

  private convolved(
    x: TensorFlowTensor,
    kernel: TensorFlowTensor,
    strides: readonly number[],
    padding: Padding,
    tf: CallContext["tf"],
  ): TensorFlowTensor {
    const convolve = [tf.conv1d, tf.conv2d, tf.conv3d][this.rank - 1];
    return withChannelsLast(x, this.dataFormat, (last) =>
      convolve(last, kernel, this.rank === 1 ? strides[0] : strides, padding),
    );
  }

  protected override withBias(products: TensorFlowTensor, bias: TensorFlowTensor): TensorFlowTensor {
    const ones = new Array(this.rank).fill(1);
    return products.add(this.featureAxis === 1 ? bias.reshape([-1, ...ones]) : bias);
  }

  protected override get ownConfig() {
    return withEntries(super.ownConfig, "filters", windowConfig(this));
  }
}

/**
 * An LSTM over sequences of rows, whose products are convolutions: `[batch, steps, rows, channels]` becomes `[batch, rows, filters]`, the
 * last output.
 *
 * @example
 * const layer = new layers.ConvLSTM1D(4, 3, { padding: "same" });
 * console.log(layer.apply(Input({ shape: [5, 16, 2] })).shape); // (None, 16, 4)
 */
export class ConvLSTM1D<State extends boolean = false> extends ConvLSTM<State> {
  protected static override readonly rank = 1;
}

/**
 * An LSTM over sequences of images, whose products are convolutions ([Shi et al. 2015](https://arxiv.org/abs/1506.04214)):
 * `[batch, steps, rows, columns, channels]` becomes `[batch, rows, columns, filters]`, the last output.
 *
 * @example
 * const layer = new layers.ConvLSTM2D(4, 3, { padding: "same", returnSequences: true });
 * console.log(layer.apply(Input({ shape: [5, 8, 8, 1] })).shape); // (None, 5, 8, 8, 4)
 */
export class ConvLSTM2D<State extends boolean = false> extends ConvLSTM<State> {
  protected static override readonly rank = 2;
}

/**
 * An LSTM over sequences of volumes, whose products are convolutions: `[batch, steps, depth, rows, columns, channels]` becomes
 * `[batch, depth, rows, columns, filters]`, the last output.
 *
 * @example
 * const layer = new layers.ConvLSTM3D(4, 3, { padding: "same" });
 * console.log(layer.apply(Input({ shape: [5, 4, 4, 4, 1] })).shape); // (None, 4, 4, 4, 4)
 */
export class ConvLSTM3D<State extends boolean = false> extends ConvLSTM<State> {
  protected static override readonly rank = 3;
}
