import { fromArguments, received, ValueError } from "../../../../errors.ts";
import { tuple } from "../../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../../backend/tensor-types.ts";
import { REQUIRED } from "../../../checks.ts";
import { IMAGE } from "./image-layer.ts";
import { type Factor, factorRange, RandomImageLayer, type RandomImageOptions } from "./random-image-layer.ts";

interface ColorOptions extends RandomImageOptions {
  /** A number, or the smallest and the largest one. */
  factor: Factor;
  /** The smallest and the largest value of a pixel, default `[0, 255]`. */
  valueRange?: readonly [low: number, high: number];
}

type ColorArguments =
  | [options: ColorOptions]
  | [factor: Factor, options?: Omit<ColorOptions, "factor">]
  | [factor: Factor, valueRange: readonly [low: number, high: number], options?: RandomImageOptions];

/** A layer that changes the values of pixels, within their range. */
abstract class ColorLayer extends RandomImageLayer {
  readonly factor: readonly [number, number];
  readonly valueRange: readonly [number, number];

  constructor({ factor, valueRange, ...options }: Required<ColorOptions>, bounds: readonly number[]) {
    super(options);
    this.factor = factorRange(factor, bounds);
    if (!Array.isArray(valueRange) || valueRange.length !== 2 || !valueRange.every(Number.isFinite)) {
      throw new ValueError(
        `The \`value_range\` argument should be a list of two numbers. Received: value_range=${received(valueRange)}`,
      );
    }
    this.valueRange = valueRange as [number, number];
  }

  protected get settings(): object {
    return { factor: this.factor, value_range: this.valueRange, seed: this.seed };
  }
}

const COLOR = { factor: REQUIRED, valueRange: tuple([0, 255]) as never, seed: null, ...IMAGE };

/**
 * Multiplies the distance of pixels from the mean of their channel by a number for each image: 1 for no change.
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 1] }), new layers.RandomContrast(0.2)]);
 */
export class RandomContrast extends ColorLayer {
  /**
   * @param args `factor`: `[low, high]` for numbers from `1 − low` to `1 + high`; a number is the highest one. `valueRange`, and options
   * @throws ValueError for a factor beyond 0 and 1, and a range that is not two numbers
   */
  constructor(...args: ColorArguments) {
    super(fromArguments<ColorOptions>("RandomContrast", args, COLOR), [0, 1]);
  }

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const [count] = images.shape as number[];
    const factors = this.uniform(count, [1 - this.factor[0], 1 + this.factor[1]]);
    const mean = images.mean([1, 2], true);
    const [low, high] = this.valueRange;
    return images
      .sub(mean)
      .mul(tf.tensor(factors, [count, 1, 1, 1]))
      .add(mean)
      .clipByValue(low, high);
  }
}

/**
 * Adds a number for each image to its pixels: `factor` times the size of the range of values.
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 1] }), new layers.RandomBrightness(0.2)]);
 */
export class RandomBrightness extends ColorLayer {
  /**
   * @param args `factor`, `valueRange`, and options
   * @throws ValueError for a factor beyond −1 and 1, and a range that is not two numbers
   */
  constructor(...args: ColorArguments) {
    const { valueRange, ...options } = fromArguments<ColorOptions>("RandomBrightness", args, COLOR);
    const range = Array.isArray(valueRange) ? [...valueRange].sort((a, b) => a - b) : valueRange;
    super({ ...options, valueRange: range as [number, number] }, [-1, 1]);
  }

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const [count] = images.shape as number[];
    const [low, high] = this.valueRange;
    const added = this.uniform(count, this.factor).map((share) => share * (high - low));
    return images.add(tf.tensor(added, [count, 1, 1, 1])).clipByValue(low, high);
  }
}
