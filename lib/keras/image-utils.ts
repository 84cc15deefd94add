/** `keras.utils` for image files. TensorFlow.js' native library decodes and encodes them; an image is an array of bytes. */
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { ValueError, withDefaults } from "../errors.ts";
import { replaceFile } from "../files.ts";
import { type ArrayInput, asArray, NDArray } from "../ndarray.ts";
import { tuple } from "../python-repr.ts";
import { tensorFlowNow } from "./backend/eager.js";
import type { TensorFlowTensor } from "./backend/tensor-types.ts";

/** Channels by the mode of colors. */
export const MODES = { grayscale: 1, rgb: 3, rgba: 4 };

export interface LoadImgOptions {
  /** Channels of the result, `colorMode: "grayscale"`; default `"rgb"`: 3; `"grayscale"`: 1; `"rgba"`: 4. */
  colorMode?: keyof typeof MODES;
  /** Height and width of the result, `targetSize: [64, 64]`; default: those of the file. */
  targetSize?: readonly [height: number, width: number] | null;
  /** Only `"nearest"`; the layer `Resizing` has others. */
  interpolation?: "nearest";
}

/** TensorFlow.js' functions for files of images. @throws ValueError without its native library */
function codecs(): TensorFlowTensor {
  const { node } = tensorFlowNow();
  if (node?.decodeImage) return node;
  throw new ValueError(
    "Expected TensorFlow's native library, which reads and writes files of images. Received: a TensorFlow.js without it. " +
      "`npm run doctor` says why it is missing; in a browser give images as arrays.",
  );
}

/** The pixels of a file as TensorFlow decodes them, `[height, width, channels]` from 0 to 255. */
export function decodedFile(path: string | URL, channels: number): TensorFlowTensor {
  const bytes = readFileSync(path);
  try {
    return codecs().decodeImage(bytes, channels, "int32", false);
  } catch (error) {
    if (error instanceof ValueError) throw error;
    throw new ValueError(
      `Expected an image: a JPEG, PNG, BMP or GIF file. Received: ${path}, which TensorFlow.js cannot decode`,
    );
  }
}

/** The pixels of a file as Pillow converts them. */
function decoded(path: string | URL, colorMode: keyof typeof MODES): TensorFlowTensor {
  if (!(colorMode in MODES)) {
    throw new ValueError(`colorMode must be "grayscale", "rgb", or "rgba". Received: colorMode=${colorMode}`);
  }
  if (colorMode !== "grayscale") return decodedFile(path, MODES[colorMode]);
  const [red, green, blue] = decodedFile(path, 3).split(3, 2);
  const sum = red.mul(19595).add(green.mul(38470)).add(blue.mul(7471)).add(32768);
  return sum.toFloat().div(65536).floor().toInt();
}

/** Every pixel from the middle of its part of the image, as Pillow takes them. */
function nearest(image: TensorFlowTensor, [height, width]: readonly [number, number]): TensorFlowTensor {
  const places = (to: number, from: number) =>
    tensorFlowNow().tensor1d(
      Array.from({ length: to }, (_, i) => Math.floor(((i + 0.5) * from) / to)),
      "int32",
    );
  return image.gather(places(height, image.shape[0]), 0).gather(places(width, image.shape[1]), 1);
}

const bytesOf = (image: TensorFlowTensor): NDArray =>
  new NDArray(Uint8Array.from(image.dataSync()), tuple([...image.shape]));

/**
 * Reads an image from a JPEG, PNG, BMP or GIF file.
 *
 * @param path of the file
 * @returns its bytes, `[height, width, channels]`, where Keras returns an image of Pillow
 * @throws ValueError for a file that is no image, and without TensorFlow's native library
 *
 * @example
 * import { tmpdir } from "node:os";
 *
 * await utils.saveImg(`${tmpdir()}/example.png`, [[[0], [255]]]);
 * console.log(utils.loadImg(`${tmpdir()}/example.png`, { targetSize: [4, 4] }).shape); // (4, 4, 3)
 */
