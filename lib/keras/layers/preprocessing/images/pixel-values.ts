/** Layers that change the values of pixels in the range of whole numbers, 0 to 255. */
import { ValueError } from "../../../../errors.ts";
import { tuple } from "../../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../../backend/tensor-types.ts";
import { ColorLayer, checkedRange, inRange, ofColors, VALUE_RANGE, type ValueRange } from "./color-layer.ts";
import { IMAGE, ImageLayer, type ImageOptions, type ImagePlan } from "./image-layer.ts";
import { type Factor, RandomImageLayer, type RandomImageOptions } from "./random-image-layer.ts";

const BYTES: ValueRange = [0, 255];

/**
 * Keeps so many bits of each pixel: a number from `factor` for each image, from 1 to 8. A `factor` of `[low, high]` stands for bits
 * from `low` to below `high`; a number is the highest one.
 *
 * @throws ValueError for a factor beyond 1 and 8, and a range that is not two numbers
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 3] }), new layers.RandomPosterization([2, 5])]);
 */
export class RandomPosterization extends ColorLayer {
  protected static override readonly checks = ofColors(1, 8);

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const [count] = images.shape as number[];
    const [low, high] = this.factor;
    const bits = low === high ? Array(count).fill(low) : this.integers(count, this.factor);
    const step = tf.tensor(
      Array.from(bits, (kept: number) => 2 ** (8 - kept)),
      [count, 1, 1, 1],
    );
    const whole = inRange(images, this.valueRange, BYTES).floor();
    return inRange(whole.div(step).floor().mul(step), BYTES, this.valueRange);
  }
}

interface SolarizationOptions extends RandomImageOptions {
  /** Added to pixels, as a share of 255: a number, or the smallest and the largest one, `additionFactor: 0.1`; default 0. */
  additionFactor?: Factor;
  /** Pixels from there on are inverted, as a share of 255, `thresholdFactor: 0.5`; default 0: all. */
  thresholdFactor?: Factor;
  /** The smallest and the largest value of a pixel, `valueRange: [0, 1]`; default `[0, 255]`. */
  valueRange?: ValueRange;
}

/** The range of a share: from 0 for a number. @throws ValueError in Keras' words for one beyond 0 and 1 */
function shareRange(factor: Factor): readonly [number, number] {
  const numbers = typeof factor === "number" ? [0, factor] : [...factor].sort((a, b) => a - b);
  const odd = numbers.find((one) => !(one >= 0 && one <= 1));
  if (numbers.length === 2 && odd === undefined) return tuple(numbers) as never;
  throw new ValueError(
    "The `addition_factor` and `threshold_factor` arguments should be a number (or a list of two numbers) in the range [0, 1]. " +
      `Received: input_number=${odd}`,
  );
}

/**
 * Inverts the pixels above a threshold, which is drawn for each image.
 *
 * @throws ValueError for factors beyond 0 and 1, and a range that is not two numbers
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 3] }), new layers.Solarization({ thresholdFactor: 0.5 })]);
 */
export class Solarization extends RandomImageLayer<
  | [options?: SolarizationOptions]
  | [additionFactor: Factor, options?: Omit<SolarizationOptions, "additionFactor">]
> {
  protected static override readonly configured = ["valueRange", "additionFactor", "thresholdFactor", "seed"];
  protected static override readonly defaults = {
    additionFactor: 0,
    thresholdFactor: 0,
    valueRange: VALUE_RANGE,
    seed: null,
    ...IMAGE,
  };
  protected static override readonly checks = {
    additionFactor: shareRange,
    thresholdFactor: shareRange,
    valueRange: checkedRange,
  };
  declare readonly additionFactor: readonly [number, number];
  declare readonly thresholdFactor: readonly [number, number];
  declare readonly valueRange: ValueRange;

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const [count] = images.shape as number[];
    // As Keras does, the smallest ones are no shares.
    const drawn = ([low, high]: readonly number[]) =>
      tf.tensor(this.uniform(count, [low, high * 255]), [count, 1, 1, 1]);
    const added = inRange(images, this.valueRange, BYTES).add(drawn(this.additionFactor)).clipByValue(0, 255);
    const kept = added.less(drawn(this.thresholdFactor));
    return inRange(tf.where(kept, added, added.neg().add(255)), BYTES, this.valueRange);
  }
}

