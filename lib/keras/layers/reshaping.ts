import type { ActivationPlan } from "../../engine/index.ts";
import { fromArguments, received, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import {
  channelAxis,
  type DataFormat,
  dataFormat,
  pairs,
  REQUIRED,
  sizes,
  withChannelsLast,
  wrongNdim,
} from "./arguments.ts";
import { LAYER, type LayerConfig, type LayerOptions, type Shape } from "./layer.ts";
import { TensorLayer } from "./tensor-layer.ts";

interface ReshapeOptions extends LayerOptions {
  /** Shape of one sample of the outputs; −1 stands for the rest. */
  targetShape: readonly number[];
}

/**
 * Gives each sample another shape; the values stay in their order.
 *
 * @example
 * const model = new Sequential([new layers.Reshape([2, 3], { inputShape: [6] })]);
 */
export class Reshape extends TensorLayer {
  readonly className = "Reshape";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Reshape";
  readonly targetShape: readonly number[];

  /**
   * @param args `targetShape`, without the batch axis, and the options of every layer
   * @throws ValueError for a shape with a size that is neither −1 nor positive, or with −1 twice
   */
  constructor(...args: [options: ReshapeOptions] | [targetShape: readonly number[], options?: LayerOptions]) {
    const defaults = { targetShape: REQUIRED, ...LAYER };
    const { targetShape, ...options } = fromArguments<ReshapeOptions>("Reshape", args, defaults);
    super(options, "Reshape");
    const isShape =
      Array.isArray(targetShape) && targetShape.every((size) => Number.isInteger(size) && size >= -1);
    if (!isShape || targetShape.filter((size) => size === -1).length > 1) {
      throw new ValueError(
        "There must be at most one unknown dimension (-1) in `targetShape`, and positive integers. " +
          `Received: targetShape=${isShape ? tuple([...targetShape]) : received(targetShape)}.`,
      );
    }
    this.targetShape = tuple([...targetShape]);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const known = this.targetShape.reduce((product, size) => (size === -1 ? product : product * size), 1);
    const isFree = this.targetShape.includes(-1);
    const [batch, ...axes] = inputShape;
    const isKnown = !axes.includes(null);
    const size = axes.reduce<number>((product, axis) => product * (axis ?? 1), 1);
    if (isKnown && (isFree ? size % known !== 0 : size !== known)) {
      throw new ValueError(
        "The total size of the tensor must be unchanged. " +
          `Received: input_shape=${tuple(axes)}, target_shape=${this.targetShape}`,
      );
    }
    return tuple([
      batch,
      ...this.targetShape.map((axis) => (axis !== -1 ? axis : isKnown ? size / known : null)),
    ]);
  }

  /** The engine passes the values on: a sample's numbers stay in their order. */
  protected override enginePlan(): ActivationPlan {
    return { kind: "activation", activation: "linear" };
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    return x.reshape([x.shape[0], ...this.targetShape]);
  }

  getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, target_shape: this.targetShape });
  }
}

interface PermuteOptions extends LayerOptions {
  /** Axes in their new order, counted from 1. */
  dims: readonly number[];
}

/**
 * Changes the order of a sample's axes: `[2, 1]` swaps the first two.
 *
 * @example
 * const model = new Sequential([new layers.Permute([2, 1], { inputShape: [10, 64] })]);
 */
export class Permute extends TensorLayer {
  readonly className = "Permute";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.Permute";
  readonly dims: readonly number[];

  /**
   * @param args `dims`, counted from 1, and the options of every layer
   * @throws ValueError unless `dims` holds each axis once
   */
  constructor(...args: [options: PermuteOptions] | [dims: readonly number[], options?: LayerOptions]) {
    const defaults = { dims: REQUIRED, ...LAYER };
    const { dims, ...options } = fromArguments<PermuteOptions>("Permute", args, defaults);
    super(options, "Permute");
    const sorted = Array.isArray(dims) ? [...dims].sort((a, b) => a - b) : [];
    if (sorted.length === 0 || sorted.some((axis, i) => axis !== i + 1)) {
      throw new ValueError(
        "Invalid permutation argument `dims` for Permute Layer. The set of indices in `dims` must be consecutive and " +
          `start from 1. Received dims=${Array.isArray(dims) ? tuple([...dims]) : received(dims)}`,
      );
    }
    this.dims = tuple([...dims]);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    if (inputShape.length !== this.dims.length + 1)
      throw wrongNdim(this.name, this.dims.length + 1, inputShape);
    return tuple([inputShape[0], ...this.dims.map((axis) => inputShape[axis])]);
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    return x.transpose([0, ...this.dims]);
  }

  getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, dims: this.dims });
  }
}

interface RepeatVectorOptions extends LayerOptions {
  /** How often, a positive integer. */
  n: number;
}

/**
 * Repeats each sample: `[batch, features]` becomes `[batch, n, features]`.
 *
 * @example
 * const model = new Sequential([new layers.RepeatVector(3, { inputShape: [32] })]);
 */
export class RepeatVector extends TensorLayer {
  readonly className = "RepeatVector";
  protected readonly pythonClass = "tensorflow.python.keras.layers.core.RepeatVector";
  readonly n: number;

  /**
   * @param args `n`, how often, and the options of every layer
   * @throws ValueError unless `n` is a positive integer
   */
  constructor(...args: [options: RepeatVectorOptions] | [n: number, options?: LayerOptions]) {
    const defaults = { n: REQUIRED, ...LAYER };
    const { n, ...options } = fromArguments<RepeatVectorOptions>("RepeatVector", args, defaults);
    super(options, "RepeatVector");
    if (!Number.isInteger(n) || n < 1) {
      throw new ValueError(`Expected an integer value for \`n\`, got ${received(n)}.`);
    }
    this.n = n;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    if (inputShape.length !== 2) throw wrongNdim(this.name, 2, inputShape);
    return tuple([inputShape[0], this.n, inputShape[1]]);
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    return x.expandDims(1).tile([1, this.n, 1]);
  }

  getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, n: this.n });
  }
}

interface UpSampling1DOptions extends LayerOptions {
  /** How often each step is repeated, default 2. */
  size?: number;
}

/**
 * Repeats each step of a sequence `size` times.
 *
 * @example
 * const model = new Sequential([new layers.UpSampling1D(2, { inputShape: [4, 3] })]);
 */
export class UpSampling1D extends TensorLayer {
  readonly className = "UpSampling1D";
  protected readonly pythonClass = "tensorflow.python.keras.layers.convolutional.UpSampling1D";
  readonly size: number;

  /** @throws ValueError unless `size` is a positive integer */
  constructor(...args: [options?: UpSampling1DOptions] | [size: number, options?: LayerOptions]) {
    const { size, ...options } = fromArguments<UpSampling1DOptions>("UpSampling1D", args, {
      size: 2,
      ...LAYER,
    });
    super(options, "UpSampling1D");
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
  /** How often each row and each column is repeated, default 2. */
  size?: number | readonly number[];
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
  /** Default `"nearest"`. */
  interpolation?: "nearest" | "bilinear";
}

/**
 * Enlarges images: repeats rows and columns, or interpolates between them.
 *
 * @example
 * const model = new Sequential([new layers.UpSampling2D(2, { inputShape: [4, 4, 1] })]);
 */
export class UpSampling2D extends TensorLayer {
  readonly className = "UpSampling2D";
  protected readonly pythonClass = "tensorflow.python.keras.layers.convolutional.UpSampling2D";
  readonly size: readonly number[];
  readonly dataFormat: DataFormat;
  readonly interpolation: "nearest" | "bilinear";

  /** @throws ValueError for a size that is not a positive integer, or another data format or interpolation */
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
    super(options, "UpSampling2D");
    this.size = sizes(size, 2, "size");
    this.dataFormat = dataFormat(format);
    if (!["nearest", "bilinear"].includes(interpolation)) {
      throw new ValueError(
        '`interpolation` argument should be one of {"bilinear", "nearest"}. ' +
          `Received: interpolation=${interpolation}`,
      );
    }
    this.interpolation = interpolation;
  }

  override computeOutputShape(inputShape: Shape): Shape {
    if (inputShape.length !== 4) throw wrongNdim(this.name, 4, inputShape);
    const first = channelAxis(this.dataFormat, 4) === 1 ? 2 : 1;
    return tuple(
      inputShape.map((size, axis) => {
        const factor = this.size[axis - first];
        return size === null || factor === undefined ? size : size * factor;
      }),
    );
  }

