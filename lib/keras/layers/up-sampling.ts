import { fromArguments } from "../../errors.ts";
import { sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { type DataFormat, dataFormat, firstAxis, sizes, withChannelsLast, wrongNdim } from "./arguments.ts";
import { checkInterpolation, type Interpolation, resized } from "./interpolation.ts";
import { LAYER, type LayerOptions, type Shape } from "./layer.ts";
import { TensorLayer } from "./tensor-layer.ts";

interface UpSampling1DOptions extends LayerOptions {
  /** Number of repetitions of each step, `size: 3`; default 2. */
  size?: number;
}

interface UpSamplingOptions extends LayerOptions {
  /** Number of repetitions along each axis between batch and channels, `size: 3`; default 2. */
  size?: number | readonly number[];
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

/** A layer that multiplies the sizes of the axes between batch and channels. */
abstract class UpSampling extends TensorLayer {
  protected readonly pythonClass: string = `tensorflow.python.keras.layers.convolutional.${this.className}`;
  protected readonly factors: readonly number[];
  readonly dataFormat: DataFormat;

  constructor(rank: 1 | 2 | 3, { size, dataFormat: format, ...options }: Required<UpSamplingOptions>) {
    super(options);
    this.factors = sizes(size, rank, "size");
    this.dataFormat = dataFormat(format);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const ndim = this.factors.length + 2;
    if (inputShape.length !== ndim) throw wrongNdim(this.name, ndim, inputShape);
    const first = firstAxis(this.dataFormat);
    return tuple(
      inputShape.map((size, axis) => {
        const factor = this.factors[axis - first];
        return size === null || factor === undefined ? size : size * factor;
      }),
    );
  }

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    return withChannelsLast(x, this.dataFormat, (last) => this.enlarged(last, context));
  }

  /** The outputs for a batch with the channels last. */
  protected enlarged(x: TensorFlowTensor, _context: CallContext): TensorFlowTensor {
    return this.factors.reduce((larger, count, axis) => repeated(larger, axis + 1, count), x);
  }
}

/**
 * Repeats each step of a sequence `size` times.
 *
 * @example
 * const model = new Sequential([new layers.UpSampling1D(2, { inputShape: [4, 3] })]);
 */
export class UpSampling1D extends UpSampling {
  protected static override readonly configured = ["size"];
  readonly size: number;

  /** @throws ValueError unless `size` is a positive integer */
  constructor(...args: [options?: UpSampling1DOptions] | [size: number, options?: LayerOptions]) {
    const defaults = { size: 2, ...LAYER };
    super(1, { dataFormat: null, ...fromArguments<UpSampling1DOptions>("UpSampling1D", args, defaults) });
    [this.size] = this.factors;
  }
}

interface UpSampling2DOptions extends UpSamplingOptions {
  /** Default `"nearest"`. */
  interpolation?: Interpolation;
}

/**
 * Enlarges images: repeats rows and columns, or interpolates between them.
 *
 * @example
 * const model = new Sequential([new layers.UpSampling2D(2, { inputShape: [4, 4, 1] })]);
 */
export class UpSampling2D extends UpSampling {
  protected static override readonly configured = ["size", "dataFormat", "interpolation"];
  readonly interpolation: Interpolation;

  /** @throws ValueError for a size that is not a positive integer, another data format, or the name of no interpolation */
  constructor(
    ...args:
      | [options?: UpSampling2DOptions]
      | [size: number | readonly number[], options?: UpSampling2DOptions]
  ) {
    const defaults = { size: 2, dataFormat: null, interpolation: "nearest", ...LAYER } as const;
    const given = fromArguments<UpSampling2DOptions>("UpSampling2D", args, defaults);
    const { interpolation, ...options } = given;
    super(2, options);
    checkInterpolation(interpolation);
    this.interpolation = interpolation;
  }

  get size(): readonly number[] {
    return this.factors;
  }

  protected override enlarged(images: TensorFlowTensor, context: CallContext): TensorFlowTensor {
    if (this.interpolation === "nearest") return super.enlarged(images, context);
    const [, height, width] = images.shape;
    const [rows, columns] = this.factors;
    return resized(context.tf, images, [height * rows, width * columns], this.interpolation);
  }
}

/**
 * Repeats the values of volumes along their three axes.
 *
 * @example
 * const model = new Sequential([new layers.UpSampling3D(2, { inputShape: [2, 4, 4, 1] })]);
 */
export class UpSampling3D extends UpSampling {
  protected static override readonly configured = ["size", "dataFormat"];
  /** @throws ValueError for a size that is not a positive integer, or another data format */
  constructor(
    ...args: [options?: UpSamplingOptions] | [size: number | readonly number[], options?: UpSamplingOptions]
  ) {
    const defaults = { size: 2, dataFormat: null, ...LAYER };
    super(3, fromArguments<UpSamplingOptions>("UpSampling3D", args, defaults));
  }

  get size(): readonly number[] {
    return this.factors;
  }
}

/** Repeats each entry along an axis. */
function repeated(x: TensorFlowTensor, axis: number, count: number): TensorFlowTensor {
  // Of three axes, as TensorFlow.js has no gradient of `tile` for more than four.
  const outer = sizeOf(x.shape.slice(0, axis + 1));
  return x
    .reshape([outer, 1, -1])
    .tile([1, count, 1])
    .reshape(x.shape.map((size: number, i: number) => (i === axis ? size * count : size)));
}
