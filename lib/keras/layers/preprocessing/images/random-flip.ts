import { fromArguments, received, ValueError } from "../../../../errors.ts";
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
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 1] }), new layers.RandomFlip("horizontal")]);
 */
export class RandomFlip extends RandomImageLayer {
  protected static override readonly configured = ["seed", "mode"];
  readonly mode: Mode;

  /**
   * @param args `mode`, and options
   * @throws ValueError for another mode
   */
  constructor(
    ...args: [options?: RandomFlipOptions] | [mode: Mode, options?: Omit<RandomFlipOptions, "mode">]
  ) {
    const defaults = { mode: "horizontal_and_vertical", seed: null, ...IMAGE } as const;
    const { mode, ...options } = fromArguments<RandomFlipOptions>("RandomFlip", args, defaults);
    super(options);
    if (!["horizontal", "vertical", "horizontal_and_vertical"].includes(mode)) {
      throw new ValueError(
        "Expected `mode` of RandomFlip to be 'horizontal', 'vertical' or 'horizontal_and_vertical'. " +
          `Received: mode=${received(mode)}`,
      );
    }
    this.mode = mode;
  }

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const [count] = images.shape as number[];
    const flips = Array.from(this.uniform(count, [0, 1]), (value) => Number(value <= 0.5));
    const axes = [...(this.mode === "horizontal" ? [] : [1]), ...(this.mode === "vertical" ? [] : [2])];
    return tf.where(tf.tensor(flips, [count, 1, 1, 1], "bool"), images.reverse(axes), images);
  }
}
