/** `keras.applications.mobilenet_v2` (Sandler et al., 2018). */
import { Add, BatchNormalization, Conv2D, DepthwiseConv2D, ReLU, ZeroPadding2D } from "../layers/index.ts";
import type { KerasTensor } from "../layers/keras-tensor.ts";
import {
  application,
  correctPad,
  divisible,
  knownAlpha,
  ORIGIN,
  sizeAmong,
  trainedSize,
} from "./application.ts";

export interface MobileNetV2Options {
  /** The width: a factor of all numbers of filters, `alpha: 0.5`; default 1. */
  alpha: number;
}

const SIZES = [96, 128, 160, 192, 224];

const normalize = (x: KerasTensor, name: string): KerasTensor =>
  new BatchNormalization({ epsilon: 1e-3, momentum: 0.999, name }).apply(x);
const relu = (x: KerasTensor, name: string): KerasTensor => new ReLU(6, { name }).apply(x);

/** Filters, strides and expansion of each group of blocks, and their number. */
const GROUPS: readonly (readonly [filters: number, strides: number, expansion: number, count: number])[] = [
  [16, 1, 1, 1],
  [24, 2, 6, 2],
  [32, 2, 6, 3],
  [64, 2, 6, 4],
  [96, 1, 6, 3],
  [160, 2, 6, 3],
  [320, 1, 6, 1],
];

/** Narrow ends with a wide middle, and a residual connection between the ends. */
function block(
  input: KerasTensor,
  id: number,
  filters: number,
  strides: number,
  expansion: number,
): KerasTensor {
  const channels = input.shape[3] as number;
  const prefix = id === 0 ? "expanded_conv" : `block_${id}`;
  let x = input;
  if (id > 0) {
    const wide = { padding: "same", useBias: false, name: `${prefix}_expand` } as const;
    x = normalize(new Conv2D(expansion * channels, 1, wide).apply(x), `${prefix}_expand_BN`);
    x = relu(x, `${prefix}_expand_relu`);
  }
  if (strides === 2) x = new ZeroPadding2D(correctPad(x, 3), { name: `${prefix}_pad` }).apply(x);
  const padding = strides === 1 ? "same" : "valid";
  x = new DepthwiseConv2D(3, { strides, padding, useBias: false, name: `${prefix}_depthwise` }).apply(x);
  x = relu(normalize(x, `${prefix}_depthwise_BN`), `${prefix}_depthwise_relu`);
  x = new Conv2D(filters, 1, { padding: "same", useBias: false, name: `${prefix}_project` }).apply(x);
  x = normalize(x, `${prefix}_project_BN`);
  return channels === filters && strides === 1 ? new Add({ name: `${prefix}_add` }).apply([input, x]) : x;
}

/**
 * MobileNetV2: blocks with narrow ends.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const base = applications.MobileNetV2({ weights: null, alpha: 0.35, includeTop: false, inputShape: [96, 96, 3] });
 * console.log(base.outputShape); // (null, 3, 3, 1280)
 */
export const MobileNetV2 = application<MobileNetV2Options>("MobileNetV2", {
  own: { alpha: 1 },
  name: ({ alpha }, rows) => `mobilenetv2_${alpha.toFixed(2)}_${rows}`,
  size: ({ inputShape }) => sizeAmong(SIZES, inputShape),
  least: 32,
  features(input, { alpha }) {
    const first = { strides: 2, padding: "same", useBias: false, name: "Conv1" } as const;
    let x = new Conv2D(divisible(32 * alpha), 3, first).apply(input);
    x = relu(normalize(x, "bn_Conv1"), "Conv1_relu");
    let id = 0;
    for (const [filters, strides, expansion, count] of GROUPS) {
      const width = divisible(Math.trunc(filters * alpha));
      for (let i = 0; i < count; i++) x = block(x, id++, width, i === 0 ? strides : 1, expansion);
    }
    const last = alpha > 1 ? divisible(1280 * alpha) : 1280;
    x = new Conv2D(last, 1, { useBias: false, name: "Conv_1" }).apply(x);
    return relu(normalize(x, "Conv_1_bn"), "out_relu");
  },
  file({ alpha, includeTop }, rows) {
    const width = knownAlpha([0.35, 0.5, 0.75, 1, 1.3, 1.4], alpha);
    const text = Number.isInteger(width) ? width.toFixed(1) : String(width);
    const name = `mobilenet_v2_weights_tf_dim_ordering_tf_kernels_${text}_${trainedSize(SIZES, rows)}`;
    return [`${ORIGIN}mobilenet_v2/${name}${includeTop ? "" : "_no_top"}.h5`];
  },
});
