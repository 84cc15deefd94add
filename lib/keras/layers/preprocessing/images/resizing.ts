import { ValueError } from "../../../../errors.ts";
import type { CallContext, TensorFlowTensor } from "../../../backend/tensor-types.ts";
import { REQUIRED } from "../../../checks.ts";
import { checkInterpolation, type Interpolation, resized } from "../../interpolation.ts";
import { cropped, IMAGE, SizedImageLayer, type SizedImageOptions, smartResized } from "./image-layer.ts";

export interface ResizingOptions extends SizedImageOptions {
  /** Default `"bilinear"`. */
  interpolation?: Interpolation;
  /** Cut off what does not have the proportions of the outputs, default false: images are distorted. */
  cropToAspectRatio?: boolean;
  /** Pad images to the proportions of the outputs, default false. */
  padToAspectRatio?: boolean;
  /** Only `"constant"`, the default. */
  fillMode?: "constant";
  /** Value of the padding, `fillValue: 1`; default 0. */
  fillValue?: number;
  /** Widen the window of the interpolation when images become smaller, default false. */
  antialias?: boolean;
}

type ResizeSettings = Required<
  Pick<
    ResizingOptions,
    "interpolation" | "antialias" | "cropToAspectRatio" | "padToAspectRatio" | "fillValue"
  >
>;

/** @throws ValueError for another fill, and for cropping together with padding */
export function checkResize(fillMode: string, cropToAspectRatio: boolean, padToAspectRatio: boolean): void {
  if (fillMode !== "constant") {
    throw new ValueError(
      "Invalid value for argument `fill_mode`. Only `'constant'` is supported. " +
        `Received: fill_mode=${fillMode}`,
    );
  }
  if (padToAspectRatio && cropToAspectRatio) {
    throw new ValueError("Only one of `pad_to_aspect_ratio` & `crop_to_aspect_ratio` can be `True`.");
  }
}

/** Resizes images with the channels last, with or without their proportions. */
export function resizedImages(
  tf: CallContext["tf"],
  images: TensorFlowTensor,
  size: readonly number[],
  { interpolation, antialias, cropToAspectRatio, padToAspectRatio, fillValue }: ResizeSettings,
): TensorFlowTensor {
  if (cropToAspectRatio) return smartResized(tf, images, size, interpolation, antialias);
  const given = padToAspectRatio ? padded(images, size, fillValue) : images;
  return resized(tf, given, size, interpolation, antialias);
}

/** Images with a border, in the proportions of `size`. */
function padded(
  images: TensorFlowTensor,
  [ownHeight, ownWidth]: readonly number[],
  fillValue: number,
): TensorFlowTensor {
  const [, height, width] = images.shape as number[];
  const around = (size: number, other: number, own: number, by: number) =>
    Math.trunc((Math.max(size, Math.trunc(Math.fround((other * own) / by))) - size) / 2);
  const rows = around(height, width, ownHeight, ownWidth);
  const columns = around(width, height, ownWidth, ownHeight);
  return images.pad(
    [
      [0, 0],
      [rows, rows],
      [columns, columns],
      [0, 0],
    ],
    fillValue,
  );
}

type ResizingArguments =
  | [options: ResizingOptions]
  | [height: number, width: number, options?: Omit<ResizingOptions, "height" | "width">]
  | [
      height: number,
      width: number,
      interpolation: Interpolation,
      options?: Omit<ResizingOptions, "height" | "width" | "interpolation">,
    ];

/**
 * Resizes images.
 *
 * @throws ValueError for a size that is not positive, the name of no interpolation, and cropping together with padding
 *
 * @example
 * const layer = new layers.Resizing(1, 2);
 * console.log(layer.apply([[[1], [2], [3], [4]]]).toString()); // [[[1.5], [3.5]]]
 */
export class Resizing extends SizedImageLayer<ResizingArguments> {
  protected static override readonly configured = [
    ...SizedImageLayer.configured,
    "interpolation",
    "cropToAspectRatio",
    "padToAspectRatio",
    "fillMode",
    "fillValue",
    "antialias",
  ];
  protected static override readonly defaults = {
    height: REQUIRED,
    width: REQUIRED,
    interpolation: "bilinear",
    cropToAspectRatio: false,
    padToAspectRatio: false,
    fillMode: "constant",
    fillValue: 0,
    antialias: false,
    ...IMAGE,
  };
  declare protected readonly fillMode: "constant";
  declare readonly interpolation: Interpolation;
  declare readonly antialias: boolean;
  declare readonly cropToAspectRatio: boolean;
  declare readonly padToAspectRatio: boolean;
  declare readonly fillValue: number;

  constructor(...args: ResizingArguments) {
    super(...args);
    checkInterpolation(this.interpolation);
    checkResize(this.fillMode, this.cropToAspectRatio, this.padToAspectRatio);
  }

  protected transformed(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    return resizedImages(tf, images, [this.height, this.width], this);
  }
}

/**
 * Cuts images down to a window in their middle; smaller images are resized, after a cut to its proportions.
 *
 * @throws ValueError for a size that is not positive
 *
 * @example
 * const layer = new layers.CenterCrop(1, 2);
 * console.log(layer.apply([[[1], [2], [3], [4]]]).toString()); // [[[2], [3]]]
 */
export class CenterCrop extends SizedImageLayer<
  | [options: SizedImageOptions]
  | [height: number, width: number, options?: Omit<SizedImageOptions, "height" | "width">]
> {
  protected static override readonly defaults = { height: REQUIRED, width: REQUIRED, ...IMAGE };

  protected transformed(images: TensorFlowTensor, { tf }: CallContext): TensorFlowTensor {
    const size = [this.height, this.width];
    const over = [images.shape[1] - this.height, images.shape[2] - this.width];
    if (Math.min(...over) < 0) return smartResized(tf, images, size);
    const start = over.map((more) => Math.floor(more / 2));
    return cropped(images, start, size);
  }
}
