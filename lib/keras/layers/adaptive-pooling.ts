import { fromArguments } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { type DataFormat, firstAxis, type Size, sizes, withChannelsLast } from "./arguments.ts";
import { LAYER, type LayerOptions, type Shape } from "./layer.ts";
import { PoolingLayer } from "./pooling.ts";

export interface AdaptivePoolingOptions extends LayerOptions {
  /** Sizes of the outputs along each axis; a number for all, `outputSize: 4`. */
  outputSize: Size;
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

type Arguments =
  | [options: AdaptivePoolingOptions]
  | [outputSize: Size, options?: Omit<AdaptivePoolingOptions, "outputSize">];

/** Windows as many as outputs, which cover an axis of any size; neighbours may overlap by one. */
abstract class AdaptivePooling extends PoolingLayer {
  protected static override readonly configured = ["outputSize", "dataFormat"];
  readonly outputSize: readonly number[];

  /**
   * @param args `outputSize`, a number or one for each axis, and options
   * @throws ValueError for sizes that are not positive integers
   */
  constructor(...args: Arguments) {
    const defaults = { outputSize: REQUIRED, dataFormat: null, ...LAYER };
    const { outputSize, dataFormat, ...options } = fromArguments<AdaptivePoolingOptions>(
      new.target.name,
      args,
      defaults,
    );
    super(dataFormat, options);
    this.outputSize = tuple([...sizes(outputSize, this.rank, "output_size")]);
  }

  protected pooledShape(inputShape: Shape): Shape {
    const first = firstAxis(this.dataFormat);
    return tuple(inputShape.map((size, i) => this.outputSize[i - first] ?? size));
  }

  call(x: TensorFlowTensor, { tf }: CallContext = this.callContext): TensorFlowTensor {
    return withChannelsLast(x, this.dataFormat, (last) =>
      this.outputSize.reduce((given: TensorFlowTensor, count, i) => {
        const axis = i + 1;
        const size: number = given.shape[axis];
        const windows = Array.from({ length: count }, (_, at) => {
          const [start, end] = [Math.floor((at * size) / count), Math.ceil(((at + 1) * size) / count)];
          const begin = given.shape.map((_: number, k: number) => (k === axis ? start : 0));
          const shape = given.shape.map((all: number, k: number) => (k === axis ? end - start : all));
          return given.slice(begin, shape)[this.reduce](axis, true);
        });
        return tf.concat(windows, axis);
      }, last),
    );
  }
}

/**
 * The means of so many windows of sequences, `[batch, steps, channels]`, whatever their size.
 *
 * @example
 * const model = new Sequential([Input({ shape: [6, 2] }), new layers.AdaptiveAveragePooling1D(2)]);
 * console.log(model.outputShape); // (None, 2, 2)
 */
export class AdaptiveAveragePooling1D extends AdaptivePooling {
  protected static override readonly windows = [1, "mean"] as const;
}

/**
 * The means of so many windows of images, `[batch, height, width, channels]`, whatever their size.
 *
 * @example
 * const model = new Sequential([Input({ shape: [6, 5, 2] }), new layers.AdaptiveAveragePooling2D(2)]);
 * console.log(model.outputShape); // (None, 2, 2, 2)
 */
export class AdaptiveAveragePooling2D extends AdaptivePooling {
  protected static override readonly windows = [2, "mean"] as const;
}

/**
 * The means of so many windows of volumes, `[batch, depth, height, width, channels]`, whatever their size.
 *
 * @example
 * const model = new Sequential([Input({ shape: [6, 5, 4, 2] }), new layers.AdaptiveAveragePooling3D(2)]);
 * console.log(model.outputShape); // (None, 2, 2, 2, 2)
 */
export class AdaptiveAveragePooling3D extends AdaptivePooling {
  protected static override readonly windows = [3, "mean"] as const;
}

/**
 * The largest values of so many windows of sequences, `[batch, steps, channels]`, whatever their size.
 *
 * @example
 * const model = new Sequential([Input({ shape: [6, 2] }), new layers.AdaptiveMaxPooling1D(2)]);
 * console.log(model.outputShape); // (None, 2, 2)
 */
export class AdaptiveMaxPooling1D extends AdaptivePooling {
  protected static override readonly windows = [1, "max"] as const;
}

/**
 * The largest values of so many windows of images, `[batch, height, width, channels]`, whatever their size.
 *
 * @example
 * const model = new Sequential([Input({ shape: [6, 5, 2] }), new layers.AdaptiveMaxPooling2D(2)]);
 * console.log(model.outputShape); // (None, 2, 2, 2)
 */
export class AdaptiveMaxPooling2D extends AdaptivePooling {
  protected static override readonly windows = [2, "max"] as const;
}

/**
 * The largest values of so many windows of volumes, `[batch, depth, height, width, channels]`, whatever their size.
 *
 * @example
 * const model = new Sequential([Input({ shape: [6, 5, 4, 2] }), new layers.AdaptiveMaxPooling3D(2)]);
 * console.log(model.outputShape); // (None, 2, 2, 2, 2)
 */
export class AdaptiveMaxPooling3D extends AdaptivePooling {
  protected static override readonly windows = [3, "max"] as const;
}
