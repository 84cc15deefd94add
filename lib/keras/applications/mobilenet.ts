/** `keras.applications.mobilenet` (Howard et al., 2017). */
import {
  Activation,
  BatchNormalization,
  Conv2D,
  DepthwiseConv2D,
  Dropout,
  GlobalAveragePooling2D,
  ReLU,
  Reshape,
  ZeroPadding2D,
} from "../layers/index.ts";
import type { KerasTensor } from "../layers/keras-tensor.ts";
import { application, knownAlpha, ORIGIN, sizeAmong, trainedSize } from "./application.ts";

export interface MobileNetOptions {
  /** The width: a factor of all numbers of filters, `alpha: 0.5`; default 1. */
  alpha: number;
  /** Filters for each channel of the depthwise convolutions, `depthMultiplier: 2`; default 1. */
  depthMultiplier: number;
  /** The rate before the classifier, `dropout: 0.2`; default 0.001. */
  dropout: number;
}

const SIZES = [128, 160, 192, 224];

const normalizedRelu = (x: KerasTensor, name: string): KerasTensor =>
  new ReLU(6, { name: `${name}_relu` }).apply(new BatchNormalization({ name: `${name}_bn` }).apply(x));

/** Filters of each block, and its strides. */
const BLOCKS: readonly (readonly [filters: number, strides: number])[] = [
  [64, 1],
  [128, 2],
  [128, 1],
  [256, 2],
  [256, 1],
  [512, 2],
  ...Array<[number, number]>(5).fill([512, 1]),
  [1024, 2],
  [1024, 1],
];

/**
 * MobileNet: depthwise convolutions followed by ones of 1 x 1.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const base = applications.MobileNet({ weights: null, alpha: 0.25, includeTop: false, pooling: "avg" });
 * console.log(base.outputShape); // (null, 256)
 */
export const MobileNet = application<MobileNetOptions>("MobileNet", {
  own: { alpha: 1, depthMultiplier: 1, dropout: 1e-3 },
  name: ({ alpha }, rows) => `mobilenet_${alpha.toFixed(2)}_${rows}`,
  size: ({ inputShape }) => sizeAmong(SIZES, inputShape),
  least: 32,
  features(input, { alpha, depthMultiplier }) {
    const filtersOf = (filters: number) => Math.trunc(filters * alpha);
    const common = { useBias: false };
    const first = new Conv2D(filtersOf(32), 3, { ...common, strides: 2, padding: "same", name: "conv1" });
    return BLOCKS.reduce(
      (x, [filters, strides], i) => {
        const id = i + 1;
        const padding = strides === 1 ? "same" : "valid";
        const edges: [[number, number], [number, number]] = [
          [0, 1],
          [0, 1],
        ];
        const padded = strides === 1 ? x : new ZeroPadding2D(edges, { name: `conv_pad_${id}` }).apply(x);
        const each = new DepthwiseConv2D(3, {
          ...common,
          depthMultiplier,
          strides,
          padding,
          name: `conv_dw_${id}`,
        });
        const all = new Conv2D(filtersOf(filters), 1, { ...common, padding: "same", name: `conv_pw_${id}` });
        return normalizedRelu(
          all.apply(normalizedRelu(each.apply(padded), `conv_dw_${id}`)),
          `conv_pw_${id}`,
        );
      },
      normalizedRelu(first.apply(input), "conv1"),
    );
  },
  top: (x, { dropout }) =>
    new Dropout(dropout, { name: "dropout" }).apply(new GlobalAveragePooling2D({ keepdims: true }).apply(x)),
  classifier(x, { classes, classifierActivation }) {
    const scores = new Conv2D(classes, 1, { padding: "same", name: "conv_preds" }).apply(x);
    const rows = new Reshape([classes], { name: "reshape_2" }).apply(scores);
    return new Activation(classifierActivation ?? "linear", { name: "predictions" }).apply(rows);
  },
  file({ alpha, includeTop }, rows) {
    const text = { 1: "1_0", 0.75: "7_5", 0.5: "5_0", 0.25: "2_5" }[knownAlpha([0.25, 0.5, 0.75, 1], alpha)];
    return [
      `${ORIGIN}mobilenet/mobilenet_${text}_${trainedSize(SIZES, rows)}_tf${includeTop ? "" : "_no_top"}.h5`,
    ];
  },
});
