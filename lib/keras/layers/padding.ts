import { fromArguments, ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { type DataFormat, dataFormat, type Pairs, pairs, sizes, wrongNdim } from "./arguments.ts";
import { LAYER, type LayerConfig, type LayerOptions, type Shape } from "./layer.ts";
import { TensorLayer } from "./tensor-layer.ts";

/** How much is added or removed before and after, along an axis. */
type Around = [before: number, after: number];

type Option = "padding" | "cropping";

interface EdgeOptions extends LayerOptions {
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

type AnyEdgeOptions = EdgeOptions & Partial<Record<Option, Pairs>>;

/** The amounts, then options; or options alone. */
type EdgeArguments<Amounts, Options> = [options?: Options] | [amounts: Amounts, options?: Options];

/** A layer that pads or crops the axes between batch and channels. */
abstract class EdgeLayer extends TensorLayer {
  readonly dataFormat: DataFormat;
  /** The amounts along the axes between batch and channels. */
  protected readonly edges: readonly Around[];

  /**
   * @param rank number of axes between batch and channels
   * @param option name of the option with the amounts
   * @param fallback its default
   */
  constructor(rank: 1 | 2 | 3, option: Option, args: readonly unknown[], fallback = 1) {
    const defaults = { [option]: fallback, dataFormat: null, ...LAYER } as Required<AnyEdgeOptions>;
    const { dataFormat: format, ...given } = fromArguments<AnyEdgeOptions>(new.target.name, args, defaults);
    const { [option]: amounts, ...options } = given;
    super(options);
    this.dataFormat = dataFormat(format);
    this.edges = (
      rank === 1 ? [sizes(amounts as number | number[], 2, option, 0)] : pairs(amounts, rank, option)
    ) as Around[];
  }

  /** The amounts as the configuration has them: a single pair for sequences. */
  protected get amounts(): readonly number[] | readonly Around[] {
    return this.edges.length === 1 ? this.edges[0] : this.edges;
  }

  protected readonly pythonClass: string = `tensorflow.python.keras.layers.convolutional.${this.className}`;

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
  protected static override readonly configured = ["padding", "dataFormat"];
  get padding() {
    return this.amounts;
  }

  protected sizeAfter(size: number, [before, after]: Around): number {
    return size + before + after;
  }

  call(x: TensorFlowTensor): TensorFlowTensor {
    return x.pad(this.around());
  }
}

/** A layer that removes values at the edges. */
abstract class Cropping extends EdgeLayer {
  get cropping() {
    return this.amounts;
  }

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

  override getConfig(): LayerConfig {
    // Sequences have no format.
    const format = this.edges.length > 1 && { data_format: this.dataFormat };
    return this.described({ ...this.baseConfig, cropping: this.cropping, ...format });
  }
}

interface ZeroPadding1DOptions extends EdgeOptions {
  /** Steps added on both sides, or `[before, after]`, `padding: 2`; default 1. */
  padding?: number | readonly number[];
}

/**
 * Adds steps of zeros before and after a sequence.
 *
 * @example
 * const model = new Sequential([new layers.ZeroPadding1D(2, { inputShape: [4, 3] })]);
 */
export class ZeroPadding1D extends ZeroPadding {
  /** @throws ValueError for a padding that is not an integer from 0 */
  constructor(...args: EdgeArguments<number | readonly number[], ZeroPadding1DOptions>) {
    super(1, "padding", args);
  }
}

interface ZeroPaddingOptions extends EdgeOptions {
  /** On all sides, one number for each axis, or `[before, after]` for each axis, `padding: 2`; default 1. */
  padding?: Pairs;
}

/**
 * Adds rows and columns of zeros around images.
 *
 * @example
 * const model = new Sequential([new layers.ZeroPadding2D(1, { inputShape: [4, 4, 1] })]);
 */
export class ZeroPadding2D extends ZeroPadding {
  /** @throws ValueError for a padding that is not an integer from 0 */
  constructor(...args: EdgeArguments<Pairs, ZeroPaddingOptions>) {
    super(2, "padding", args);
  }
}

/**
 * Adds zeros around volumes.
 *
 * @example
 * const model = new Sequential([new layers.ZeroPadding3D(1, { inputShape: [4, 4, 4, 1] })]);
 */
export class ZeroPadding3D extends ZeroPadding {
  /** @throws ValueError for a padding that is not an integer from 0 */
  constructor(...args: EdgeArguments<Pairs, ZeroPaddingOptions>) {
    super(3, "padding", args);
  }
}

interface Cropping1DOptions extends EdgeOptions {
  /** Steps removed on both sides, or `[before, after]`, `cropping: 2`; default 1. */
  cropping?: number | readonly number[];
}

/**
 * Removes steps before and after a sequence.
 *
 * @example
 * const model = new Sequential([new layers.Cropping1D(1, { inputShape: [4, 3] })]);
 */
export class Cropping1D extends Cropping {
  /** @throws ValueError for a cropping that is not an integer from 0 */
  constructor(...args: EdgeArguments<number | readonly number[], Cropping1DOptions>) {
    super(1, "cropping", args);
  }
}

interface CroppingOptions extends EdgeOptions {
  /**
   * On all sides, one number for each axis, or `[before, after]` for each axis, `cropping: 2`; default 1 for volumes, 0 for
   * images.
   */
  cropping?: Pairs;
}

/**
 * Removes rows and columns at the edges of images.
 *
 * @example
 * const model = new Sequential([new layers.Cropping2D(1, { inputShape: [4, 4, 1] })]);
 */
export class Cropping2D extends Cropping {
  /** @throws ValueError for a cropping that is not an integer from 0 */
  constructor(...args: EdgeArguments<Pairs, CroppingOptions>) {
    super(2, "cropping", args, 0);
  }
}

/**
 * Removes the edges of volumes.
 *
 * @example
 * const model = new Sequential([new layers.Cropping3D(1, { inputShape: [4, 4, 4, 1] })]);
 */
export class Cropping3D extends Cropping {
  /** @throws ValueError for a cropping that is not an integer from 0 */
  constructor(...args: EdgeArguments<Pairs, CroppingOptions>) {
    super(3, "cropping", args);
  }
}
