/** Builds the networks of `keras.applications`, and loads their weights. */
import { received, ValueError, withDefaults } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import type { Activation as ActivationOption } from "../activations.ts";
import { getFile } from "../get-file.ts";
import { Dense, GlobalAveragePooling2D, GlobalMaxPooling2D, Input } from "../layers/index.ts";
import type { KerasTensor } from "../layers/keras-tensor.ts";
import { Model } from "../models/index.ts";

/** The options of every network. */
export interface ApplicationOptions {
  /** With the layers that tell the 1,000 classes of ImageNet apart, `includeTop: false`; default true. */
  includeTop?: boolean;
  /**
   * `"imagenet"`, the default: weights trained on ImageNet, from Keras' cache, else from the network; the path of a file of weights,
   * `weights: "own.weights.h5"`; null: random ones.
   */
  weights?: string | null;
  /** An `Input` of another model in place of a new one, `inputTensor: Input({ shape: [64, 64, 3] })`. */
  inputTensor?: KerasTensor | null;
  /** Height, width and channels, `inputShape: [160, 160, 3]`; default: those of the network, without `includeTop` any size. */
  inputShape?: readonly (number | null)[] | null;
  /** Without `includeTop`: the mean or the largest value of each channel, `pooling: "avg"` or `"max"`; default null: images. */
  pooling?: "avg" | "max" | null;
  /** The number of classes, `classes: 10`, with other weights than `"imagenet"`; default 1000. */
  classes?: number;
  /** Of the last layer, `classifierActivation: null` for scores; default `"softmax"`. */
  classifierActivation?: ActivationOption | null;
  /** `name: "base"`; default: the name of the network. */
  name?: string | null;
}

/** Networks without files to load are ready at once. */
export interface Application<Own> {
  (options: ApplicationOptions & Partial<Own> & { weights: null }): Model;
  (options?: ApplicationOptions & Partial<Own>): Promise<Model>;
}

type Settings<Own> = Required<ApplicationOptions> & Own;

/** The parts that one network has of its own. */
interface Architecture<Own> {
  readonly name: (settings: Settings<Own>, rows: number | null) => string;
  /** Default height and width. */
  readonly size: number | ((settings: Settings<Own>) => number);
  /** The least height and width. */
  readonly least: number;
  /** Defaults of its own options. */
  readonly own: Own;
  /** Layers up to the features. */
  features(x: KerasTensor, settings: Settings<Own>): KerasTensor;
  /** Layers between the features and the classifier; default: the mean of each channel. */
  top?(x: KerasTensor, settings: Settings<Own>): KerasTensor;
  /** The last layer; default: a dense one. */
  classifier?(x: KerasTensor, settings: Settings<Own>): KerasTensor;
  /** The layers of pooling that have names: all, or that before the classifier; default none. */
  readonly namedPools?: "all" | "top";
  /** The address of the weights, and their MD5. */
  file(settings: Settings<Own>, rows: number | null): readonly [origin: string, fileHash?: string];
}

/** The folder of the files of weights. */
export const ORIGIN = "https://storage.googleapis.com/tensorflow/keras-applications/";
const DEFAULTS: Required<ApplicationOptions> = {
  includeTop: true,
  weights: "imagenet",
  inputTensor: null,
  inputShape: null,
  pooling: null,
  classes: 1000,
  classifierActivation: "softmax",
  name: null,
};

/**
 * A function that builds a network.
 *
 * @param label its name, for errors
 */
export function application<Own extends object>(
  label: string,
  architecture: Architecture<Own>,
): Application<Own> {
  return ((given: object = {}) => {
    const options = withDefaults<Settings<Own>>(
      label,
      given as never,
      { ...DEFAULTS, ...architecture.own } as never,
    );
    const { includeTop, weights, classifierActivation, inputTensor } = options;
    if (weights === "imagenet" && includeTop) {
      if (options.classes !== 1000) {
        throw new ValueError(
          `If using \`weights='imagenet'\` with \`includeTop=true\`, \`classes\` should be 1000. Received classes=${options.classes}`,
        );
      }
      if (classifierActivation !== null && !["softmax", "linear"].includes(String(classifierActivation))) {
        throw new ValueError(
          "Only `null` and `softmax` activations are allowed for the `classifierActivation` argument when using pretrained weights, " +
            `with \`includeTop=true\`. Received: classifierActivation=${received(classifierActivation)}`,
        );
      }
    }
    const size = typeof architecture.size === "number" ? architecture.size : architecture.size(options);
    const shape = inputShapeOf(options, size, architecture.least);
    const input = inputTensor ?? Input({ shape });
    let x = architecture.features(input, options);
    const { namedPools } = architecture;
    const named = (name: string) =>
      namedPools === "all" || (namedPools === "top" && includeTop) ? { name } : {};
    if (includeTop) {
      x = architecture.top?.(x, options) ?? new GlobalAveragePooling2D(named("avg_pool")).apply(x);
      x = architecture.classifier?.(x, options) ?? dense(x, options);
    } else if (options.pooling === "avg") x = new GlobalAveragePooling2D(named("avg_pool")).apply(x);
    else if (options.pooling === "max") x = new GlobalMaxPooling2D(named("max_pool")).apply(x);
    const rows = shape[0];
    const name = options.name ?? architecture.name(options, rows);
    const model = new Model({ inputs: inputTensor ?? input, outputs: x, name });
    return weights === null ? model : loaded(model, weights, () => architecture.file(options, rows));
  }) as Application<Own>;
}

