/** `keras.applications.efficientnet` (Tan and Le, 2019). */
import { VarianceScaling } from "../initializers/index.ts";
import {
  Activation,
  Add,
  BatchNormalization,
  Conv2D,
  Dense,
  DepthwiseConv2D,
  Dropout,
  GlobalAveragePooling2D,
  Multiply,
  Normalization,
  Rescaling,
  Reshape,
  ZeroPadding2D,
} from "../layers/index.ts";
import type { KerasTensor } from "../layers/keras-tensor.ts";
import { application, correctPad, divisible } from "./application.ts";

const ORIGIN = "https://storage.googleapis.com/keras-applications/";
const DEVIATIONS = [0.229, 0.224, 0.225];
const DROP_CONNECT = 0.2;

/** The files' MD5 with the classifier and without, by the last letter of the name. */
const hashes: readonly (readonly [top: string, features: string])[] = [
  ["902e53a9f72be733fc0bcb005b3ebbac", "50bc09e76180e00e4465e1a485ddc09d"],
  ["1d254153d4ab51201f1646940f018540", "74c4e6b3e1f6a1eea24c589628592432"],
  ["b15cce36ff4dcbd00b6dd88e7857a6ad", "111f8e2ac8aa800a7a99e3239f7bfb39"],
  ["ffd1fdc53d0ce67064dc6a9c7960ede0", "af6d107764bb5b1abb91932881670226"],
  ["18c95ad55216b8f92d7e70b3a046e2fc", "ebc24e6d6c33eaebbd558eafbeedf1ba"],
  ["ace28f2a6363774853a83a0b21b9421a", "38879255a25d3c92d5e44e04ae6cec6f"],
  ["165f6e37dce68623721b423839de8be5", "9ecce42647a20130c1f39a5d4cb75743"],
  ["8c03f828fec3ef71311cd463b6759d99", "cbcfe4450ddf6f3ad90b1b398090fe4a"],
];

const kernel = () => new VarianceScaling({ scale: 2, mode: "fan_out", distribution: "truncated_normal" });

const conv = (
  x: KerasTensor,
  filters: number,
  size: number,
  name: string,
  options: object = {},
): KerasTensor =>
  new Conv2D(filters, size, {
    padding: "same",
    useBias: false,
    kernelInitializer: kernel(),
    name,
    ...options,
  }).apply(x);
const normalize = (x: KerasTensor, name: string): KerasTensor =>
  new BatchNormalization({ axis: 3, name }).apply(x);
const swish = (x: KerasTensor, name: string): KerasTensor => new Activation("swish", { name }).apply(x);

/** The size of the filters, the repetitions, the filters before and behind, the expansion and the strides of each group of blocks. */
const GROUPS: readonly (readonly [number, number, number, number, number, number])[] = [
  [3, 1, 32, 16, 1, 1],
  [3, 2, 16, 24, 6, 2],
  [5, 2, 24, 40, 6, 2],
  [3, 3, 40, 80, 6, 2],
  [5, 3, 80, 112, 6, 1],
  [5, 4, 112, 192, 6, 2],
  [3, 1, 192, 320, 6, 1],
];

interface Block {
  readonly kernelSize: number;
  readonly filtersIn: number;
  readonly filtersOut: number;
  readonly expansion: number;
  readonly strides: number;
  readonly dropRate: number;
}

/** An inverted residual block, whose channels are weighted by their means. */
function block(input: KerasTensor, name: string, settings: Block): KerasTensor {
  const { kernelSize, filtersIn, filtersOut, expansion, strides, dropRate } = settings;
  const filters = filtersIn * expansion;
  let x = input;
  if (expansion !== 1) {
    x = normalize(conv(x, filters, 1, `${name}expand_conv`), `${name}expand_bn`);
    x = swish(x, `${name}expand_activation`);
  }
  if (strides === 2) x = new ZeroPadding2D(correctPad(x, kernelSize), { name: `${name}dwconv_pad` }).apply(x);
  x = new DepthwiseConv2D(kernelSize, {
    strides,
    padding: strides === 2 ? "valid" : "same",
    useBias: false,
    depthwiseInitializer: kernel(),
    name: `${name}dwconv`,
  }).apply(x);
  x = swish(normalize(x, `${name}bn`), `${name}activation`);
  let weight = new GlobalAveragePooling2D({ name: `${name}se_squeeze` }).apply(x);
  weight = new Reshape([1, 1, filters], { name: `${name}se_reshape` }).apply(weight);
  const narrow = Math.max(1, Math.trunc(filtersIn * 0.25));
  weight = conv(weight, narrow, 1, `${name}se_reduce`, { useBias: true, activation: "swish" });
  weight = conv(weight, filters, 1, `${name}se_expand`, { useBias: true, activation: "sigmoid" });
  x = new Multiply({ name: `${name}se_excite` }).apply([x, weight]);
  x = normalize(conv(x, filtersOut, 1, `${name}project_conv`), `${name}project_bn`);
  if (strides !== 1 || filtersIn !== filtersOut) return x;
  if (dropRate > 0) x = new Dropout(dropRate, { noiseShape: [null, 1, 1, 1], name: `${name}drop` }).apply(x);
  return new Add({ name: `${name}add` }).apply([x, input]);
}

