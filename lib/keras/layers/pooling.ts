import { fromArguments, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
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
} from "./arguments.ts";
import { LAYER, type LayerOptions, type Shape } from "./layer.ts";
import { TensorLayer } from "./tensor-layer.ts";

export interface PoolingOptions extends LayerOptions {
  /** Size of the window along each axis, `poolSize: 3`; default 2 for maxima. */
  poolSize?: Size;
  /** Steps from one window to the next, `strides: 2`; default the size of the window. */
  strides?: Size | null;
  /** `"valid"`: windows inside the input, the default; `padding: "same"`: also windows that reach past its end. */
  padding?: "valid" | "same";
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

const POOLING = { poolSize: 2, strides: null, padding: "valid", dataFormat: null, ...LAYER } as const;

type PoolingArguments =
  | [options?: PoolingOptions]
  | [poolSize: Size, options?: Omit<PoolingOptions, "poolSize">];

/** The largest values or the means of windows of `[batch, …, channels]`. */
export function pooled(
  tf: CallContext["tf"],
  x: TensorFlowTensor,
  isMax: boolean,
  poolSize: readonly number[],
  poolStrides: readonly number[],
  padding: string,
): TensorFlowTensor {
  if (x.rank === 5) return (isMax ? tf.maxPool3d : tf.avgPool3d)(x, poolSize, poolStrides, padding);
  const [pool, strides] = [poolSize, poolStrides].map(([rows, columns = 1]) => [rows, columns]);
  const images = x.rank === 3 ? x.expandDims(2) : x;
  const outputs = (isMax ? tf.maxPool : tf.avgPool)(images, pool, strides, padding);
  return x.rank === 3 ? outputs.squeeze([2]) : outputs;
}

/** A layer that pools values along one to three axes. */
export abstract class PoolingLayer extends TensorLayer {
  declare protected static readonly windows: readonly [rank: Rank, reduce: "max" | "mean"];
  protected readonly rank: Rank;
  protected readonly reduce: "max" | "mean";
  readonly dataFormat: DataFormat;

  constructor(format: DataFormat | null, options: LayerOptions) {
    super(options);
    [this.rank, this.reduce] = new.target.windows;
    this.dataFormat = dataFormat(format);
  }

  protected readonly pythonClass: string = `tensorflow.python.keras.layers.pooling.${this.className}`;

  /** The shape of the outputs for inputs with the right number of axes. */
  protected abstract pooledShape(inputShape: Shape): Shape;

  override computeOutputShape(inputShape: Shape): Shape {
    if (inputShape.length !== this.rank + 2) throw wrongNdim(this.name, this.rank + 2, inputShape);
    return this.pooledShape(inputShape);
  }

  override build(inputShape: Shape): void {
    this.computeOutputShape(inputShape);
    super.build(inputShape);
  }
}

/** The largest value of each window, or the mean. */
abstract class Pooling extends PoolingLayer {
  protected static override readonly configured = ["poolSize", "padding", "strides", "dataFormat"];
  readonly poolSize: readonly number[];
  readonly strides: readonly number[];
  readonly padding: "valid" | "same";

  /** @throws ValueError for sizes that are not positive integers, an unknown option or padding */
  constructor(...args: PoolingArguments) {
    const [rank, reduce] = new.target.windows;
    // As in Keras, only the maximum has a default size.
    const size = reduce === "max" ? POOLING.poolSize : REQUIRED;
    const given = fromArguments<PoolingOptions>(new.target.name, args, { ...POOLING, poolSize: size });
    const { poolSize, strides, padding, dataFormat: format, ...options } = given;
    super(format, options);
    this.poolSize = sizes(poolSize, rank, "pool_size");
    this.strides = sizes(strides ?? poolSize, rank, "strides");
    if (padding !== "valid" && padding !== "same") {
      throw new ValueError(
        `Argument \`padding\` must be either 'valid' or 'same'. Received: padding=${padding}`,
      );
    }
    this.padding = padding;
  }

  protected pooledShape(inputShape: Shape): Shape {
    const first = firstAxis(this.dataFormat);
    return tuple(
      inputShape.map((size, i) => {
        const pool = this.poolSize[i - first];
        if (size === null || pool === undefined) return size;
        const windows = this.padding === "valid" ? size - pool : size - 1;
        const outputs = Math.floor(windows / this.strides[i - first]) + 1;
        if (outputs > 0) return outputs;
        throw new ValueError(
          "Computed output size would be zero or negative. " +
            `Received: \`inputs.shape=${tuple([...inputShape])}\`, \`pool_size=${this.poolSize}\`, ` +
            `\`strides=${this.strides}\`, \`padding=${this.padding}\`.`,
        );
      }),
    );
  }

