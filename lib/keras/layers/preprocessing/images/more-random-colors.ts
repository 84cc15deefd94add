import { ValueError } from "../../../../errors.ts";
import { tuple } from "../../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../../backend/tensor-types.ts";
import {
  COLOR,
  type ColorArguments,
  ColorLayer,
  type ColorOptions,
  gaussianBlurred,
  grayscale,
  hsvToRgb,
  inRange,
  ofColors,
  rgbToHsv,
  VALUE_RANGE,
} from "./color-layer.ts";
import { IMAGE } from "./image-layer.ts";
import { type Factor, RandomImageLayer, type RandomImageOptions, within } from "./random-image-layer.ts";

/**
 * Multiplies the saturation of each image by `f / (1 − f)`: 0.5 for no change, 0 for gray.
 *
 * @throws ValueError for a factor beyond −1 and 1, and a range that is not two numbers
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 3] }), new layers.RandomSaturation([0.4, 0.6])]);
 */
export class RandomSaturation extends ColorLayer {
  protected static override readonly checks = ofColors(-1, 1);

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const factors = this.factors(images, tf);
    const [hue, saturation, value] = rgbToHsv(tf, images);
    const scaled = saturation.mul(factors.div(factors.neg().add(1 + 1e-7))).clipByValue(...this.valueRange);
    return hsvToRgb(tf, [hue, scaled, value]);
  }
}

/**
 * Turns the hue of each image by up to half of `factor`, in both directions; 1 is the opposite color.
 *
 * @throws ValueError for a factor beyond 0 and 1, and a range that is not two numbers
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 3] }), new layers.RandomHue(0.2)]);
 */
export class RandomHue extends ColorLayer {
  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const [count] = images.shape as number[];
    const signs = this.uniform(count, [0, 1]).map((value) => (value > 0.5 ? -0.5 : 0.5));
    const turns = this.factors(images, tf).mul(tf.tensor(signs, [count, 1, 1, 1]));
    const [hue, ...others] = rgbToHsv(tf, inRange(images, this.valueRange, [0, 1]));
    const turned = hue.add(turns);
    const kept = turned.sub(turned.greater(1).toFloat()).add(turned.less(0).toFloat());
    const colors = hsvToRgb(tf, [kept, ...others]).clipByValue(0, 1);
    return inRange(colors, [0, 1], this.valueRange);
  }
}

/**
 * Moves each image towards its grayscale: 0 for no change, 1 for gray.
 *
 * @throws ValueError for a factor beyond −1 and 1, and a range that is not two numbers
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 3] }), new layers.RandomColorDegeneration(0.5)]);
 */
export class RandomColorDegeneration extends ColorLayer {
  protected static override readonly checks = ofColors(-1, 1);

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const moved = images.add(this.factors(images, tf).mul(grayscale(tf, images).sub(images)));
    return moved.clipByValue(...this.valueRange);
  }
}

/**
 * Blurs or sharpens each image: 0.5 for no change, 0 for the blurred one, 1 for the sharpened one.
 *
 * @throws ValueError for a factor beyond 0 and 1, and a range that is not two numbers
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 3] }), new layers.RandomSharpness(0.5)]);
 */
export class RandomSharpness extends ColorLayer {
  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const channels: number = images.shape[3];
    const kernel = tf.tensor(
      [1, 1, 1, 1, 5, 1, 1, 1, 1].map((weight) => weight / 13),
      [3, 3, 1, 1],
    );
    const smooth = tf.depthwiseConv2d(images, kernel.tile([1, 1, channels, 1]), 1, "same");
    const shares = this.factors(images, tf).mul(-2).add(1);
    return images.add(shares.mul(smooth.sub(images))).clipByValue(...this.valueRange);
  }
}

/**
 * Inverts some images: `high − pixel`, with a probability that is drawn from `factor`.
 *
 * @throws ValueError for a factor beyond 0 and 1, and a range that is not two numbers
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 3] }), new layers.RandomInvert(0.5)]);
 */
export class RandomInvert extends ColorLayer<ColorArguments | []> {
  protected static override readonly defaults = { ...COLOR, factor: 1 };

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    return tf.where(this.chosen(images.shape[0], tf), images.neg().add(this.valueRange[1]), images);
  }
}

export interface RandomGaussianBlurOptions extends Partial<ColorOptions> {
  /** Rows and columns of the filter, odd, `kernelSize: 5`; default 3. */
  kernelSize?: number | readonly [number, number];
  /** The width of the bell, or the smallest and the largest one, `sigma: 0.5`; default 1: from 0 to 1. */
  sigma?: Factor;
}

/** @throws ValueError for an even size */
function oddSize(kernelSize: number | readonly number[]): readonly number[] {
  const size: readonly number[] = tuple(
    typeof kernelSize === "number" ? [kernelSize, kernelSize] : [...kernelSize],
  );
  if (size.every((one) => one % 2 === 1)) return size;
  throw new ValueError(`kernel_size must be an odd number. Received: kernel_size=${kernelSize}`);
}

