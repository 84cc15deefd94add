/** `keras.applications.resnet` (He et al., 2015) and `resnet_v2` (He et al., 2016). */
import { Activation, Add, BatchNormalization, Conv2D, MaxPooling2D, ZeroPadding2D } from "../layers/index.ts";
import type { KerasTensor } from "../layers/keras-tensor.ts";
import { plainApplication } from "./application.ts";

const hashes: Readonly<Record<string, readonly [top: string, features: string]>> = {
  resnet50: ["2cb95161c43110f7111970584f804107", "4d473c1dd8becc155b73f8504c6f6626"],
  resnet101: ["f1aeb4b969a6efcfb50fad2f0c20cfc5", "88cf7a10940856eca736dc7b7e228a21"],
  resnet152: ["100835be76be38e30d865e96f2aaae62", "ee4c566cf9a93f14d82f913c2dc6dd0c"],
  resnet50v2: ["3ef43a0b657b3be2300d5770ece849e0", "fac2f116257151a9d068a22e544a4917"],
  resnet101v2: ["6343647c601c52e1368623803854d971", "c0ed64b8031c3730f411d2eb4eea35b5"],
  resnet152v2: ["a49b44d1979771252814e80f8ec446f9", "ed17cf2e0169df9d443503ef94b23b33"],
};

const conv = (
  x: KerasTensor,
  name: string,
  filters: number,
  size: number,
  options: object = {},
): KerasTensor => new Conv2D(filters, size, { name: `${name}_conv`, ...options }).apply(x);
const normalize = (x: KerasTensor, name: string): KerasTensor =>
  new BatchNormalization({ axis: 3, epsilon: 1.001e-5, name: `${name}_bn` }).apply(x);
const relu = (x: KerasTensor, name: string): KerasTensor =>
  new Activation("relu", { name: `${name}_relu` }).apply(x);
const normalizedRelu = (x: KerasTensor, name: string): KerasTensor => relu(normalize(x, name), name);

/** Normalizations and activations behind the convolutions. */
function blockV1(
  input: KerasTensor,
  name: string,
  filters: number,
  strides: number,
  isFirst: boolean,
): KerasTensor {
  const shortcut = isFirst
    ? normalize(conv(input, `${name}_0`, 4 * filters, 1, { strides }), `${name}_0`)
    : input;
  let x = normalizedRelu(conv(input, `${name}_1`, filters, 1, { strides }), `${name}_1`);
  x = normalizedRelu(conv(x, `${name}_2`, filters, 3, { padding: "same" }), `${name}_2`);
  x = normalize(conv(x, `${name}_3`, 4 * filters, 1), `${name}_3`);
  x = new Add({ name: `${name}_add` }).apply([shortcut, x]);
  return new Activation("relu", { name: `${name}_out` }).apply(x);
}

/** Normalizations and activations before the convolutions. */
function blockV2(
  input: KerasTensor,
  name: string,
  filters: number,
  strides: number,
  isFirst: boolean,
): KerasTensor {
  const active = normalizedRelu(input, `${name}_preact`);
  let shortcut = input;
  if (isFirst) shortcut = conv(active, `${name}_0`, 4 * filters, 1, { strides });
  else if (strides > 1) shortcut = new MaxPooling2D(1, { strides }).apply(input);
  let x = normalizedRelu(conv(active, `${name}_1`, filters, 1, { useBias: false }), `${name}_1`);
  x = new ZeroPadding2D(1, { name: `${name}_2_pad` }).apply(x);
  x = normalizedRelu(conv(x, `${name}_2`, filters, 3, { strides, useBias: false }), `${name}_2`);
  x = conv(x, `${name}_3`, 4 * filters, 1);
  return new Add({ name: `${name}_out` }).apply([shortcut, x]);
}

/** Four stacks of residual blocks. */
const resnet = (label: string, blocks: readonly number[]) => {
  const isV2 = label.endsWith("V2");
  // The first block of a stack has its strides, in the second version the last one; the last or first stack has none.
  const stridesOf = (stack: number, i: number) => {
    const at = isV2 ? blocks[stack] - 1 : 0;
    return i === at && stack !== (isV2 ? blocks.length - 1 : 0) ? 2 : 1;
  };
  return plainApplication(label, "resnet", hashes, {
    namedPools: "all",
    features(input) {
      let x = new ZeroPadding2D(3, { name: "conv1_pad" }).apply(input);
      x = conv(x, "conv1", 64, 7, { strides: 2 });
      if (!isV2) x = normalizedRelu(x, "conv1");
      x = new ZeroPadding2D(1, { name: "pool1_pad" }).apply(x);
      x = new MaxPooling2D(3, { strides: 2, name: "pool1_pool" }).apply(x);
      for (const [stack, count] of blocks.entries()) {
        for (let i = 0; i < count; i++) {
          const block = `conv${stack + 2}_block${i + 1}`;
          x = (isV2 ? blockV2 : blockV1)(x, block, 64 * 2 ** stack, stridesOf(stack, i), i === 0);
        }
      }
      return isV2 ? normalizedRelu(x, "post") : x;
    },
  });
};

/**
 * ResNet50: 50 layers with residual connections.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const base = applications.ResNet50({ weights: null, includeTop: false, pooling: "avg", inputShape: [32, 32, 3] });
 * console.log(base.outputShape); // (null, 2048)
 */
export const ResNet50 = resnet("ResNet50", [3, 4, 6, 3]);
/**
 * ResNet101: 101 layers with residual connections.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const text = await applications.ResNet101({ weights: "no such file" }).catch((error) => error.message);
 */
export const ResNet101 = resnet("ResNet101", [3, 4, 23, 3]);
/**
 * ResNet152: 152 layers with residual connections.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const text = await applications.ResNet152({ weights: "no such file" }).catch((error) => error.message);
 */
export const ResNet152 = resnet("ResNet152", [3, 8, 36, 3]);
/**
 * ResNet50V2: `ResNet50` with normalizations before the convolutions.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const base = applications.ResNet50V2({ weights: null, includeTop: false, pooling: "avg", inputShape: [32, 32, 3] });
 * console.log(base.outputShape); // (null, 2048)
 */
export const ResNet50V2 = resnet("ResNet50V2", [3, 4, 6, 3]);
/**
 * ResNet101V2: `ResNet101` with normalizations before the convolutions.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const text = await applications.ResNet101V2({ weights: "no such file" }).catch((error) => error.message);
 */
export const ResNet101V2 = resnet("ResNet101V2", [3, 4, 23, 3]);
/**
 * ResNet152V2: `ResNet152` with normalizations before the convolutions.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const text = await applications.ResNet152V2({ weights: "no such file" }).catch((error) => error.message);
 */
export const ResNet152V2 = resnet("ResNet152V2", [3, 8, 36, 3]);
