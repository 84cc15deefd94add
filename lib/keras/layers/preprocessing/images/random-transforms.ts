import { received, ValueError } from "../../../../errors.ts";
import { tuple } from "../../../../python-repr.ts";
import type { CallContext, TensorFlowTensor } from "../../../backend/tensor-types.ts";
import { REQUIRED } from "../../../checks.ts";
import { type Affine, affineTransformed, type FillMode, type Interpolation } from "./affine.ts";
import { IMAGE } from "./image-layer.ts";
import {
  type Factor,
  factorRange,
  RandomImageLayer,
  type RandomImageOptions,
  within,
} from "./random-image-layer.ts";

interface TransformOptions extends RandomImageOptions {
  /** The values outside of an image: `"reflect"`, the default, `"wrap"`, `"constant"` or `fillMode: "nearest"`. */
  fillMode?: FillMode;
  /** Default `"bilinear"`. */
  interpolation?: Interpolation;
  /** The value outside with `fillMode: "constant"`, `fillValue: 1`; default 0. */
  fillValue?: number;
}

const TRANSFORM = {
  fillMode: "reflect",
  interpolation: "bilinear",
  seed: null,
  fillValue: 0,
  ...IMAGE,
} as const;

/** The check that an option is one of several words. */
const oneOf =
  (name: string, ...words: string[]) =>
  (value: string): string => {
    if (words.includes(value)) return value;
    throw new ValueError(
      `Unknown \`${name}\` ${received(value)}. Expected of one (${words.map((word) => `'${word}'`).join(", ")}).`,
    );
  };

/** A layer that moves the pixels of each image by an affine transform of its own. */
abstract class AffineLayer<Args extends readonly unknown[]> extends RandomImageLayer<Args> {
  protected static override readonly configured: readonly string[] = [
    "fillMode",
    "fillValue",
    "interpolation",
    "seed",
  ];
  protected static override readonly checks = {
    fillMode: oneOf("fill_mode", "reflect", "wrap", "constant", "nearest"),
    interpolation: oneOf("interpolation", "nearest", "bilinear"),
  };
  declare readonly fillMode: FillMode;
  declare readonly interpolation: Interpolation;
  declare readonly fillValue: number;

  /** A transform for each of `count` images of that size. */
  protected abstract transforms(count: number, height: number, width: number): Affine[];

  protected augmented(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const [count, height, width] = images.shape as number[];
    const transforms = this.transforms(count, height, width);
    const compute = tf.customGrad((x: TensorFlowTensor) => ({
      value: tf.tensor(affineTransformed(x.dataSync(), x.shape, transforms, this), x.shape),
      gradFunc: () => {
        throw new ValueError(
          `Layer '${this.name}' (${this.className}) has no gradient. Put it before the layers that are trained, at the start of ` +
            "the model.",
        );
      },
    }));
    return compute(images);
  }
}

export interface RandomRotationOptions extends TransformOptions {
  /** Fraction of a full turn, or the smallest and the largest one; positive ones turn anticlockwise, `factor: 0.2`. */
  factor: Factor;
}

/**
 * Turns images around their middle.
 *
 * @throws ValueError for a factor beyond −1 and 1, another fill or interpolation
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 1] }), new layers.RandomRotation(0.1)]);
 */
export class RandomRotation extends AffineLayer<
  [options: RandomRotationOptions] | [factor: Factor, options?: Omit<RandomRotationOptions, "factor">]
> {
  protected static override readonly configured = ["factor", ...AffineLayer.configured];
  protected static override readonly defaults = { factor: REQUIRED, ...TRANSFORM };
  protected static override readonly checks = { ...AffineLayer.checks, factor: within(-1, 1) };
  declare readonly factor: readonly [number, number];

  protected transforms(count: number, height: number, width: number): Affine[] {
    const [x, y] = [(width - 1) / 2, (height - 1) / 2];
    const turns = this.uniform(
      count,
      this.factor.map((factor) => factor * 360),
    );
    return Array.from(turns, (degrees) => {
      const angle = (degrees * Math.PI) / 180;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      return [cos, -sin, x - x * cos + y * sin, sin, cos, y - x * sin - y * cos];
    });
  }
}

/** A layer with a factor for the height and one for the width. */
abstract class FactorLayer<Args extends readonly unknown[]> extends AffineLayer<Args> {
  protected static override readonly configured = ["heightFactor", "widthFactor", ...AffineLayer.configured];
  declare readonly heightFactor: Factor;
  declare readonly widthFactor: Factor | null;
}

/** The check of a factor that stays as it was given. */
const checked = (name: string) => (factor: Factor) => factorRange(factor, [-1, 1], name) && factor;

export interface RandomTranslationOptions extends TransformOptions {
  /** Fraction of the height, or the smallest and the largest one; positive ones move down, `heightFactor: 0.2`. */
  heightFactor: Factor;
  /** Fraction of the width; positive ones move to the right, `widthFactor: 0.2`. */
  widthFactor: Factor;
}

/**
 * Moves images.
 *
 * @throws ValueError for a factor beyond −1 and 1, another fill or interpolation
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 1] }), new layers.RandomTranslation(0.1, 0.2)]);
 */
export class RandomTranslation extends FactorLayer<
  | [options: RandomTranslationOptions]
  | [
      heightFactor: Factor,
      widthFactor: Factor,
      options?: Omit<RandomTranslationOptions, "heightFactor" | "widthFactor">,
    ]
