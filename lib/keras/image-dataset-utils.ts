import { ValueError, withDefaults } from "../errors.ts";
import { NDArray } from "../ndarray.ts";
import { pythonRepr, tuple } from "../python-repr.ts";
import { tensorFlowNow } from "./backend/eager.js";
import type { TensorFlowTensor } from "./backend/tensor-types.ts";
import {
  FILES,
  type FileDatasets,
  type FilesOptions,
  filesDataset,
  type LabelMode,
  type Labels,
  type Subset,
} from "./dataset-utils.ts";
import { decodedFile, MODES } from "./image-utils.ts";
import { resized, TENSORFLOW_INTERPOLATIONS, type TensorFlowInterpolation } from "./layers/interpolation.ts";
import { smartResized } from "./layers/preprocessing/images/image-layer.ts";

const FORMATS = [".bmp", ".gif", ".jpeg", ".jpg", ".png"];

export interface ImageDatasetOptions<
  L extends Labels = Labels,
  M extends LabelMode = LabelMode,
  S extends Subset = Subset,
> extends FilesOptions<L, M, S> {
  /** Channels of the images, `colorMode: "grayscale"`; default `"rgb"`: 3; `"grayscale"`: 1; `"rgba"`: 4. */
  colorMode?: keyof typeof MODES;
  /** Height and width of the images, `imageSize: [64, 64]`; default `[256, 256]`; a number for both. */
  imageSize?: number | readonly [height: number, width: number];
  /** Default `"bilinear"`. */
  interpolation?: TensorFlowInterpolation;
  /** Cut off what does not have the proportions of `imageSize`, default false: images are distorted. */
  cropToAspectRatio?: boolean;
  /** Pad images to the proportions of `imageSize` with zeros, default false. */
  padToAspectRatio?: boolean;
}

/**
 * A dataset of the JPEG, PNG, BMP and GIF files in a folder, `[images, labels]` in batches. The files of the class with number 0 are in
 * its first folder by name. Images are numbers from 0 to 255, `[samples, height, width, channels]`. The files, their parts and their
 * order with a seed are those of Keras on TensorFlow.
 *
 * @param directory relative to the folder of the notebook
 * @returns the dataset with `classNames` and `filePaths`; with `subset: "both"` those of training and validation
 * @throws ValueError in Keras' words for options that do not fit, and for no files; without TensorFlow's native library when files are read
 *
 * @example
 * import { mkdirSync, mkdtempSync } from "node:fs";
 * import { tmpdir } from "node:os";
 *
 * const folder = mkdtempSync(`${tmpdir()}/images-`);
 * for (const name of ["cats", "dogs"]) {
 *   mkdirSync(`${folder}/${name}`);
 *   await utils.saveImg(`${folder}/${name}/1.png`, [[[0], [255]]]);
 * }
 * const dataset = utils.imageDatasetFromDirectory(folder, { imageSize: [8, 8] }); // Found 2 files belonging to 2 classes.
 * for (const [x, y] of dataset) console.log(x.shape, y.shape); // (2, 8, 8, 3) (2,)
 */
export function imageDatasetFromDirectory<
  L extends Labels = "inferred",
  M extends LabelMode = "int",
  S extends Subset = null,
>(directory: string, options: ImageDatasetOptions<L, M, S> = {}): FileDatasets<NDArray, L, M, S> {
  const owner = "imageDatasetFromDirectory";
  const { colorMode, imageSize, interpolation, cropToAspectRatio, padToAspectRatio, ...rest } =
    withDefaults<ImageDatasetOptions>(owner, options, {
      ...FILES,
      colorMode: "rgb",
      imageSize: [256, 256],
      interpolation: "bilinear",
      cropToAspectRatio: false,
      padToAspectRatio: false,
    });
  if (!Object.hasOwn(MODES, colorMode)) {
    throw new ValueError(
      `\`colorMode\` must be one of {"rgb", "rgba", "grayscale"}. Received: colorMode=${colorMode}`,
    );
  }
  const size = typeof imageSize === "number" ? [imageSize, imageSize] : imageSize;
  if (
    !Array.isArray(size) ||
    size.length !== 2 ||
    !size.every((side) => Number.isInteger(side) && side > 0)
  ) {
    throw new ValueError(
      `Invalid \`imageSize\` value. Expected a list of 2 integers. Received: imageSize=${pythonRepr(imageSize)}`,
    );
  }
  if (!TENSORFLOW_INTERPOLATIONS.includes(interpolation)) {
    throw new ValueError(
      `Argument \`interpolation\` should be one of ${pythonRepr(tuple([...TENSORFLOW_INTERPOLATIONS]))}. ` +
        `Received: interpolation=${interpolation}`,
    );
  }
  if (padToAspectRatio && cropToAspectRatio) {
    throw new ValueError("Only one of `padToAspectRatio`, `cropToAspectRatio` can be set to `true`.");
  }
  const resize = cropToAspectRatio ? smartResized : padToAspectRatio ? resizedWithPad : resized;
  // As in TensorFlow, the nearest pixels stay bytes.
  const Values = (interpolation === "nearest" ? Uint8Array : Float32Array) as Float32ArrayConstructor;
  const shape = [...size, MODES[colorMode]];
  const kind = {
    owner,
    files: "image files",
    samples: "images",
    noneIn: (folder: string) =>
      `images found in directory ${folder}. Allowed formats: ${pythonRepr(tuple([...FORMATS]))}`,
    formats: FORMATS,
    read(path: string): NDArray {
      const tf = tensorFlowNow();
      return tf.tidy(() => {
        const image = decodedFile(path, MODES[colorMode]).toFloat().expandDims(0);
        return new NDArray(Values.from(resize(tf, image, size, interpolation).dataSync()), tuple([...shape]));
      });
    },
    batch(images: readonly NDArray[]): NDArray {
      const values = new Values(images.length * images[0].size);
      for (const [i, image] of images.entries()) values.set(image.values, i * image.size);
      return new NDArray(values, tuple([images.length, ...shape]));
    },
  };
  return filesDataset(kind, directory, rest) as FileDatasets<NDArray, L, M, S>;
}

/** Resizes images and then pads them to the proportions of `size`; computed in float32, as TensorFlow does. */
function resizedWithPad(
  tf: TensorFlowTensor,
  images: TensorFlowTensor,
  size: readonly number[],
  interpolation: TensorFlowInterpolation,
): TensorFlowTensor {
  const given: number[] = images.shape.slice(1, 3);
  const ratio = Math.max(...given.map((side, axis) => Math.fround(side / size[axis])));
  const exact = given.map((side) => Math.fround(side / ratio));
  const inner = exact.map(Math.floor);
  const padding = size.map((side, axis) => {
    const before = Math.max(0, Math.floor((side - exact[axis]) / 2));
    return [before, side - inner[axis] - before];
  });
  return resized(tf, images, inner, interpolation).pad([[0, 0], ...padding, [0, 0]]);
}