  call(x: TensorFlowTensor, { tf }: CallContext = this.callContext): TensorFlowTensor {
    return withChannelsLast(x, this.dataFormat, (last) =>
      pooled(tf, last, this.reduce === "max", this.poolSize, this.strides, this.padding),
    );
  }
}

/**
 * The largest of every `poolSize` steps of a sequence.
 *
 * @example
 * const model = new Sequential([new layers.MaxPooling1D(2, { inputShape: [16, 3] })]);
 */
export class MaxPooling1D extends Pooling {
  protected static override readonly windows = [1, "max"] as const;
}

/**
 * The largest value of each window of an image, by default of 2 × 2 values.
 *
 * @example
 * const model = new Sequential([new layers.MaxPooling2D({ inputShape: [28, 28, 3] })]);
 */
export class MaxPooling2D extends Pooling {
  protected static override readonly windows = [2, "max"] as const;
}

/**
 * The mean of every `poolSize` steps of a sequence.
 *
 * @example
 * const model = new Sequential([new layers.AveragePooling1D(2, { inputShape: [16, 3] })]);
 */
export class AveragePooling1D extends Pooling {
  protected static override readonly windows = [1, "mean"] as const;
}

/**
 * The mean of each window of an image, such as 2 × 2 values.
 *
 * @example
 * const model = new Sequential([new layers.AveragePooling2D(2, { inputShape: [28, 28, 3] })]);
 */
export class AveragePooling2D extends Pooling {
  protected static override readonly windows = [2, "mean"] as const;
}

/**
 * The largest value of each window of a volume, by default of 2 × 2 × 2 values.
 *
 * @example
 * const model = new Sequential([new layers.MaxPooling3D(2, { inputShape: [8, 8, 8, 3] })]);
 */
export class MaxPooling3D extends Pooling {
  protected static override readonly windows = [3, "max"] as const;
}

/**
 * The mean of each window of a volume, such as 2 × 2 × 2 values.
 *
 * @example
 * const model = new Sequential([new layers.AveragePooling3D(2, { inputShape: [8, 8, 8, 3] })]);
 */
export class AveragePooling3D extends Pooling {
  protected static override readonly windows = [3, "mean"] as const;
}

interface GlobalPoolingOptions extends LayerOptions {
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
  /** Keep the axes, with size 1; default false. */
  keepdims?: boolean;
}

/** The largest value of each channel, or the mean. */
abstract class GlobalPooling extends PoolingLayer {
  protected static override readonly configured = ["dataFormat", "keepdims"];
  readonly keepdims: boolean;

  /** @throws ValueError for an unknown option or data format */
  constructor(...args: [options?: GlobalPoolingOptions]) {
    const defaults = { dataFormat: null, keepdims: false, ...LAYER };
    const {
      dataFormat: format,
      keepdims,
      ...options
    } = fromArguments<GlobalPoolingOptions>(new.target.name, args, defaults);
    super(format, options);
    this.keepdims = keepdims;
  }

  protected pooledShape(inputShape: Shape): Shape {
    const axis = channelAxis(this.dataFormat, inputShape.length);
    if (!this.keepdims) return tuple([inputShape[0], inputShape[axis]]);
    return tuple(inputShape.map((size, i) => (i === 0 || i === axis ? size : 1)));
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    const { mask } = context;
    context.mask = null;
    const axis = channelAxis(this.dataFormat, x.rank);
    const axes = [...x.shape.keys()].filter((i) => i !== 0 && i !== axis);
    if (this.reduce === "max") return x.max(axes, this.keepdims);
    if (mask === null || this.rank > 1) return x.mean(axes, this.keepdims);
    const counted = mask.toFloat().expandDims(axis);
    return x.mul(counted).sum(axes, this.keepdims).div(counted.sum(axes, this.keepdims));
  }
}

/**
 * The mean of each feature over all steps: `[batch, steps, features]` becomes `[batch, features]`.
 *
 * @example
 * const model = new Sequential([new layers.GlobalAveragePooling1D({ inputShape: [16, 3] })]);
 */
export class GlobalAveragePooling1D extends GlobalPooling {
  /** Masked steps do not count: no mask is lost. */
  readonly usesMask = true;
  protected static override readonly windows = [1, "mean"] as const;
}

/**
 * The mean of each channel of an image: `[batch, rows, columns, channels]` becomes `[batch, channels]`.
 *
 * @example
 * const model = new Sequential([new layers.GlobalAveragePooling2D({ inputShape: [28, 28, 3] })]);
 */
export class GlobalAveragePooling2D extends GlobalPooling {
  protected static override readonly windows = [2, "mean"] as const;
}

/**
 * The largest value of each feature over all steps: `[batch, steps, features]` becomes `[batch, features]`.
 *
 * @example
 * const model = new Sequential([new layers.GlobalMaxPooling1D({ inputShape: [16, 3] })]);
 */
export class GlobalMaxPooling1D extends GlobalPooling {
  protected static override readonly windows = [1, "max"] as const;
}

/**
 * The largest value of each channel of an image: `[batch, rows, columns, channels]` becomes `[batch, channels]`.
 *
 * @example
 * const model = new Sequential([new layers.GlobalMaxPooling2D({ inputShape: [28, 28, 3] })]);
 */
export class GlobalMaxPooling2D extends GlobalPooling {
  protected static override readonly windows = [2, "max"] as const;
}

/**
 * The mean of each channel of a volume: `[batch, depth, rows, columns, channels]` becomes `[batch, channels]`.
 *
 * @example
 * const model = new Sequential([new layers.GlobalAveragePooling3D({ inputShape: [8, 8, 8, 3] })]);
 */
export class GlobalAveragePooling3D extends GlobalPooling {
  protected static override readonly windows = [3, "mean"] as const;
}

/**
 * The largest value of each channel of a volume: `[batch, depth, rows, columns, channels]` becomes `[batch, channels]`.
 *
 * @example
 * const model = new Sequential([new layers.GlobalMaxPooling3D({ inputShape: [8, 8, 8, 3] })]);
 */
export class GlobalMaxPooling3D extends GlobalPooling {
  protected static override readonly windows = [3, "max"] as const;
}
