/** `keras.ops.image`: images, `[samples, height, width, channels]` or a single one, in other sizes and places. */
import { ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { type DataFormat, type Size, sizes } from "../layers/arguments.ts";
import { checkInterpolation, type Interpolation } from "../layers/interpolation.ts";
import { type Affine, affineTransformed, type FillMode } from "../layers/preprocessing/images/affine.ts";
import { grayscale } from "../layers/preprocessing/images/color-layer.ts";
import { checkResize, resizedImages } from "../layers/preprocessing/images/resizing.ts";
import { like, ofImages } from "./of-images.ts";
import { operation } from "./operation.ts";
import { type Signature, TENSOR } from "./signature.ts";

export * from "./image-filters.ts";
export * from "./image-not-ported.ts";

/**
 * Resizes images, `[samples, height, width, channels]` or a single one, to `size`, rows and columns. The options are those of `Resizing`:
 * `interpolation` (default `"bilinear"`), `antialias`, `cropToAspectRatio` and `padToAspectRatio` (default false), `fillValue` (default 0)
 * and `dataFormat`.
 *
 * @throws ValueError for images of another rank, an unknown interpolation, another `fillMode` than `"constant"`, and cropping together
 * with padding
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
 * The brightness of images, `[samples, height, width, 3]` or a single one, with one channel: 0.2989 · red + 0.587 · green + 0.114 · blue.
 * Images of one channel stay as they are.
 *
 * @throws ValueError for another number of channels
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

/**
 * Cuts images, `[samples, height, width, channels]` or a single one, into patches of `size` rows and columns, a number or two: each
 * patch becomes one pixel whose channels are its numbers, row by row. `strides` defaults to `size`, so that the patches lie side by side;
 * further options are `dilationRate` (default 1), `padding` (default `"valid"`) and `dataFormat`.
 *
 * @throws ValueError for images of another rank
 * @example
 * console.log(ops.image.extractPatches([[[1], [2], [3], [4]]], [1, 2]).arraySync()); // [[[1, 2], [3, 4]]]
 */
export const extractPatches = operation(
  "extractPatches",
  { images: TENSOR, size: REQUIRED, strides: null, dilationRate: 1, padding: "valid", dataFormat: null },
  (
    images: TensorFlowTensor,
    size: Size,
    strides: Size | null = null,
    dilationRate: Size = 1,
    padding: "valid" | "same" = "valid",
    format: DataFormat | null = null,
  ) =>
    ofImages(images.toFloat(), format, (x) => {
      const tf = tensorFlowNow();
      const [rows, columns] = sizes(size, 2, "size");
      const channels: number = x.shape.at(-1);
      const count = rows * columns * channels;
      // As in Keras a convolution, each of whose filters takes one number of the patch.
      const kernel = tf.eye(count).reshape([rows, columns, channels, count]);
      const step = sizes(strides ?? size, 2, "strides");
      return tf.conv2d(x, kernel, step, padding, "NHWC", sizes(dilationRate, 2, "dilation_rate"));
    }),
);

/** @throws ValueError unless two of a border before, a border after and a size are given */
function checkTwo(names: readonly string[], values: readonly Length[]): void {
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
/** A border before and after an axis, and the size that results. */
type Border = readonly [before: Length, after: Length, target: Length];
type Borders = [
  top?: Length,
  left?: Length,
  bottom?: Length,
  right?: Length,
  targetHeight?: Length,
  targetWidth?: Length,
  format?: DataFormat | null,
];

const borders = (word: "Padding" | "Cropping"): Signature => ({
  images: TENSOR,
  [`top${word}`]: null,
  [`left${word}`]: null,
  [`bottom${word}`]: null,
  [`right${word}`]: null,
  targetHeight: null,
  targetWidth: null,
  dataFormat: null,
});

/** Computes images from the borders of their rows and columns. */
const withBorders =
  (
    word: "padding" | "cropping",
    compute: (images: TensorFlowTensor, rows: Border, columns: Border) => TensorFlowTensor,
  ) =>
  (
    images: TensorFlowTensor,
    ...[
      top = null,
      left = null,
      bottom = null,
      right = null,
      height = null,
      width = null,
      format = null,
    ]: Borders
  ) => {
    checkTwo([`top_${word}`, `bottom_${word}`, "target_height"], [top, bottom, height]);
    checkTwo([`left_${word}`, `right_${word}`, "target_width"], [left, right, width]);
    return ofImages(images, format, (x) => compute(x, [top, bottom, height], [left, right, width]));
  };

/**
 * Adds zeros around images, `[samples, height, width, channels]` or a single one: two of `topPadding`, `bottomPadding` and
 * `targetHeight`, and two of `leftPadding`, `rightPadding` and `targetWidth`, say how many rows and columns.
 *
 * @throws ValueError unless two of each three are given, and for borders that come out negative
 * @example
 * const padded = ops.image.padImages(ops.ones([2, 2, 1]), { topPadding: 1, leftPadding: 0, targetHeight: 4, targetWidth: 3 });
 * console.log(padded.shape); // [4, 3, 1]
 */
export const padImages = operation(
  "padImages",
  borders("Padding"),
  withBorders("padding", (images, rows, columns) => {
    const around = ([before, after, target]: Border, size: number) => [
      before ?? Number(target) - Number(after) - size,
      after ?? Number(target) - Number(before) - size,
    ];
    const [, height, width] = images.shape as number[];
    const [top, bottom] = around(rows, height);
    const [left, right] = around(columns, width);
    checkSizes({ top_padding: top, left_padding: left, right_padding: right, bottom_padding: bottom });
    return images.pad([
      [0, 0],
      [top, bottom],
      [left, right],
      [0, 0],
    ]);
  }),
);
/**
 * Cuts off the borders of images, `[samples, height, width, channels]` or a single one: two of `topCropping`, `bottomCropping` and
 * `targetHeight`, and two of `leftCropping`, `rightCropping` and `targetWidth`, say how many rows and columns.
 *
 * @throws ValueError unless two of each three are given, and for borders and sizes that come out negative
 * @example
 * const crop = { topCropping: 1, leftCropping: 0, targetHeight: 2, targetWidth: 1 };
 * console.log(ops.image.cropImages(ops.ones([4, 3, 1]), crop).shape); // [2, 1, 1]
 */
export const cropImages = operation(
  "cropImages",
  borders("Cropping"),
  withBorders("cropping", (images, rows, columns) => {
    const window = ([before, after, target]: Border, size: number) => [
      before ?? size - Number(target) - Number(after),
      target ?? size - Number(after) - Number(before),
    ];
    const [samples, height, width, channels] = images.shape as number[];
    const [top, newHeight] = window(rows, height);
    const [left, newWidth] = window(columns, width);
    checkSizes({ top_cropping: top, target_height: newHeight, left_cropping: left, target_width: newWidth });
    return images.slice([0, top, left, 0], [samples, newHeight, newWidth, channels]);
  }),
);
/**
 * Moves the pixels of images: the pixel at `(x, y)` is taken from `(a0·x + a1·y + a2, b0·x + b1·y + b2)` with
 * `transform` `[a0, a1, a2, b0, b1, b2, 0, 0]`, one for all images, `[8]`, or one for each, `[samples, 8]`. `interpolation` is
 * `"bilinear"` (default) or `"nearest"`; places outside are filled as `fillMode` says: `"constant"` (default) with `fillValue` (default
 * 0), `"nearest"`, `"wrap"` or `"reflect"`. It has no gradient.
 *
 * @throws ValueError for an unknown interpolation or fill, and for a transform that is not affine
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
