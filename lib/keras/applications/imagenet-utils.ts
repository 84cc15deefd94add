/** `keras.applications.imagenet_utils`: images for the networks, and the names of ImageNet's classes. */
import { readFile } from "node:fs/promises";
import { ValueError, withDefaults } from "../../errors.ts";
import { type ArrayInput, asArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { tensorFlowNow } from "../backend/eager.js";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { getFile } from "../get-file.ts";
import { isKerasTensor } from "../layers/keras-tensor.ts";
import * as ops from "../ops/index.ts";

/** How a network's images were scaled when it was trained. */
export type Mode = "caffe" | "tf" | "torch";

export interface PreprocessOptions {
  /** Default `"channels_last"`. */
  dataFormat?: "channels_last" | "channels_first" | null;
  /**
   * `"caffe"`, the default: blue, green and red minus their means; `mode: "tf"`: from -1 to 1; `"torch"`: from 0 to 1, minus the means and
   * divided by the deviations.
   */
  mode?: Mode;
}

const MEAN = [0.485, 0.456, 0.406];
const DEVIATION = [0.229, 0.224, 0.225];
const CAFFE_MEAN = [103.939, 116.779, 123.68];

/**
 * Images with values from 0 to 255 as a network was trained with them. Arrays become an array, tensors and symbolic tensors stay such.
 *
 * @throws ValueError for another mode
 * @example
 * const images = applications.imagenetUtils.preprocessInput([[[0, 127.5, 255]]], { mode: "tf" });
 * console.log(images.arraySync()); // [[[-1, 0, 1]]]
 */
export function preprocessInput(x: unknown, options: PreprocessOptions = {}): TensorFlowTensor {
  const { dataFormat, mode } = withDefaults<PreprocessOptions>("preprocessInput", options, {
    dataFormat: null,
    mode: "caffe",
  });
  if (!["caffe", "tf", "torch"].includes(mode))
    throw new ValueError(`Expected mode to be one of \`caffe\`, \`tf\` or \`torch\`. Received: mode=${mode}`);
  if (isTensor(x) || isKerasTensor(x)) return scaled(x, mode, dataFormat === "channels_first");
  return tensorFlowNow().tidy(() =>
    ops.convertToNumpy(scaled(ops.cast(x as never, "float32"), mode, dataFormat === "channels_first")),
  );
}

function scaled(x: TensorFlowTensor, mode: Mode, isFirst: boolean): TensorFlowTensor {
  if (mode === "tf") return ops.subtract(ops.divide(x, 127.5), 1);
  const along = (values: number[]) => (isFirst ? values.map((one) => [[one]]) : values);
  if (mode === "torch")
    return ops.divide(ops.subtract(ops.divide(x, 255), ops.array(along(MEAN))), ops.array(along(DEVIATION)));
  return ops.subtract(ops.flip(x, isFirst ? -3 : -1), ops.array(along(CAFFE_MEAN)));
}

const CLASSES = "https://storage.googleapis.com/download.tensorflow.org/data/imagenet_class_index.json";

/**
 * The classes with the largest predictions of each image, the largest first: ImageNet's identifier, the name and the prediction. The names
 * come from Keras' cache, else from the network.
 *
 * @param predictions `[images, 1000]`
 * @param options `top`, how many, default 5
 * @throws ValueError for predictions of another shape, and if the names are neither in the cache nor on the network
 * @example
 * const names = await applications.imagenetUtils.decodePredictions([[1]]).catch((error) => error.message);
 */
export async function decodePredictions(
  predictions: ArrayInput,
  options: { top?: number } = {},
): Promise<[identifier: string, name: string, score: number][][]> {
  const { top } = withDefaults<{ top?: number }>("decodePredictions", options, { top: 5 });
  const { values, shape } = asArray(predictions, "float32", "predictions");
  if (shape.length !== 2 || shape[1] !== 1000) {
    throw new ValueError(
      "`decodePredictions` expects a batch of predictions (i.e. a 2D array of shape (samples, 1000)). " +
        `Received array with shape: ${tuple([...shape])}`,
    );
  }
  const fileHash = "c2c37ea517e94d9795004a39431a14cb";
  const path = await getFile({ origin: CLASSES, fileHash, cacheSubdir: "models" });
  const classes: Record<string, [string, string]> = JSON.parse(await readFile(path, "utf8"));
  return Array.from({ length: shape[0] }, (_, row) => {
    const scores = Array.from(values.subarray(row * 1000, (row + 1) * 1000), Number);
    const order = [...scores.keys()].sort((a, b) => scores[b] - scores[a]).slice(0, top);
    return order.map((i) => [...classes[i], scores[i]] as [string, string, number]);
  });
}