export function loadImg(path: string | URL, options: LoadImgOptions = {}): NDArray {
  const { colorMode, targetSize, interpolation } = withDefaults<LoadImgOptions>("loadImg", options, {
    colorMode: "rgb",
    targetSize: null,
    interpolation: "nearest",
  });
  if (interpolation !== "nearest") {
    throw new ValueError(
      `Expected \`interpolation\` to be "nearest"; the layer Resizing has others. Received: interpolation=${interpolation}`,
    );
  }
  return tensorFlowNow().tidy(() => {
    const image = decoded(path, colorMode);
    return bytesOf(targetSize === null ? image : nearest(image, targetSize));
  });
}

/**
 * An image as numbers.
 *
 * @param img as `loadImg` returns it; a matrix is one of a single channel
 * @returns `[height, width, channels]`
 *
 * @example
 * console.log(utils.imgToArray([[0, 255]]).shape); // (1, 2, 1)
 */
export function imgToArray(img: ArrayInput): NDArray {
  const { values, shape } = asArray(img, "float32", "img");
  if (shape.length === 3) return new NDArray(Float32Array.from(values), tuple([...shape]));
  if (shape.length === 2) return new NDArray(Float32Array.from(values), tuple([...shape, 1]));
  throw new ValueError(`Unsupported image shape: ${tuple([...shape])}. Expected [height, width, channels]`);
}

/**
 * Numbers as an image: bytes, as `loadImg` returns them.
 *
 * @param x `[height, width, channels]`
 * @param options `scale`: let the smallest number be 0 and the largest 255, default true
 * @throws ValueError for another number of axes or channels
 *
 * @example
 * console.log(utils.arrayToImg([[[-1], [0], [1]]]).values); // Uint8Array(3) [ 0, 127, 255 ]
 */
export function arrayToImg(x: ArrayInput, options: { scale?: boolean } = {}): NDArray {
  const { scale } = withDefaults("arrayToImg", options, { scale: true });
  const { values: given, shape } = asArray(x, "float32", "x");
  const values = Float32Array.from(given);
  if (shape.length !== 3) {
    throw new ValueError(
      `Expected image array to have rank 3 (single image). Got array with shape: ${tuple([...shape])}`,
    );
  }
  if (![1, 3, 4].includes(shape[2])) throw new ValueError(`Unsupported channel number: ${shape[2]}`);
  if (!scale) return new NDArray(Uint8Array.from(values), tuple([...shape]));
  const smallest = values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  const range =
    Math.fround(values.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY) - smallest) || 1;
  const scaled = Uint8Array.from(values, (value) =>
    Math.fround(Math.fround(Math.fround(value - smallest) / range) * 255),
  );
  return new NDArray(scaled, tuple([...shape]));
}

/**
 * Writes an image.
 *
 * @param path ends in `.png`, `.jpg` or `.jpeg`
 * @param x `[height, width, channels]`
 * @param options `scale` as for `arrayToImg`
 * @throws ValueError for another name, and without TensorFlow's native library
 *
 * @example
 * import { tmpdir } from "node:os";
 *
 * await utils.saveImg(`${tmpdir()}/example.png`, [[[0], [255]]]);
 */
export async function saveImg(path: string, x: ArrayInput, options: { scale?: boolean } = {}): Promise<void> {
  const { values, shape } = arrayToImg(x, options);
  const tf = tensorFlowNow();
  const image = tf.tensor3d(Int32Array.from(values), [...shape] as [number, number, number], "int32");
  try {
    const ending = extname(path).toLowerCase();
    if (![".png", ".jpg", ".jpeg"].includes(ending)) {
      throw new ValueError(`Expected \`path\` to end in .png, .jpg or .jpeg. Received: ${path}`);
    }
    const encode = ending === ".png" ? codecs().encodePng : codecs().encodeJpeg;
    const bytes = await encode(image);
    await replaceFile(path, (part) => writeFile(part, bytes));
  } finally {
    image.dispose();
  }
}
