/** `keras.applications.xception` (Chollet, 2017). */
import {
  Activation,
  Add,
  BatchNormalization,
  Conv2D,
  MaxPooling2D,
  SeparableConv2D,
} from "../layers/index.ts";
import type { KerasTensor } from "../layers/keras-tensor.ts";
import { plainApplication } from "./application.ts";

const hashes = {
  xception: ["0a58e3b7378bc2990ea3b43d5981f1f6", "b0042744bf5b25fce3cb969f33bebb97"],
} as const;

const relu = (x: KerasTensor, name: string): KerasTensor =>
  new Activation("relu", { name: `${name}_act` }).apply(x);
const normalize = (x: KerasTensor, name: string): KerasTensor =>
  new BatchNormalization({ name: `${name}_bn` }).apply(x);
const separable = (x: KerasTensor, filters: number, name: string): KerasTensor =>
  normalize(new SeparableConv2D(filters, 3, { padding: "same", useBias: false, name }).apply(x), name);

/** Separable convolutions, pooled, beside a convolution of 1 x 1. */
function pooledBlock(input: KerasTensor, id: number, filters: readonly number[]): KerasTensor {
  const last = filters.at(-1) as number;
  const shortcut = new Conv2D(last, 1, { strides: 2, padding: "same", useBias: false }).apply(input);
  const residual = new BatchNormalization().apply(shortcut);
  const x = filters.reduce((x, count, i) => {
    const name = `block${id}_sepconv${i + 1}`;
    return separable(id === 2 && i === 0 ? x : relu(x, name), count, name);
  }, input);
  const pooled = new MaxPooling2D(3, { strides: 2, padding: "same", name: `block${id}_pool` }).apply(x);
  return new Add().apply([pooled, residual]);
}

/**
 * Xception: separable convolutions with residual connections. The least size is 71 x 71, the default 299 x 299.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const base = applications.Xception({ weights: null, includeTop: false, pooling: "avg", inputShape: [71, 71, 3] });
 * console.log(base.outputShape); // (null, 2048)
 */
export const Xception = plainApplication("Xception", "xception", hashes, {
  size: 299,
  least: 71,
  features(input) {
    let x = new Conv2D(32, 3, { strides: 2, useBias: false, name: "block1_conv1" }).apply(input);
    x = relu(normalize(x, "block1_conv1"), "block1_conv1");
    x = new Conv2D(64, 3, { useBias: false, name: "block1_conv2" }).apply(x);
    x = relu(normalize(x, "block1_conv2"), "block1_conv2");
    for (const [i, filters] of [128, 256, 728].entries()) x = pooledBlock(x, i + 2, [filters, filters]);
    for (let id = 5; id < 13; id++) {
      const residual = x;
      for (const name of [1, 2, 3].map((i) => `block${id}_sepconv${i}`))
        x = separable(relu(x, name), 728, name);
      x = new Add().apply([x, residual]);
    }
    x = pooledBlock(x, 13, [728, 1024]);
    for (const [i, filters] of [1536, 2048].entries()) {
      const name = `block14_sepconv${i + 1}`;
      x = relu(separable(x, filters, name), name);
    }
    return x;
  },
  namedPools: "top",
});
