import { fromArguments } from "../../errors.ts";
import { sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { channelAxis, type DataFormat, dataFormat, sizes, withChannelsLast, wrongNdim } from "./arguments.ts";
import { checkInterpolation, type Interpolation, resized } from "./interpolation.ts";
import { LAYER, type LayerConfig, type LayerOptions, type Shape } from "./layer.ts";
import { TensorLayer } from "./tensor-layer.ts";

interface UpSampling1DOptions extends LayerOptions {
  /** Number of repetitions of each step, default 2. */
  size?: number;
}

/**
 * Repeats each step of a sequence `size` times.
 *
 * @example
 * const model = new Sequential([new layers.UpSampling1D(2, { inputShape: [4, 3] })]);
 */
export class UpSampling1D extends TensorLayer {
  protected readonly pythonClass = "tensorflow.python.keras.layers.convolutional.UpSampling1D";
  readonly size: number;

  /** @throws ValueError unless `size` is a positive integer */
  constructor(...args: [options?: UpSampling1DOptions] | [size: number, options?: LayerOptions]) {
    const { size, ...options } = fromArguments<UpSampling1DOptions>("UpSampling1D", args, {
      size: 2,
      ...LAYER,
    });
    super(options);
    [this.size] = sizes(size, 1, "size");
  }

  override computeOutputShape(inputShape: Shape): Shape {
    if (inputShape.length !== 3) throw wrongNdim(this.name, 3, inputShape);
    const [batch, steps, features] = inputShape;
    return tuple([batch, steps === null ? null : steps * this.size, features]);
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    return repeated(x, 1, this.size);
  }

  getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, size: this.size });
  }
}

interface UpSampling2DOptions extends LayerOptions {
  /** Number of repetitions of each row and column, default 2. */
  size?: number | readonly number[];
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
  /** Default `"nearest"`. */
  interpolation?: Interpolation;
}

/**
 * Enlarges images: repeats rows and columns, or interpolates between them.
 *
 * @example
 * const model = new Sequential([new layers.UpSampling2D(2, { inputShape: [4, 4, 1] })]);
 */
export class UpSampling2D extends TensorLayer {
  protected readonly pythonClass = "tensorflow.python.keras.layers.convolutional.UpSampling2D";
  readonly size: readonly number[];
  readonly dataFormat: DataFormat;
  readonly interpolation: Interpolation;

  /** @throws ValueError for a size that is not a positive integer, another data format, or the name of no interpolation */
  constructor(
    ...args:
      | [options?: UpSampling2DOptions]
      | [size: number | readonly number[], options?: UpSampling2DOptions]
  ) {
    const {
      size,
      dataFormat: format,
      interpolation,
      ...options
    } = fromArguments<UpSampling2DOptions>("UpSampling2D", args, {
      size: 2,
      dataFormat: null,
      interpolation: "nearest",
      ...LAYER,
    });
    super(options);
    this.size = sizes(size, 2, "size");
    this.dataFormat = dataFormat(format);
    checkInterpolation(interpolation);
    this.interpolation = interpolation;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    if (inputShape.length !== 4) throw wrongNdim(this.name, 4, inputShape);
    return enlarged(inputShape, this.size, this.dataFormat);
  }

  call(x: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const [rows, columns] = this.size;
    return withChannelsLast(x, this.dataFormat, (images) => {
      if (this.interpolation === "nearest") return repeated(repeated(images, 1, rows), 2, columns);
      const [, height, width] = images.shape;
      return resized(tf, images, [height * rows, width * columns], this.interpolation);
    });
  }

  getConfig(): LayerConfig {
    return this.described({
      ...this.baseConfig,
      size: this.size,
      data_format: this.dataFormat,
      interpolation: this.interpolation,
    });
  }
}

interface UpSampling3DOptions extends LayerOptions {
  /** Number of repetitions along each axis, default 2. */
  size?: number | readonly number[];
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

/**
 * Repeats the values of volumes along their three axes.
 *
 * @example
 * const model = new Sequential([new layers.UpSampling3D(2, { inputShape: [2, 4, 4, 1] })]);
 */
export class UpSampling3D extends TensorLayer {
  protected readonly pythonClass = "tensorflow.python.keras.layers.convolutional.UpSampling3D";
  readonly size: readonly number[];
  readonly dataFormat: DataFormat;

  /** @throws ValueError for a size that is not a positive integer, or another data format */
  constructor(
    ...args:
      | [options?: UpSampling3DOptions]
      | [size: number | readonly number[], options?: UpSampling3DOptions]
  ) {
    const defaults = { size: 2, dataFormat: null, ...LAYER };
    const given = fromArguments<UpSampling3DOptions>("UpSampling3D", args, defaults);
    const { size, dataFormat: format, ...options } = given;
    super(options);
    this.size = sizes(size, 3, "size");
    this.dataFormat = dataFormat(format);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    if (inputShape.length !== 5) throw wrongNdim(this.name, 5, inputShape);
    return enlarged(inputShape, this.size, this.dataFormat);
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    return withChannelsLast(x, this.dataFormat, (volumes) =>
      this.size.reduce((larger, count, axis) => repeated(larger, axis + 1, count), volumes),
    );
  }

  getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, size: this.size, data_format: this.dataFormat });
  }
}

/** The shape with the sizes between batch and channels multiplied. */
function enlarged(inputShape: Shape, factors: readonly number[], format: DataFormat): Shape {
  const first = channelAxis(format, inputShape.length) === 1 ? 2 : 1;
  return tuple(
    inputShape.map((size, axis) => {
      const factor = factors[axis - first];
      return size === null || factor === undefined ? size : size * factor;
    }),
  );
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