interface RangeOptions extends ImageOptions {
  /** The smallest and the largest value of a pixel, `valueRange: [0, 1]`; default `[0, 255]`. */
  valueRange?: ValueRange;
}

type RangeArguments<Options extends RangeOptions> =
  | [options?: Options]
  | [valueRange: ValueRange, options?: Omit<Options, "valueRange">];

/**
 * Stretches the values of each channel of an image over the whole range.
 *
 * @throws ValueError for a range that is not two numbers
 *
 * @example
 * console.log(new layers.AutoContrast([0, 1]).apply([[[0.2], [0.6]]]).values); // Float32Array(2) [ 0, 1 ]
 */
export class AutoContrast extends ImageLayer<RangeArguments<RangeOptions>> {
  protected static override readonly configured = ["valueRange"];
  protected static override readonly defaults = { valueRange: VALUE_RANGE, ...IMAGE };
  protected static override readonly checks = { valueRange: checkedRange };
  declare readonly valueRange: ValueRange;

  /** Keras takes the axes 1 and 2, also with the channels first. */
  override call(x: TensorFlowTensor, context: CallContext = this.callContext): TensorFlowTensor {
    return this.transformed(x, context);
  }

  protected transformed(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const bytes = inRange(images, this.valueRange, BYTES);
    const low = bytes.min([1, 2], true);
    const range = bytes.max([1, 2], true).sub(low);
    const scale = tf.scalar(255).div(range);
    const stretched = bytes.mul(scale).sub(low.mul(scale)).clipByValue(0, 255);
    // A channel of one value stays.
    return tf.where(
      range.equal(0).broadcastTo(images.shape),
      images,
      inRange(stretched, BYTES, this.valueRange),
    );
  }
}

interface EqualizationOptions extends RangeOptions {
  /** The number of values that are told apart, `bins: 128`; default 256. */
  bins?: number;
}

/**
 * Makes all values of a channel equally frequent, over all images of a batch. In training only, which `layer.apply` counts as.
 *
 * @throws ValueError for a range that is not two numbers
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 3] }), new layers.Equalization()]);
 */
export class Equalization extends ImageLayer<RangeArguments<EqualizationOptions>> {
  protected static override readonly configured = ["bins", "valueRange"];
  protected static override readonly defaults = { valueRange: VALUE_RANGE, bins: 256, ...IMAGE };
  protected static override readonly checks = { valueRange: checkedRange };
  declare readonly valueRange: ValueRange;
  declare readonly bins: number;

  protected override tensorPlan(): ImagePlan {
    return { ...super.tensorPlan(), trainsByDefault: true };
  }

  protected transformed(images: TensorFlowTensor, { tf, training }: CallContext): TensorFlowTensor {
    if (!training) return images;
    const bytes = inRange(images, this.valueRange, BYTES);
    const values: Float32Array = bytes.dataSync().slice();
    const channels: number = images.shape[3];
    for (let channel = 0; channel < channels; channel++) this.equalize(values, channel, channels);
    return inRange(tf.tensor(values, images.shape), BYTES, this.valueRange);
  }

  private equalize(values: Float32Array, channel: number, channels: number): void {
    const last = this.bins - 1;
    const binOf = (value: number) => Math.min(Math.max(Math.trunc((value * last) / 255), 0), last);
    const counts = new Array<number>(this.bins).fill(0);
    for (let i = channel; i < values.length; i += channels) counts[binOf(values[i])]++;
    if (counts.filter((count) => count > 0).length <= 1) return;
    let total = 0;
    const sums = counts.map((count) => {
      total += count;
      return total;
    });
    const least = sums.find((sum) => sum > 0) as number;
    for (let i = channel; i < values.length; i += channels) {
      const share = ((sums[binOf(values[i])] - least) * 255) / (total - least);
      const below = Math.floor(share);
      // Halves to the even number.
      values[i] = share - below === 0.5 ? below + (below % 2) : Math.round(share);
    }
  }
}
