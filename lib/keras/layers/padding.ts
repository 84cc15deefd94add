import { fromArguments, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { type DataFormat, dataFormat, type Pairs, pairs, sizes, wrongNdim } from "./arguments.ts";
import { LAYER, type LayerConfig, type LayerOptions, type Shape } from "./layer.ts";
import { TensorLayer } from "./tensor-layer.ts";

/** How much is added or removed before and after, along an axis. */
type Around = [before: number, after: number];

/** A layer that pads or crops the axes between batch and channels. */
abstract class EdgeLayer extends TensorLayer {
  readonly dataFormat: DataFormat;

  constructor(format: DataFormat | null, options: LayerOptions) {
    super(options);
    this.dataFormat = dataFormat(format);
  }

  protected get pythonClass(): string {
    return `tensorflow.python.keras.layers.convolutional.${this.className}`;
  }

  /** The amounts along the axes between batch and channels. */
  protected abstract readonly edges: readonly Around[];

  /** The size of an axis after the layer. */
  protected abstract sizeAfter(size: number, edge: Around, inputShape: Shape): number;

  override build(inputShape: Shape): void {
    this.computeOutputShape(inputShape);
    super.build(inputShape);
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const ndim = this.edges.length + 2;
    if (inputShape.length !== ndim) throw wrongNdim(this.name, ndim, inputShape);
    const around = this.around();
    return tuple(
      inputShape.map((size, axis) => (size === null ? null : this.sizeAfter(size, around[axis], inputShape))),
    );
  }

  /** The amounts along all axes. */
  protected around(): Around[] {
    const none: Around = [0, 0];
    return this.dataFormat === "channels_first" ? [none, none, ...this.edges] : [none, ...this.edges, none];
  }
}

/** A layer that adds zeros. */
abstract class ZeroPadding extends EdgeLayer {
  abstract readonly padding: readonly (number | readonly number[])[];

  protected sizeAfter(size: number, [before, after]: Around): number {
    return size + before + after;
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    return x.pad(this.around());
  }

  getConfig(): LayerConfig {
    return this.described({ ...this.baseConfig, padding: this.padding, data_format: this.dataFormat });
  }
}

/** A layer that removes values at the edges. */
abstract class Cropping extends EdgeLayer {
  abstract readonly cropping: readonly (number | readonly number[])[];

  protected sizeAfter(size: number, [before, after]: Around, inputShape: Shape): number {
    if (size > before + after) return size - before - after;
    throw new ValueError(
      "Values in `cropping` argument should be smaller than the corresponding spatial dimension of the input. " +
        `Received: input_shape=${tuple([...inputShape])}, cropping=${this.cropping}`,
    );
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    const around = this.around();
    return x.slice(
      around.map(([before]) => before),
      x.shape.map((size: number, axis: number) => size - around[axis][0] - around[axis][1]),
    );
  }

  getConfig(): LayerConfig {
    // Sequences have no format.
    const format = this.edges.length > 1 && { data_format: this.dataFormat };
    return this.described({ ...this.baseConfig, cropping: this.cropping, ...format });
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
  readonly padding: readonly number[];

  /** @throws ValueError for a padding that is not an integer from 0 */
  constructor(
    ...args:
      | [options?: ZeroPadding1DOptions]
      | [padding: number | readonly number[], options?: ZeroPadding1DOptions]
  ) {
    const defaults = { padding: 1, dataFormat: null, ...LAYER };
    const given = fromArguments<ZeroPadding1DOptions>("ZeroPadding1D", args, defaults);
    const { padding, dataFormat: format, ...options } = given;
    super(format, options);
    this.padding = sizes(padding, 2, "padding", 0);
  }

  protected get edges(): readonly Around[] {
    return [this.padding as Around];
  }
}

interface ZeroPadding2DOptions extends LayerOptions {
  /** On all sides, `[rows, columns]`, or `[[above, below], [left, right]]`; default 1. */
  padding?: Pairs;
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
  readonly padding: readonly (readonly number[])[];

  /** @throws ValueError for a padding that is not an integer from 0 */
  constructor(...args: [options?: ZeroPadding2DOptions] | [padding: Pairs, options?: ZeroPadding2DOptions]) {
    const defaults = { padding: 1, dataFormat: null, ...LAYER };
    const given = fromArguments<ZeroPadding2DOptions>("ZeroPadding2D", args, defaults);
    const { padding, dataFormat: format, ...options } = given;
    super(format, options);
    this.padding = pairs(padding, 2, "padding");
  }

  protected get edges(): readonly Around[] {
    return this.padding as Around[];
  }
}

interface ZeroPadding3DOptions extends LayerOptions {
  /** On all sides, one number for each axis, or `[before, after]` for each axis; default 1. */
  padding?: Pairs;
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

/**
 * Adds zeros around volumes.
 *
 * @example
 * const model = new Sequential([new layers.ZeroPadding3D(1, { inputShape: [4, 4, 4, 1] })]);
 */
export class ZeroPadding3D extends ZeroPadding {
  readonly padding: readonly (readonly number[])[];

  /** @throws ValueError for a padding that is not an integer from 0 */
  constructor(...args: [options?: ZeroPadding3DOptions] | [padding: Pairs, options?: ZeroPadding3DOptions]) {
    const defaults = { padding: 1, dataFormat: null, ...LAYER };
    const given = fromArguments<ZeroPadding3DOptions>("ZeroPadding3D", args, defaults);
    const { padding, dataFormat: format, ...options } = given;
    super(format, options);
    this.padding = pairs(padding, 3, "padding");
  }

  protected get edges(): readonly Around[] {
    return this.padding as Around[];
  }
}

interface Cropping1DOptions extends LayerOptions {
  /** Steps removed on both sides, or `[before, after]`, default 1. */
  cropping?: number | readonly number[];
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

/**
 * Removes steps before and after a sequence.
 *
 * @example
 * const model = new Sequential([new layers.Cropping1D(1, { inputShape: [4, 3] })]);
 */
export class Cropping1D extends Cropping {
  readonly cropping: readonly number[];

  /** @throws ValueError for a cropping that is not an integer from 0 */
  constructor(
    ...args:
      | [options?: Cropping1DOptions]
      | [cropping: number | readonly number[], options?: Cropping1DOptions]
  ) {
    const defaults = { cropping: 1, dataFormat: null, ...LAYER };
    const given = fromArguments<Cropping1DOptions>("Cropping1D", args, defaults);
    const { cropping, dataFormat: format, ...options } = given;
    super(format, options);
    this.cropping = sizes(cropping, 2, "cropping", 0);
  }

  protected get edges(): readonly Around[] {
    return [this.cropping as Around];
  }
}

interface Cropping2DOptions extends LayerOptions {
  /** On all sides, `[rows, columns]`, or `[[above, below], [left, right]]`; default 0. */
  cropping?: Pairs;
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

/**
 * Removes rows and columns at the edges of images.
 *
 * @example
 * const model = new Sequential([new layers.Cropping2D(1, { inputShape: [4, 4, 1] })]);
 */
export class Cropping2D extends Cropping {
  readonly cropping: readonly (readonly number[])[];

  /** @throws ValueError for a cropping that is not an integer from 0 */
  constructor(...args: [options?: Cropping2DOptions] | [cropping: Pairs, options?: Cropping2DOptions]) {
    const defaults = { cropping: 0, dataFormat: null, ...LAYER };
    const given = fromArguments<Cropping2DOptions>("Cropping2D", args, defaults);
    const { cropping, dataFormat: format, ...options } = given;
    super(format, options);
    this.cropping = pairs(cropping, 2, "cropping");
  }

  protected get edges(): readonly Around[] {
    return this.cropping as Around[];
  }
}

interface Cropping3DOptions extends LayerOptions {
  /** On all sides, one number for each axis, or `[before, after]` for each axis; default 1. */
  cropping?: Pairs;
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

/**
 * Removes the edges of volumes.
 *
 * @example
 * const model = new Sequential([new layers.Cropping3D(1, { inputShape: [4, 4, 4, 1] })]);
 */
export class Cropping3D extends Cropping {
  readonly cropping: readonly (readonly number[])[];

  /** @throws ValueError for a cropping that is not an integer from 0 */
  constructor(...args: [options?: Cropping3DOptions] | [cropping: Pairs, options?: Cropping3DOptions]) {
    const defaults = { cropping: 1, dataFormat: null, ...LAYER };
    const given = fromArguments<Cropping3DOptions>("Cropping3D", args, defaults);
    const { cropping, dataFormat: format, ...options } = given;
    super(format, options);
    this.cropping = pairs(cropping, 3, "cropping");
  }

  protected get edges(): readonly Around[] {
    return this.cropping as Around[];
  }
}
