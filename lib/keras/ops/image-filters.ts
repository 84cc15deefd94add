/** `keras.ops.image`: colors, edges and similarity of images, `[samples, height, width, channels]` or a single one. */
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { type DataFormat, dataFormat, withChannelsLast } from "../layers/arguments.ts";
import {
  bell,
  gaussianBlurred,
  rgbToHsv as toHsv,
  hsvToRgb as toRgb,
} from "../layers/preprocessing/images/color-layer.ts";
import { ofImages } from "./of-images.ts";
import { operation, tensor } from "./operation.ts";
import { TENSOR } from "./signature.ts";

const ofColors = (name: string, compute: (images: TensorFlowTensor) => TensorFlowTensor) =>
  operation(
    name,
    { images: TENSOR, dataFormat: null },
    (images: TensorFlowTensor, format: DataFormat | null = null) => ofImages(images, format, compute),
  );
/**
 * Hue, saturation and value, from 0 to 1, of red, green and blue.
 *
 * @throws ValueError for images of another rank
 * @example
 * console.log(ops.image.rgbToHsv([[[0, 1, 0]]]).arraySync());
 */
export const rgbToHsv = ofColors("rgbToHsv", (images) =>
  tensorFlowNow().concat(toHsv(tensorFlowNow(), images), -1),
);
/**
 * Red, green and blue, from 0 to 1, of hue, saturation and value.
 *
 * @throws ValueError for images of another rank
 * @example
 * console.log(ops.image.hsvToRgb([[[0, 1, 1]]]).arraySync()); // [[[1, 0, 0]]]
 */
export const hsvToRgb = ofColors("hsvToRgb", (images) => toRgb(tensorFlowNow(), images.split(3, -1)));

/** Filters each channel. */
function filtered(images: TensorFlowTensor, kernel: TensorFlowTensor): TensorFlowTensor {
  const filter = kernel.expandDims(2).expandDims(3).tile([1, 1, images.shape[3], 1]);
  return tensorFlowNow().depthwiseConv2d(images, filter, 1, "valid");
}
/**
 * Blurs images by a bell of `kernelSize` rows and columns, default `[3, 3]`, and the width `sigma` in both directions, default `[1, 1]`.
 *
 * @throws ValueError for images of another rank
 * @example
 * console.log(ops.image.gaussianBlur([[[1], [0]], [[0], [0]]]).shape); // [2, 2, 1]
 */
export const gaussianBlur = operation(
  "gaussianBlur",
  { images: TENSOR, kernelSize: [3, 3], sigma: [1, 1], dataFormat: null },
  (
    images: TensorFlowTensor,
    kernelSize: readonly number[] = [3, 3],
    sigma: readonly number[] = [1, 1],
    format: DataFormat | null = null,
  ) => ofImages(images.toFloat(), format, (x) => gaussianBlurred(tensorFlowNow(), x, kernelSize, sigma)),
);

/** From top to bottom. */
const SOBEL = [
  [-1, -2, -1],
  [0, 0, 0],
  [1, 2, 1],
];
/**
 * The slopes of images by Sobel's filters: from top to bottom and from left to right, in a new last axis.
 *
 * @example
 * console.log(ops.image.sobelEdges(ops.ones([1, 4, 4, 1])).shape); // [1, 4, 4, 1, 2]
 */
export const sobelEdges = operation(
  "sobelEdges",
  { images: TENSOR, dataFormat: null },
  (images: TensorFlowTensor, format: DataFormat | null = null) => {
    const tf = tensorFlowNow();
    const vertical = tensor(SOBEL);
    const edges = [vertical, vertical.transpose()].map((kernel) =>
      withChannelsLast(images.toFloat(), dataFormat(format), (x) =>
        filtered(
          tf.mirrorPad(
            x,
            [
              [0, 0],
              [1, 1],
              [1, 1],
              [0, 0],
            ],
            "reflect",
          ),
          kernel,
        ),
      ),
    );
    return tf.stack(edges, -1);
  },
);
/**
 * The structural similarity of images, `[samples]`: 1 for equal ones. `maxVal` is the range of the values, default 1; windows are bells of
 * `filterSize`, default 11, and `filterSigma`, default 1.5; `k1` and `k2` are 0.01 and 0.03 by default.
 *
 * @example
 * console.log(ops.image.ssim(ops.ones([1, 16, 16, 1]), ops.ones([1, 16, 16, 1])).arraySync()); // [1]
 */
export const ssim = operation(
  "ssim",
  {
    image1: TENSOR,
    image2: TENSOR,
    maxVal: 1,
    filterSize: 11,
    filterSigma: 1.5,
    k1: 0.01,
    k2: 0.03,
    dataFormat: null,
  },
  (
    image1: TensorFlowTensor,
    image2: TensorFlowTensor,
    maxVal = 1,
    filterSize = 11,
    filterSigma = 1.5,
    k1 = 0.01,
    k2 = 0.03,
    format: DataFormat | null = null,
  ) => {
    const tf = tensorFlowNow();
    const row = bell(tf, filterSize, filterSigma);
    const kernel = tf.outerProduct(row, row);
    const mean = (x: TensorFlowTensor) =>
      withChannelsLast(x.toFloat(), dataFormat(format), (last) => filtered(last, kernel));
    const [a, b] = [mean(image1), mean(image2)];
    const [c1, c2] = [(k1 * maxVal) ** 2, (k2 * maxVal) ** 2];
    const [both, squares] = [a.mul(b), a.square().add(b.square())];
    const spread = mean(image1.square().add(image2.square())).sub(squares);
    const luminance = both.mul(2).add(c1).div(squares.add(c1));
    const structure = mean(image1.mul(image2)).sub(both).mul(2).add(c2).div(spread.add(c2));
    return luminance.mul(structure).mean([1, 2, 3]);
  },
);
