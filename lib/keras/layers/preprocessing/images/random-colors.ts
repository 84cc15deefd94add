import type { CallContext, TensorFlowTensor } from "../../../backend/tensor-types.ts";
import { ColorLayer, checkedRange, ofColors, type ValueRange } from "./color-layer.ts";

/**
 * Multiplies the distance of pixels from the mean of their channel by a number for each image: 1 for no change. A `factor` of
 * `[low, high]` stands for numbers from `1 − low` to `1 + high`; a number is the highest one.
 *
 * @throws ValueError for a factor beyond 0 and 1, and a range that is not two numbers
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 1] }), new layers.RandomContrast(0.2)]);
 */
export class RandomContrast extends ColorLayer {
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
 * @throws ValueError for a factor beyond −1 and 1, and a range that is not two numbers
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 1] }), new layers.RandomBrightness(0.2)]);
 */
export class RandomBrightness extends ColorLayer {
  protected static override readonly checks = {
    ...ofColors(-1, 1),
    valueRange: (range: ValueRange) =>
      checkedRange((Array.isArray(range) ? [...range].sort((a, b) => a - b) : range) as ValueRange),
  };

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const [count] = images.shape as number[];
    const [low, high] = this.valueRange;
    const added = this.uniform(count, this.factor).map((share) => share * (high - low));
    return images.add(tf.tensor(added, [count, 1, 1, 1])).clipByValue(low, high);
  }
}
