import { received, ValueError } from "../../../../errors.ts";
import { tuple } from "../../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../../backend/tensor-types.ts";
import { REQUIRED } from "../../../checks.ts";
import { IMAGE } from "./image-layer.ts";
import { type Factor, RandomImageLayer, type RandomImageOptions, within } from "./random-image-layer.ts";

export type ValueRange = readonly [low: number, high: number];

export interface ColorOptions extends RandomImageOptions {
  /** A number, or the smallest and the largest one, `factor: 0.2`. */
  factor: Factor;
  /** The smallest and the largest value of a pixel, `valueRange: [0, 1]`; default `[0, 255]`. */
  valueRange?: ValueRange;
}

export type ColorArguments =
  | [options: ColorOptions]
  | [factor: Factor, options?: Omit<ColorOptions, "factor">]
  | [factor: Factor, valueRange: ValueRange, options?: RandomImageOptions];

export const VALUE_RANGE: ValueRange = tuple([0, 255]);
export const COLOR = { factor: REQUIRED, valueRange: VALUE_RANGE, seed: null, ...IMAGE };

/** @throws ValueError in Keras' words for anything but two numbers */
export function checkedRange(valueRange: ValueRange): ValueRange {
  if (Array.isArray(valueRange) && valueRange.length === 2 && valueRange.every(Number.isFinite))
    return valueRange as ValueRange;
  throw new ValueError(
    `The \`value_range\` argument should be a list of two numbers. Received: value_range=${received(valueRange)}`,
  );
}

/** The checks of a layer whose factor has these limits. */
export const ofColors = (lowest: number, highest: number) => ({
  factor: within(lowest, highest),
  valueRange: checkedRange,
});

/** A layer that changes the values of pixels, within their range. */
export abstract class ColorLayer<
  Args extends readonly unknown[] = ColorArguments,
> extends RandomImageLayer<Args> {
  protected static override readonly configured: readonly string[] = ["factor", "valueRange", "seed"];
  protected static override readonly defaults: Required<RandomImageOptions> = COLOR;
  protected static override readonly checks: Readonly<Record<string, (value: never) => unknown>> = ofColors(
    0,
    1,
  );
  declare readonly factor: readonly [number, number];
  declare readonly valueRange: ValueRange;

  /** True for the images that a draw chooses, by a probability that is drawn from the factor. */
  protected chosen(count: number, tf: CallContext["tf"]): TensorFlowTensor {
    const limits = this.uniform(count, this.factor);
    const chosen = this.uniform(count, [0, 1]).map((value, i) => Number(value < limits[i]));
    return tf.tensor(chosen, [count, 1, 1, 1], "bool");
  }

  /** A number for each image from the range of the factor. */
  protected factors(images: TensorFlowTensor, tf: CallContext["tf"]): TensorFlowTensor {
    return tf.tensor(this.uniform(images.shape[0], this.factor), [images.shape[0], 1, 1, 1]);
  }
}

/** Pixels of one range in another. */
export function inRange(
  images: TensorFlowTensor,
  [low, high]: ValueRange,
  [toLow, toHigh]: ValueRange,
): TensorFlowTensor {
  if (low === toLow && high === toHigh) return images;
  return images
    .sub(low)
    .div(high - low)
    .mul(toHigh - toLow)
    .add(toLow);
}

/** The brightness of red, green and blue, as TensorFlow weighs them. */
export const grayscale = (tf: CallContext["tf"], images: TensorFlowTensor): TensorFlowTensor =>
  images.mul(tf.tensor1d([0.2989, 0.587, 0.114])).sum(-1, true);

/** A bell, `exp(-x² / 2·sigma²)`, of sum 1. */
export function bell(tf: CallContext["tf"], size: number, sigma: number): TensorFlowTensor {
  const heights = tf
    .range(0, size)
    .sub((size - 1) / 2)
    .div(sigma)
    .square()
    .mul(-0.5)
    .exp();
  return heights.div(heights.sum());
}

/** Images blurred by a bell of `size` rows and columns, as Keras lays it out. */
export function gaussianBlurred(
  tf: CallContext["tf"],
  images: TensorFlowTensor,
  size: readonly number[],
  sigmas: readonly number[],
): TensorFlowTensor {
  const [x, y] = size.map((one, i) => bell(tf, one, sigmas[i]));
  const kernel = tf.outerProduct(y, x).reshape([...size, 1, 1]);
  return tf.depthwiseConv2d(images, kernel.tile([1, 1, images.shape[3], 1]), 1, "same");
}

/** Hue, saturation and value of red, green and blue, by TensorFlow's formulas. */
export function rgbToHsv(tf: CallContext["tf"], images: TensorFlowTensor): TensorFlowTensor[] {
  const [red, green, blue] = images.split(3, -1);
  const value = images.max(-1, true);
  const range = value.sub(images.min(-1, true));
  const part = (a: TensorFlowTensor, b: TensorFlowTensor, turn: number) =>
    a.sub(b).divNoNan(range.mul(6)).add(turn);
  const hue = tf.where(
    red.equal(value),
    part(green, blue, 0),
    tf.where(green.equal(value), part(blue, red, 2 / 6), part(red, green, 4 / 6)),
  );
  const turned = tf.where(hue.less(0), hue.add(1), hue).mul(range.greater(0).toFloat());
  return [turned, range.divNoNan(value), value];
}

/** The inverse of `rgbToHsv`. */
export function hsvToRgb(
  tf: CallContext["tf"],
  [hue, saturation, value]: readonly TensorFlowTensor[],
): TensorFlowTensor {
  const distance = (turn: number) => hue.mul(6).sub(turn).abs();
  const shares = [distance(3).sub(1), distance(2).neg().add(2), distance(4).neg().add(2)];
  const gray = saturation.neg().add(1);
  return tf.concat(
    shares.map((share) => gray.add(saturation.mul(share.clipByValue(0, 1))).mul(value)),
    -1,
  );
}
