import { fromArguments } from "../../../../errors.ts";
import type { CallContext, TensorFlowTensor } from "../../../backend/tensor-types.ts";
import { COLOR, type ColorArguments, ColorLayer, type ColorOptions } from "./color-layer.ts";

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