/**
 * A function that builds a network without options of its own, of images of 224 x 224 unless it says otherwise.
 *
 * @param hashes the MD5 of the files of weights, by the network's name: with the classifier, and without
 */
export function plainApplication(
  label: string,
  folder: string,
  hashes: Readonly<Record<string, readonly [top: string, features: string]>>,
  architecture: Omit<Architecture<object>, "own" | "name" | "size" | "least" | "file"> &
    Partial<Pick<Architecture<object>, "size" | "least">>,
): Application<object> {
  const name = label.toLowerCase();
  return application<object>(label, {
    own: {},
    name: () => name,
    size: 224,
    least: 32,
    file: ({ includeTop }) => [
      `${ORIGIN}${folder}/${name}_weights_tf_dim_ordering_tf_kernels${includeTop ? "" : "_notop"}.h5`,
      hashes[name][includeTop ? 0 : 1],
    ],
    ...architecture,
  });
}

async function loaded(
  model: Model,
  weights: string,
  file: () => readonly [origin: string, fileHash?: string],
): Promise<Model> {
  if (weights !== "imagenet") {
    await model.loadWeights(weights);
    return model;
  }
  const [origin, fileHash = null] = file();
  await model.loadWeights(await getFile({ origin, fileHash, cacheSubdir: "models" }));
  return model;
}

function dense(x: KerasTensor, { classes, classifierActivation }: Required<ApplicationOptions>): KerasTensor {
  return new Dense(classes, { activation: classifierActivation ?? "linear", name: "predictions" }).apply(x);
}

/** @throws ValueError for a shape that the network cannot have */
function inputShapeOf(
  { inputShape, includeTop, weights }: Required<ApplicationOptions>,
  size: number,
  least: number,
): readonly (number | null)[] {
  const shown = `Received: inputShape=${received(inputShape)}`;
  const isTrained = weights === "imagenet";
  if (inputShape === null) return includeTop ? [size, size, 3] : [null, null, 3];
  if (inputShape.length !== 3)
    throw new ValueError(`\`inputShape\` must be a tuple of three integers. ${shown}`);
  const [rows, columns, channels] = inputShape;
  if (isTrained && includeTop && String(inputShape) !== String([size, size, 3])) {
    throw new ValueError(
      `When setting \`includeTop=true\` and loading \`imagenet\` weights, \`inputShape\` should be ${tuple([size, size, 3])}. ${shown}`,
    );
  }
  if (isTrained && channels !== 3) throw new ValueError(`The input must have 3 channels. ${shown}`);
  if ([rows, columns].some((one) => one !== null && one < least))
    throw new ValueError(`Input size must be at least ${least}x${least}. ${shown}`);
  if (includeTop && inputShape.includes(null)) {
    throw new ValueError(`If \`includeTop\` is true, you should specify a static \`inputShape\`. ${shown}`);
  }
  return inputShape;
}

/** Zeros around images for a convolution with strides of 2, as Keras adds them. */
export function correctPad(x: KerasTensor, kernelSize: number): [number, number][] {
  return x.shape.slice(1, 3).map((size) => {
    const half = Math.floor(kernelSize / 2);
    return [half - (x.shape[1] === null || size === null ? 1 : 1 - (size % 2)), half];
  });
}

/** The multiple of 8 that is nearest to a number of filters, and not below nine tenths of it. */
export function divisible(filters: number): number {
  const nearest = Math.max(8, Math.floor(Math.trunc(filters + 4) / 8) * 8);
  return nearest < 0.9 * filters ? nearest + 8 : nearest;
}

/** The size of images that was trained, or 224. */
export const sizeAmong = (sizes: readonly number[], shape: ApplicationOptions["inputShape"]): number =>
  shape != null && shape[0] === shape[1] && sizes.includes(shape[0] as number) ? (shape[0] as number) : 224;

/** The size of the images by which a file of weights is named. */
export const trainedSize = (sizes: readonly number[], rows: number | null): number =>
  rows !== null && sizes.includes(rows) ? rows : 224;

/** @throws ValueError for a width without a file of weights */
export function knownAlpha<Known extends number>(known: readonly Known[], alpha: number): Known {
  if (known.includes(alpha as Known)) return alpha as Known;
  throw new ValueError(
    `If imagenet weights are being loaded, \`alpha\` can be one of ${known.join(", ")} only. Received: alpha=${alpha}`,
  );
}