> {
  protected static override readonly defaults = {
    heightFactor: REQUIRED,
    widthFactor: REQUIRED,
    ...TRANSFORM,
  };
  protected static override readonly checks = {
    ...AffineLayer.checks,
    heightFactor: checked("height_factor"),
    widthFactor: checked("width_factor"),
  };

  declare readonly widthFactor: Factor;

  protected transforms(count: number, height: number, width: number): Affine[] {
    const down = this.uniform(count, factorRange(this.heightFactor, [-1, 1]));
    const right = this.uniform(count, factorRange(this.widthFactor, [-1, 1]));
    return Array.from(down, (share, i) => [1, 0, -right[i] * width, 0, 1, -share * height]);
  }
}

export interface RandomShearOptions extends TransformOptions {
  /**
   * By how many pixels each row moves to the left of the one above, `xFactor: 0.1`; default 0; or the smallest and the
   * largest number.
   */
  xFactor?: Factor;
  /** The same for columns, which move up, `yFactor: 0.1`. */
  yFactor?: Factor;
}

/** The check of a range of shears; that of a number is the same in both directions. */
const shear =
  (name: string) =>
  (factor: Factor): readonly [number, number] => {
    const isNumber = typeof factor === "number";
    // A file has the range of a number.
    const range = factorRange(factor, isNumber || factor[0] !== -factor[1] ? [0, 1] : [-1, 1], name);
    return isNumber ? tuple([-range[1], range[1]]) : range;
  };

/**
 * Shears images, by numbers up to 1 in both directions.
 *
 * @throws ValueError for a factor beyond 0 and 1, another fill or interpolation
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 1] }), new layers.RandomShear(0.1, 0.2)]);
 */
export class RandomShear extends AffineLayer<
  | [options?: RandomShearOptions]
  | [xFactor: Factor, options?: Omit<RandomShearOptions, "xFactor">]
  | [xFactor: Factor, yFactor: Factor, options?: Omit<RandomShearOptions, "xFactor" | "yFactor">]
> {
  protected static override readonly configured = ["xFactor", "yFactor", ...AffineLayer.configured];
  protected static override readonly defaults = { xFactor: 0, yFactor: 0, ...TRANSFORM };
  protected static override readonly checks = {
    ...AffineLayer.checks,
    xFactor: shear("x_factor"),
    yFactor: shear("y_factor"),
  };
  declare readonly xFactor: readonly [number, number];
  declare readonly yFactor: readonly [number, number];

  protected transforms(count: number): Affine[] {
    const signs = this.uniform(count, [0, 1]).map((value) => (value > 0.5 ? -1 : 1));
    const up = this.uniform(count, this.yFactor);
    const left = this.uniform(count, this.xFactor);
    return Array.from(signs, (sign, i) => [1, sign * left[i], 0, sign * up[i], 1, 0]);
  }
}

export interface RandomZoomOptions extends TransformOptions {
  /** Fraction of the height, or the smallest and the largest one; positive ones zoom out, `heightFactor: 0.2`. */
  heightFactor: Factor;
  /** Fraction of the width, `widthFactor: 0.2`; default: that of the height, which keeps the proportions. */
  widthFactor?: Factor | null;
}

/** The check of a zoom, which stays as it was given. */
const zoom =
  (name: string) =>
  (factor: Factor | null): Factor | null => {
    if (factor === null) return factor;
    const [least] = factorRange(factor, [-1, 1], name);
    if ((typeof factor === "number" ? factor : least) > -1) return factor;
    throw new ValueError(
      "The `height_factor` and `width_factor` arguments should be a number (or a list of two numbers) in the range " +
        `(-1.0, 1.0]. Received: ${name}=${received(factor)}`,
    );
  };

/**
 * Zooms images in or out.
 *
 * @throws ValueError for a factor that is not above −1 and at most 1, another fill or interpolation
 *
 * @example
 * const model = new Sequential([Input({ shape: [8, 8, 1] }), new layers.RandomZoom(0.2)]);
 */
export class RandomZoom extends FactorLayer<
  | [options: RandomZoomOptions]
  | [heightFactor: Factor, options?: Omit<RandomZoomOptions, "heightFactor">]
  | [
      heightFactor: Factor,
      widthFactor: Factor | null,
      options?: Omit<RandomZoomOptions, "heightFactor" | "widthFactor">,
    ]
> {
  protected static override readonly defaults = { heightFactor: REQUIRED, widthFactor: null, ...TRANSFORM };
  protected static override readonly checks = {
    ...AffineLayer.checks,
    heightFactor: zoom("height_factor"),
    widthFactor: zoom("width_factor"),
  };

  protected transforms(count: number, height: number, width: number): Affine[] {
    const zooms = (factor: Factor) =>
      this.uniform(
        count,
        factorRange(factor, [-1, 1]).map((one) => 1 + one),
      );
    const rows = zooms(this.heightFactor);
    const columns = this.widthFactor === null ? rows : zooms(this.widthFactor);
    const offset = (size: number, zoom: number) => ((size - 1) / 2) * (1 - zoom);
    return Array.from(rows, (zoom, i) => [
      columns[i],
      0,
      offset(width, columns[i]),
      0,
      zoom,
      offset(height, zoom),
    ]);
  }
}