const efficientnet = (id: number, width: number, depth: number, size: number, dropout: number) => {
  const name = `efficientnetb${id}`;
  const filtersOf = (filters: number) => divisible(filters * width);
  return application(`EfficientNetB${id}`, {
    own: {},
    name: () => name,
    size,
    least: 32,
    namedPools: "all",
    features(input, { weights }) {
      let x = new Normalization({ axis: 3 }).apply(new Rescaling(1 / 255).apply(input));
      // The files' networks scale once more.
      if (weights === "imagenet") x = new Rescaling(DEVIATIONS.map((one) => 1 / Math.sqrt(one))).apply(x);
      x = new ZeroPadding2D(correctPad(x, 3), { name: "stem_conv_pad" }).apply(x);
      x = conv(x, filtersOf(32), 3, "stem_conv", { strides: 2, padding: "valid" });
      x = swish(normalize(x, "stem_bn"), "stem_activation");
      const repeats = GROUPS.map(([, count]) => Math.ceil(depth * count));
      const total = repeats.reduce((sum, count) => sum + count, 0);
      let index = 0;
      for (const [i, [kernelSize, , before, behind, expansion, strides]] of GROUPS.entries()) {
        const filtersOut = filtersOf(behind);
        for (let k = 0; k < repeats[i]; k++) {
          x = block(x, `block${i + 1}${String.fromCharCode(97 + k)}_`, {
            kernelSize,
            filtersIn: k === 0 ? filtersOf(before) : filtersOut,
            filtersOut,
            expansion,
            strides: k === 0 ? strides : 1,
            dropRate: (DROP_CONNECT * index++) / total,
          });
        }
      }
      x = normalize(conv(x, filtersOf(1280), 1, "top_conv"), "top_bn");
      return swish(x, "top_activation");
    },
    top: (x) =>
      new Dropout(dropout, { name: "top_dropout" }).apply(
        new GlobalAveragePooling2D({ name: "avg_pool" }).apply(x),
      ),
    classifier: (x, { classes, classifierActivation }) =>
      new Dense(classes, {
        activation: classifierActivation ?? "linear",
        kernelInitializer: new VarianceScaling({ scale: 1 / 3, mode: "fan_out", distribution: "uniform" }),
        name: "predictions",
      }).apply(x),
    file: ({ includeTop }) => [
      `${ORIGIN}${name}${includeTop ? "" : "_notop"}.h5`,
      hashes[id][includeTop ? 0 : 1],
    ],
  });
};

/**
 * EfficientNetB0: inverted residual blocks with weighted channels. Its images are numbers from 0 to 255.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const base = applications.EfficientNetB0({ weights: null, includeTop: false, pooling: "avg" });
 * console.log(base.outputShape); // (null, 1280)
 */
export const EfficientNetB0 = efficientnet(0, 1, 1, 224, 0.2);
/**
 * EfficientNetB1: `EfficientNetB0`, 1.1 times as deep, for images of 240 x 240.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const text = await applications.EfficientNetB1({ weights: "no such file" }).catch((error) => error.message);
 */
export const EfficientNetB1 = efficientnet(1, 1, 1.1, 240, 0.2);
/**
 * EfficientNetB2: `EfficientNetB0`, 1.2 times as deep and 1.1 times as wide, for images of 260 x 260.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const text = await applications.EfficientNetB2({ weights: "no such file" }).catch((error) => error.message);
 */
export const EfficientNetB2 = efficientnet(2, 1.1, 1.2, 260, 0.3);
/**
 * EfficientNetB3: `EfficientNetB0`, 1.4 times as deep and 1.2 times as wide, for images of 300 x 300.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const text = await applications.EfficientNetB3({ weights: "no such file" }).catch((error) => error.message);
 */
export const EfficientNetB3 = efficientnet(3, 1.2, 1.4, 300, 0.3);
/**
 * EfficientNetB4: `EfficientNetB0`, 1.8 times as deep and 1.4 times as wide, for images of 380 x 380.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const text = await applications.EfficientNetB4({ weights: "no such file" }).catch((error) => error.message);
 */
export const EfficientNetB4 = efficientnet(4, 1.4, 1.8, 380, 0.4);
/**
 * EfficientNetB5: `EfficientNetB0`, 2.2 times as deep and 1.6 times as wide, for images of 456 x 456.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const text = await applications.EfficientNetB5({ weights: "no such file" }).catch((error) => error.message);
 */
export const EfficientNetB5 = efficientnet(5, 1.6, 2.2, 456, 0.4);
/**
 * EfficientNetB6: `EfficientNetB0`, 2.6 times as deep and 1.8 times as wide, for images of 528 x 528.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const text = await applications.EfficientNetB6({ weights: "no such file" }).catch((error) => error.message);
 */
export const EfficientNetB6 = efficientnet(6, 1.8, 2.6, 528, 0.5);
/**
 * EfficientNetB7: `EfficientNetB0`, 3.1 times as deep and 2 times as wide, for images of 600 x 600.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const text = await applications.EfficientNetB7({ weights: "no such file" }).catch((error) => error.message);
 */
export const EfficientNetB7 = efficientnet(7, 2, 3.1, 600, 0.5);
