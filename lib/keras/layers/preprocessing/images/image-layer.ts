import { fromArguments, ValueError } from "../../../../errors.ts";
import { tuple } from "../../../../python-repr.ts";
import type { TensorLayerPlan } from "../../../backend/plan.ts";
import type { CallContext, TensorFlowTensor } from "../../../backend/tensor-types.ts";
import { type DataFormat, dataFormat, withChannelsLast, wrongNdim } from "../../arguments.ts";
import { resized, type TensorFlowInterpolation } from "../../interpolation.ts";
import type { Structure } from "../../keras-tensor.ts";
import { LAYER, type LayerOptions, type Shape } from "../../layer.ts";
import { layerOptions } from "../../layer-options.ts";
import { TensorLayer } from "../../tensor-layer.ts";

export interface ImageOptions extends LayerOptions {
  /** Default `"channels_last"`. */
  dataFormat?: DataFormat | null;
}

export const IMAGE = { dataFormat: null, ...LAYER } as const;

/** A layer that changes images, `[samples, height, width, channels]`. Applied to data it also takes a single image. */
export abstract class ImageLayer<Args extends readonly unknown[]> extends TensorLayer {
  /** The options in Keras' order. */
  declare protected static readonly defaults: Required<ImageOptions>;
  /** Functions that check options, by their names, and return the values of the properties. */
  protected static readonly checks: Readonly<Record<string, (value: never) => unknown>> = {};
  declare readonly dataFormat: DataFormat;

  /** @throws ValueError for an unknown option, and for one out of range */
  constructor(...args: Args) {
    const { name, defaults } = new.target;
    const given = fromArguments<ImageOptions>(name, args, defaults);
    super(layerOptions(given));
    const checks = { dataFormat, ...new.target.checks } as Record<string, (value: unknown) => unknown>;
    for (const [key, value] of Object.entries(given)) {
      if (!Object.hasOwn(LAYER, key)) Object.assign(this, { [key]: checks[key]?.(value) ?? value });
    }
  }

  protected readonly pythonClass: string =
    `tensorflow.python.keras.layers.preprocessing.image_preprocessing.${this.className}`;

  override build(inputShape: Shape): void {
    if (inputShape.length !== 4) throw wrongNdim(this.name, 4, inputShape);
    super.build(inputShape);
  }

  /** The outputs for images with the channels last. */
  protected abstract transformed(images: TensorFlowTensor, context: CallContext): TensorFlowTensor;

  call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    return withChannelsLast(x, this.dataFormat, (images) => this.transformed(images, context));
  }

  protected override computeEagerly(
    inputs: Structure<TensorFlowTensor>,
    training: boolean | undefined,
  ): Structure<TensorFlowTensor> {
    const image = inputs as TensorFlowTensor;
    if (image.rank !== 3) return super.computeEagerly(inputs, training);
    return (super.computeEagerly(image.expandDims(0), training) as TensorFlowTensor).squeeze([0]);
  }

  protected override get ownConfig(): Readonly<Record<string, unknown>> {
    return { data_format: this.dataFormat, ...super.ownConfig };
  }
}

export interface SizedImageOptions extends ImageOptions {
  /** Rows of the outputs, `height: 64`. */
  height: number;
  /** Columns of the outputs, `width: 64`. */
  width: number;
}

/** A layer whose outputs have a size of their own. */
export abstract class SizedImageLayer<Args extends readonly unknown[]> extends ImageLayer<Args> {
  protected static override readonly configured: readonly string[] = ["height", "width"];
  declare readonly height: number;
  declare readonly width: number;

  constructor(...args: Args) {
    super(...args);
    const { height, width } = this;
    for (const [name, size] of Object.entries({ height, width })) {
      if (Number.isInteger(size) && size > 0) continue;
      throw new ValueError(
        `Expected \`${name}\` of ${this.className} to be a positive integer. Received: ${name}=${size}`,
      );
    }
  }

  override computeOutputShape(inputShape: Shape): Shape {
    const size = [this.height, this.width];
    const [samples, first, , last] = inputShape;
    return tuple(this.dataFormat === "channels_last" ? [samples, ...size, last] : [samples, first, ...size]);
  }
}

/** The rows and columns of images from a place on, as far as there are any. */
export function cropped(images: TensorFlowTensor, [top, left]: number[], size: number[]): TensorFlowTensor {
  const [samples, height, width, channels] = images.shape;
  const rows = Math.min(size[0], height - top);
  const columns = Math.min(size[1], width - left);
  return images.slice([0, top, left, 0], [samples, rows, columns, channels]);
}

/** The largest window in the middle of images with the proportions of `size`; computed in float32, as TensorFlow does. */
export function centerWindow(images: TensorFlowTensor, [rows, columns]: readonly number[]) {
  const [, height, width] = images.shape as number[];
  const fitting = (size: number, other: number, by: number) =>
    Math.max(Math.min(size, Math.trunc(Math.fround((other * by) / (by === rows ? columns : rows)))), 1);
  const size = [fitting(height, width, rows), fitting(width, height, columns)];
  const start = [Math.trunc((height - size[0]) / 2), Math.trunc((width - size[1]) / 2)];
  return { start, size };
}

/** Resizes the largest window of the right proportions. */
export function smartResized(
  tf: CallContext["tf"],
  images: TensorFlowTensor,
  size: readonly number[],
  interpolation?: TensorFlowInterpolation,
  antialias?: boolean,
): TensorFlowTensor {
  const window = centerWindow(images, size);
  return resized(tf, cropped(images, window.start, window.size), size, interpolation, antialias);
}

export type ImagePlan = Omit<TensorLayerPlan, "kind" | "label">;
