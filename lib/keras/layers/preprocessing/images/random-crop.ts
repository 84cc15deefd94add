import { layerUniform } from "../../../../engine/index.ts";
import type { CallContext, TensorFlowTensor } from "../../../backend/tensor-types.ts";
import { REQUIRED } from "../../../checks.ts";
import { state } from "../../../state.ts";
import { resized } from "../../interpolation.ts";
import { SeedGenerator } from "../../seed-generator.ts";
import {
  centerWindow,
  cropped,
  IMAGE,
  type ImagePlan,
  SizedImageLayer,
  type SizedImageOptions,
  smartResized,
} from "./image-layer.ts";

export interface RandomCropOptions extends SizedImageOptions {
  /** Seed of the draws, `seed: 42`; default: Keras' next layer seed. */
  seed?: number | null;
}

type RandomCropArguments =
  | [options: RandomCropOptions]
  | [height: number, width: number, options?: Omit<RandomCropOptions, "height" | "width">];

/**
 * In training cuts the images of a batch down to a window at a random place; smaller images are resized. As in Keras,
 * `layer.apply(images)` is training unless it gets `training: false`.
 *
 * Otherwise images are resized, after a cut to the proportions of the window, as Keras documents it. (Keras 3.15.1 passes them on, so that
 * the next layer of a model gets images of another size.)
 *
 * @throws ValueError for a size that is not positive
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 1] }), new layers.RandomCrop(6, 6)]);
 */
export class RandomCrop extends SizedImageLayer<RandomCropArguments> {
  protected static override readonly configured = [...SizedImageLayer.configured, "seed"];
  protected static override readonly defaults = { height: REQUIRED, width: REQUIRED, seed: null, ...IMAGE };
  declare private readonly seed: number;
  private readonly generator: SeedGenerator;

  constructor(...args: RandomCropArguments) {
    super(...args);
    const { seed } = this;
    // Two seeds, as Keras draws one for the configuration.
    this.seed = seed ?? state.layerSeeds.next();
    this.generator = new SeedGenerator(seed);
  }

  protected transformed(images: TensorFlowTensor, { tf, training }: CallContext): TensorFlowTensor {
    const size = [this.height, this.width];
    if (!training) return smartResized(tf, images, size);
    const over = [images.shape[1] - this.height, images.shape[2] - this.width];
    const start =
      Math.min(...over) > 0 ? over.map((more) => this.place(more)) : centerWindow(images, size).start;
    const window = cropped(images, start, size);
    const fits = window.shape[1] === this.height && window.shape[2] === this.width;
    return fits ? window : resized(tf, window, size);
  }

  private place(more: number): number {
    return Math.trunc(layerUniform(this.generator.seed, this.generator.next(), 1, 0, more + 1)[0]);
  }

  protected override tensorPlan(): ImagePlan {
    return { ...super.tensorPlan(), trainsByDefault: true };
  }
}