  call(x: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const [rows, columns] = this.size;
    return withChannelsLast(x, this.dataFormat, (images) => {
      if (this.interpolation === "nearest") return repeated(repeated(images, 1, rows), 2, columns);
      const [, height, width] = images.shape;
      return tf.image.resizeBilinear(images, [height * rows, width * columns], false, true);
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

type Added = [before: number, after: number];

/** A layer that adds zeros along the axes between those of the batch and the channels. */
abstract class ZeroPadding extends TensorLayer {
  abstract readonly padding: readonly (number | readonly number[])[];
  readonly dataFormat: DataFormat;

  constructor(format: DataFormat | null, options: LayerOptions, className: string) {
    super(options, className);
    this.dataFormat = dataFormat(format);
  }

  protected get pythonClass(): string {
    return `tensorflow.python.keras.layers.convolutional.${this.className}`;
  }

  /** The numbers of zeros along these axes. */
  protected abstract readonly added: Added[];

  override computeOutputShape(inputShape: Shape): Shape {
    const ndim = this.added.length + 2;
    if (inputShape.length !== ndim) throw wrongNdim(this.name, ndim, inputShape);
    const around = this.around();
    return tuple(
      inputShape.map((size, axis) => (size === null ? null : size + around[axis][0] + around[axis][1])),
    );
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    return x.pad(this.around());
  }

  getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, padding: this.padding, data_format: this.dataFormat });
  }

  /** The numbers of zeros along all axes. */
  private around(): Added[] {
    const none: Added = [0, 0];
    return this.dataFormat === "channels_first" ? [none, none, ...this.added] : [none, ...this.added, none];
  }
}

interface ZeroPadding1DOptions extends LayerOptions {
  /** Steps added on both sides, or `[before, after]`, default 1. */
  padding?: number | readonly number[];
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

/**
 * Adds steps of zeros before and after a sequence.
 *
 * @example
 * const model = new Sequential([new layers.ZeroPadding1D(2, { inputShape: [4, 3] })]);
 */
export class ZeroPadding1D extends ZeroPadding {
  readonly className = "ZeroPadding1D";
  readonly padding: readonly number[];

  /** @throws ValueError for a padding that is not an integer from 0 */
  constructor(
    ...args: [options?: ZeroPadding1DOptions] | [padding: number | readonly number[], options?: LayerOptions]
  ) {
    const defaults = { padding: 1, dataFormat: null, ...LAYER };
    const given = fromArguments<ZeroPadding1DOptions>("ZeroPadding1D", args, defaults);
    const { padding, dataFormat: format, ...options } = given;
    super(format, options, "ZeroPadding1D");
    this.padding = sizes(padding, 2, "padding", 0);
  }

  protected get added(): [Added] {
    return [this.padding as Added];
  }
}

type Padding2D = number | readonly [Pair, Pair];
type Pair = number | readonly number[];

interface ZeroPadding2DOptions extends LayerOptions {
  /** On all sides, `[rows, columns]`, or `[[above, below], [left, right]]`; default 1. */
  padding?: Padding2D;
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

/**
 * Adds rows and columns of zeros around images.
 *
 * @example
 * const model = new Sequential([new layers.ZeroPadding2D(1, { inputShape: [4, 4, 1] })]);
 */
export class ZeroPadding2D extends ZeroPadding {
  readonly className = "ZeroPadding2D";
  readonly padding: readonly (readonly number[])[];

  /** @throws ValueError for a padding that is not an integer from 0 */
  constructor(
    ...args: [options?: ZeroPadding2DOptions] | [padding: Padding2D, options?: ZeroPadding2DOptions]
  ) {
    const defaults = { padding: 1, dataFormat: null, ...LAYER };
    const given = fromArguments<ZeroPadding2DOptions>("ZeroPadding2D", args, defaults);
    const { padding, dataFormat: format, ...options } = given;
    super(format, options, "ZeroPadding2D");
    this.padding = pairs(padding, "padding");
  }

  protected get added(): [Added, Added] {
    return this.padding as [Added, Added];
  }
}

/** Each entry along an axis, so often. */
function repeated(x: TensorFlowTensor, axis: number, count: number): TensorFlowTensor {
  const repeats = [...x.shape, 1].map((_, i) => (i === axis + 1 ? count : 1));
  return x
    .expandDims(axis + 1)
    .tile(repeats)
    .reshape(x.shape.map((size: number, i: number) => (i === axis ? size * count : size)));
}
