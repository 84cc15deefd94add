import { received, ValueError } from "../../../../errors.ts";
import type { CallContext, TensorFlowTensor } from "../../../backend/tensor-types.ts";
import { IMAGE } from "./image-layer.ts";
import { RandomImageLayer, type RandomImageOptions } from "./random-image-layer.ts";

type Mode = "horizontal" | "vertical" | "horizontal_and_vertical";

export interface RandomFlipOptions extends RandomImageOptions {
  /** Left and right, top and bottom, or both at once; default `"horizontal_and_vertical"`. */
  mode?: Mode;
}

/**
 * Flips half of the images.
 *
 * @throws ValueError for another mode
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 1] }), new layers.RandomFlip("horizontal")]);
 */
export class RandomFlip extends RandomImageLayer<
  [options?: RandomFlipOptions] | [mode: Mode, options?: Omit<RandomFlipOptions, "mode">]
> {
  protected static override readonly configured = ["seed", "mode"];
  protected static override readonly defaults = { mode: "horizontal_and_vertical", seed: null, ...IMAGE };
  protected static override readonly checks = {
    mode(mode: Mode) {
      if (["horizontal", "vertical", "horizontal_and_vertical"].includes(mode)) return mode;
      throw new ValueError(
        "Expected `mode` of RandomFlip to be 'horizontal', 'vertical' or 'horizontal_and_vertical'. " +
          `Received: mode=${received(mode)}`,
      );
    },
  };
  declare readonly mode: Mode;

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const [count] = images.shape as number[];
    const flips = Array.from(this.uniform(count, [0, 1]), (value) => Number(value <= 0.5));
    const axes = [...(this.mode === "horizontal" ? [] : [1]), ...(this.mode === "vertical" ? [] : [2])];
    return tf.where(tf.tensor(flips, [count, 1, 1, 1], "bool"), images.reverse(axes), images);
  }
}
