/** `keras.ops.image`: images, `[samples, height, width, channels]` or a single one, in other sizes and places. */
import { ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { type DataFormat, dataFormat, withChannelsLast } from "../layers/arguments.ts";
import { checkInterpolation, type Interpolation } from "../layers/interpolation.ts";
import { type Affine, affineTransformed, type FillMode } from "../layers/preprocessing/images/affine.ts";
import { grayscale } from "../layers/preprocessing/images/color-layer.ts";
import { checkResize, resizedImages } from "../layers/preprocessing/images/resizing.ts";
import { operation } from "./operation.ts";
import { TENSOR } from "./signature.ts";

export * from "./image-not-ported.ts";

/** Computes a batch with the channels last, or a single image. */
function ofImages(
  x: TensorFlowTensor,
  format: DataFormat | null,
  compute: (images: TensorFlowTensor) => TensorFlowTensor,
): TensorFlowTensor {
  if (x.rank !== 3 && x.rank !== 4) {
    throw new ValueError(
      "Invalid images rank: expected rank 3 (single image) or rank 4 (batch of images). " +
        `Received input with shape: images.shape=${tuple([...x.shape])}`,
    );
  }
  const batch = x.rank === 3 ? x.expandDims(0) : x;
  const outputs = withChannelsLast(batch, dataFormat(format), compute);
  return x.rank === 3 ? outputs.squeeze([0]) : outputs;
}

/** Back to whole numbers, where the images were. */
const like = (result: TensorFlowTensor, images: TensorFlowTensor): TensorFlowTensor =>
  images.dtype === "int32" ? result.round().toInt() : result;

/**
 * Resizes images to `size`, rows and columns. `interpolation` is as in `Resizing`, default `"bilinear"`.
 *
 * @example
 * console.log(ops.image.resize([[[1], [2], [3], [4]]], [1, 2]).arraySync()); // [[[1.5], [3.5]]]
 */
export const resize = operation(
  "resize",
  {
    images: TENSOR,
    size: REQUIRED,
    interpolation: "bilinear",
    antialias: false,
    cropToAspectRatio: false,
    padToAspectRatio: false,
    fillMode: "constant",
    fillValue: 0,
    dataFormat: null,
  },
  (
    images: TensorFlowTensor,
    size: readonly number[],
    interpolation: Interpolation = "bilinear",
    antialias = false,
    cropToAspectRatio = false,
    padToAspectRatio = false,
    fillMode: "constant" = "constant",
    fillValue = 0,
    format: DataFormat | null = null,
  ) => {
    checkInterpolation(interpolation);
    checkResize(fillMode, cropToAspectRatio, padToAspectRatio);
    if (size.length !== 2) {
      throw new ValueError(
        `Expected \`size\` to be a tuple of 2 integers. Received: size=${tuple([...size])}`,
      );
    }
    const options = { interpolation, antialias, cropToAspectRatio, padToAspectRatio, fillValue };
    const floats = images.toFloat();
    return like(
      ofImages(floats, format, (x) => resizedImages(tensorFlowNow(), x, size, options)),
      images,
    );
  },
);
/**
 * The brightness of images of red, green and blue, with a single channel.
 *
 * @example
 * console.log(ops.image.rgbToGrayscale([[[1, 1, 1]]]).shape); // [1, 1, 1]
 */
export const rgbToGrayscale = operation(
  "rgbToGrayscale",
  { images: TENSOR, dataFormat: null },
  (images: TensorFlowTensor, format: DataFormat | null = null) =>
    ofImages(images, format, (x) => {
      const channels: number = x.shape.at(-1);
      if (channels === 1) return x;
      if (channels === 3) return like(grayscale(tensorFlowNow(), x.toFloat()), x);
      throw new ValueError(
        "Invalid channel size: expected 3 (RGB) or 1 (Grayscale). " +
          `Received input with shape: images.shape=${tuple([...images.shape])}`,
      );
    }),
);

/** The two given ones of a border before, a border after and a size. @throws ValueError unless two are given */
function checkTwo(names: readonly string[], values: readonly (number | null)[]): void {
  const shown = names.map((name, i) => `${name}=${values[i] ?? "None"}`);
  if (values.filter((value) => value === null).length !== 1) {
    throw new ValueError(`Must specify exactly two of ${names.join(", ")}. Received: ${shown.join(", ")}`);
  }
}

/** @throws ValueError for a negative size */
function checkSizes(sizes: Readonly<Record<string, number>>): void {
  for (const [name, size] of Object.entries(sizes))
    if (size < 0) throw new ValueError(`${name} must be >= 0. Received: ${name}=${size}`);
}

type Length = number | null;

/**
 * Adds zeros around images: two of `topPadding`, `bottomPadding` and `targetHeight`, and two of the others, say how many.
 *
 * @example
 * const padded = ops.image.padImages(ops.ones([2, 2, 1]), { topPadding: 1, leftPadding: 0, targetHeight: 4, targetWidth: 3 });
 * console.log(padded.shape); // [4, 3, 1]
 */
export const padImages = operation(
  "padImages",
  {
    images: TENSOR,
    topPadding: null,
    leftPadding: null,
    bottomPadding: null,
    rightPadding: null,
    targetHeight: null,
    targetWidth: null,
    dataFormat: null,
  },
  (
    images: TensorFlowTensor,
    top: Length = null,
    left: Length = null,
    bottom: Length = null,
    right: Length = null,
    targetHeight: Length = null,
    targetWidth: Length = null,
    format: DataFormat | null = null,
  ) => {
    checkTwo(["top_padding", "bottom_padding", "target_height"], [top, bottom, targetHeight]);
    checkTwo(["left_padding", "right_padding", "target_width"], [left, right, targetWidth]);
    return ofImages(images, format, (x) => {
      const [, height, width] = x.shape as number[];
      const around = (before: Length, after: Length, target: Length, size: number) => [
        before ?? Number(target) - Number(after) - size,
        after ?? Number(target) - Number(before) - size,
      ];
      const rows = around(top, bottom, targetHeight, height);
      const columns = around(left, right, targetWidth, width);
      checkSizes({
        top_padding: rows[0],
        left_padding: columns[0],
        right_padding: columns[1],
        bottom_padding: rows[1],
      });
      return x.pad([[0, 0], rows, columns, [0, 0]]);
    });
  },
);
/**
 * Cuts off the borders of images: two of `topCropping`, `bottomCropping` and `targetHeight`, and two of the others, say how much.
 *
 * @example
 * const crop = { topCropping: 1, leftCropping: 0, targetHeight: 2, targetWidth: 1 };
 * console.log(ops.image.cropImages(ops.ones([4, 3, 1]), crop).shape); // [2, 1, 1]
 */
export const cropImages = operation(
  "cropImages",
  {
    images: TENSOR,
    topCropping: null,
    leftCropping: null,
    bottomCropping: null,
    rightCropping: null,
    targetHeight: null,
    targetWidth: null,
    dataFormat: null,
  },
  (
    images: TensorFlowTensor,
    top: Length = null,
    left: Length = null,
    bottom: Length = null,
    right: Length = null,
    targetHeight: Length = null,
    targetWidth: Length = null,
    format: DataFormat | null = null,
  ) => {
    checkTwo(["top_cropping", "bottom_cropping", "target_height"], [top, bottom, targetHeight]);
    checkTwo(["left_cropping", "right_cropping", "target_width"], [left, right, targetWidth]);
    return ofImages(images, format, (x) => {
      const [samples, height, width, channels] = x.shape as number[];
      const window = (before: Length, after: Length, target: Length, size: number) => [
        before ?? size - Number(target) - Number(after),
        target ?? size - Number(after) - Number(before),
      ];
      const [firstRow, rows] = window(top, bottom, targetHeight, height);
      const [firstColumn, columns] = window(left, right, targetWidth, width);
      checkSizes({
        top_cropping: firstRow,
        target_height: rows,
        left_cropping: firstColumn,
        target_width: columns,
      });
      return x.slice([0, firstRow, firstColumn, 0], [samples, rows, columns, channels]);
    });
  },
);
/**
 * Moves the pixels of images: the pixel at `(x, y)` is taken from `(a0·x + a1·y + a2, b0·x + b1·y + b2)` with
 * `transform` `[a0, a1, a2, b0, b1, b2, 0, 0]`, one for all images or one for each. It has no gradient.
 *
 * @example
 * const moved = ops.image.affineTransform([[[1], [2], [3]]], [1, 0, 1, 0, 1, 0, 0, 0]);
 * console.log(moved.arraySync()); // [[[2], [3], [0]]]
 */
export const affineTransform = operation(
  "affineTransform",
  {
    images: TENSOR,
    transform: TENSOR,
    interpolation: "bilinear",
    fillMode: "constant",
    fillValue: 0,
    dataFormat: null,
  },
  (
    images: TensorFlowTensor,
    transform: TensorFlowTensor,
    interpolation: "bilinear" | "nearest" = "bilinear",
    fillMode: FillMode = "constant",
    fillValue = 0,
    format: DataFormat | null = null,
  ) => {
    const known = {
      interpolation: [interpolation, ["nearest", "bilinear"]],
      fill_mode: [fillMode, ["constant", "nearest", "wrap", "reflect"]],
    } as const;
    for (const [name, [value, words]] of Object.entries(known)) {
      if ((words as readonly string[]).includes(value)) continue;
      throw new ValueError(
        `Invalid value for argument \`${name}\`. Expected of one (${words.map((word) => `'${word}'`).join(", ")}). ` +
          `Received: ${name}=${value}`,
      );
    }
    const rows = transform.reshape([-1, 8]).arraySync() as number[][];
    if (rows.some((row) => row[6] !== 0 || row[7] !== 0))
      throw new ValueError("Expected `transform` to be affine: its last two numbers have to be 0.");
    return ofImages(images.toFloat(), format, (x) => {
      const transforms = Array.from({ length: x.shape[0] }, (_, i) =>
        rows[rows.length === 1 ? 0 : i].slice(0, 6),
      ) as unknown as Affine[];
      const moved = affineTransformed(x.dataSync(), x.shape, transforms, {
        fillMode,
        fillValue,
        interpolation,
      });
      return tensorFlowNow().tensor(moved, x.shape, "float32");
    });
  },
);