/**
 * Blurs some images, with a probability that is drawn from `factor`.
 *
 * @throws ValueError for a factor or sigma beyond 0 and 1, and an even size
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 3] }), new layers.RandomGaussianBlur({ factor: 0.5, kernelSize: 3 })]);
 */
export class RandomGaussianBlur extends ColorLayer<
  | [options?: RandomGaussianBlurOptions]
  | [factor: Factor, options?: Omit<RandomGaussianBlurOptions, "factor">]
> {
  protected static override readonly configured = [...ColorLayer.configured, "kernelSize", "sigma"];
  protected static override readonly defaults = {
    factor: 1,
    kernelSize: 3,
    sigma: 1,
    valueRange: VALUE_RANGE,
    seed: null,
    ...IMAGE,
  };
  protected static override readonly checks = {
    ...ofColors(0, 1),
    kernelSize: oddSize,
    sigma: within(0, 1, "sigma"),
  };
  declare readonly kernelSize: readonly number[];
  declare readonly sigma: readonly [number, number];

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const chosen = this.chosen(images.shape[0], tf);
    const sigmas = Array.from(this.uniform(2, this.sigma), (sigma) => sigma + 1e-6);
    const blurred = gaussianBlurred(tf, images, this.kernelSize, sigmas);
    return tf.where(chosen, blurred, images).clipByValue(...this.valueRange);
  }
}

export interface RandomErasingOptions extends Partial<ColorOptions> {
  /** The share of the image, the smallest and the largest one, `scale: 0.5`; default `[0.02, 0.33]`. */
  scale?: Factor;
  /** The values of the rectangle, a number or one for each channel, `fillValue: 0`; default: noise. */
  fillValue?: number | readonly [number, number, number] | null;
}

/**
 * Fills a rectangle of some images, with a probability that is drawn from `factor`.
 *
 * @throws ValueError for a factor or scale beyond 0 and 1
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 3] }), new layers.RandomErasing({ factor: 0.5, fillValue: 0 })]);
 */
export class RandomErasing extends ColorLayer<
  [options?: RandomErasingOptions] | [factor: Factor, options?: Omit<RandomErasingOptions, "factor">]
> {
  protected static override readonly configured = [...ColorLayer.configured, "scale", "fillValue"];
  protected static override readonly defaults = {
    factor: 1,
    scale: tuple([0.02, 0.33]),
    fillValue: null,
    valueRange: VALUE_RANGE,
    seed: null,
    ...IMAGE,
  };
  protected static override readonly checks = { ...ofColors(0, 1), scale: within(0, 1, "scale") };
  declare readonly scale: readonly [number, number];
  declare readonly fillValue: number | readonly number[] | null;

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const [count, height, width] = images.shape as number[];
    const shares = this.uniform(2 * count, this.scale).map(Math.sqrt);
    /** True along an axis for the places within the rectangle of each image. */
    const within = (size: number, first: number): TensorFlowTensor => {
      const lengths = Float32Array.from({ length: count }, (_, i) => shares[2 * i + first] * size);
      const starts = this.uniform(count, [0, 1]).map((start, i) => start * (size - lengths[i]));
      const places = tf.range(0, size);
      const column = (values: Float32Array) => tf.tensor(values, [count, 1]);
      const ends = starts.map((start, i) => start + lengths[i]);
      return places.greaterEqual(column(starts)).logicalAnd(places.less(column(ends)));
    };
    const columns = within(width, 0).reshape([count, 1, width, 1]);
    const rows = within(height, 1).reshape([count, height, 1, 1]);
    const chosen = this.chosen(count, tf);
    const fill =
      this.fillValue === null
        ? tf.tensor(this.normal(images.size), images.shape).mul(this.valueRange[1])
        : tf.onesLike(images).mul(tf.tensor(this.fillValue));
    const erased = rows.logicalAnd(columns).logicalAnd(chosen).broadcastTo(images.shape);
    return tf.where(erased, fill.clipByValue(...this.valueRange), images);
  }
}

export interface RandomGrayscaleOptions extends RandomImageOptions {
  /** The share of images, `factor: 0.2`; default 0.5. */
  factor?: number;
}

/**
 * Makes some images gray.
 *
 * @throws ValueError for a factor beyond 0 and 1
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 3] }), new layers.RandomGrayscale(0.5)]);
 */
export class RandomGrayscale extends RandomImageLayer<
  [options?: RandomGrayscaleOptions] | [factor: number, options?: Omit<RandomGrayscaleOptions, "factor">]
> {
  protected static override readonly configured = ["factor"];
  protected static override readonly defaults = { factor: 0.5, seed: null, ...IMAGE };
  protected static override readonly checks = {
    factor(factor: number) {
      if (factor >= 0 && factor <= 1) return factor;
      throw new ValueError(`\`factor\` should be between 0 and 1. Received: factor=${factor}`);
    },
  };
  declare readonly factor: number;

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const [count] = images.shape as number[];
    const chosen = this.uniform(count, [0, 1]).map((value) => Number(value < this.factor));
    return tf.where(
      tf.tensor(chosen, [count, 1, 1, 1], "bool"),
      grayscale(tf, images).tile([1, 1, 1, 3]),
      images,
    );
  }
}
