import { layerNoise, layerUniform, layerWords } from "../../../../engine/index.ts";
import { received, ValueError } from "../../../../errors.ts";
import { tuple } from "../../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../../backend/tensor-types.ts";
import { SeedGenerator } from "../../seed-generator.ts";
import { ImageLayer, type ImageOptions, type ImagePlan } from "./image-layer.ts";

export interface RandomImageOptions extends ImageOptions {
  /** Seed of the draws, `seed: 42`; default: Keras' next layer seed. */
  seed?: number | null;
}

/**
 * A layer that changes each image of a batch randomly in training, and otherwise passes it on unchanged. As in Keras,
 * `layer.apply(images)` counts as training unless it gets `training: false`. The draws are those of Keras on TensorFlow.
 */
export abstract class RandomImageLayer<Args extends readonly unknown[]> extends ImageLayer<Args> {
  declare protected readonly seed: number | null;
  private readonly generator: SeedGenerator;

  constructor(...args: Args) {
    super(...args);
    this.generator = new SeedGenerator(this.seed);
  }

  protected abstract augmented(images: TensorFlowTensor, context: CallContext): TensorFlowTensor;

  protected transformed(images: TensorFlowTensor, context: CallContext): TensorFlowTensor {
    return context.training ? this.augmented(images, context) : images;
  }

  protected override tensorPlan(): ImagePlan {
    return { ...super.tensorPlan(), trainsByDefault: true };
  }

  /** Uniform numbers from `low` to `high`, a new draw. */
  protected uniform(count: number, [low, high]: readonly number[]): Float32Array {
    return layerUniform(this.generator.seed, this.generator.next(), count, low, high);
  }

  /** Normally distributed numbers, a new draw. */
  protected normal(count: number): Float32Array {
    return layerNoise(this.generator.seed, this.generator.next(), count, 0, 1);
  }

  /** Integers from `low` to below `high`, a new draw. */
  protected integers(count: number, [low, high]: readonly number[]): number[] {
    const words = layerWords(this.generator.seed, this.generator.next(), 2 * count);
    const size = high - low;
    // Of 64 bits, as Keras draws small integers.
    return Array.from({ length: count }, (_, i) => {
      const [lower, upper] = [words[2 * i], words[2 * i + 1]];
      return low + (((upper % size) * (2 ** 32 % size) + (lower % size)) % size);
    });
  }
}

/** A number, or the smallest and the largest one. */
export type Factor = number | readonly [low: number, high: number];

/**
 * The range of a factor: `−factor … factor` for a number.
 *
 * @throws ValueError in Keras' words for numbers out of bounds
 */
export function factorRange(
  factor: Factor,
  [lowest, highest]: readonly number[],
  name = "factor",
): readonly [number, number] {
  const numbers = typeof factor === "number" ? [factor] : factor;
  const isRange = Array.isArray(numbers) && numbers.length === (typeof factor === "number" ? 1 : 2);
  if (isRange && numbers.every((one) => typeof one === "number" && one >= lowest && one <= highest)) {
    if (typeof factor === "number") {
      return tuple([Math.max(-Math.abs(factor), lowest), Math.abs(factor)]) as [number, number];
    }
    return tuple([...factor].sort((a, b) => a - b)) as unknown as [number, number];
  }
  const shown = Array.isArray(factor) ? tuple([...factor]) : received(factor);
  throw new ValueError(
    `The \`${name}\` argument should be a number (or a list of two numbers) in the range [${lowest}, ${highest}]. ` +
      `Received: ${name}=${shown}`,
  );
}

/** The check of a factor with these limits. */
export const within =
  (lowest: number, highest: number, name?: string) =>
  (factor: Factor): readonly [number, number] =>
    factorRange(factor, [lowest, highest], name);
