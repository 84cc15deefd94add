/** `keras.applications.densenet` (Huang et al., 2017). */
import {
  Activation,
  AveragePooling2D,
  BatchNormalization,
  Concatenate,
  Conv2D,
  MaxPooling2D,
  ZeroPadding2D,
} from "../layers/index.ts";
import type { KerasTensor } from "../layers/keras-tensor.ts";
import { plainApplication } from "./application.ts";

const hashes: Readonly<Record<string, readonly [top: string, features: string]>> = {
  densenet121: ["9d60b8095a5708f2dcce2bca79d332c7", "30ee3e1110167f948a6b9946edeeb738"],
  densenet169: ["d699b8f76981ab1b30698df4c175e90b", "b8c4d4c20dd625c148057b9ff1c1176b"],
  densenet201: ["1ceb130c1ea1b78c3bf6114dbdfd8807", "c13680b51ded0fb44dff2d8f86ac8bb1"],
};

const GROWTH = 32;

const normalizedRelu = (x: KerasTensor, prefix: string): KerasTensor => {
  const normal = new BatchNormalization({ axis: 3, epsilon: 1.001e-5, name: `${prefix}bn` }).apply(x);
  return new Activation("relu", { name: `${prefix}relu` }).apply(normal);
};

/** Adds the channels of two convolutions to the input's. */
function block(input: KerasTensor, name: string): KerasTensor {
  let x = normalizedRelu(input, `${name}_0_`);
  x = new Conv2D(4 * GROWTH, 1, { useBias: false, name: `${name}_1_conv` }).apply(x);
  x = normalizedRelu(x, `${name}_1_`);
  x = new Conv2D(GROWTH, 3, { padding: "same", useBias: false, name: `${name}_2_conv` }).apply(x);
  return new Concatenate({ axis: 3, name: `${name}_concat` }).apply([input, x]);
}

/** Half the channels, at half the size. */
function transition(input: KerasTensor, name: string): KerasTensor {
  const channels = Math.floor((input.shape[3] as number) / 2);
  const x = normalizedRelu(input, `${name}_`);
  const half = new Conv2D(channels, 1, { useBias: false, name: `${name}_conv` }).apply(x);
  return new AveragePooling2D(2, { strides: 2, name: `${name}_pool` }).apply(half);
}

const densenet = (label: string, blocks: readonly number[]) => {
  return plainApplication(label, "densenet", hashes, {
    namedPools: "all",
    features(input) {
      let x = new ZeroPadding2D(3).apply(input);
      x = new Conv2D(64, 7, { strides: 2, useBias: false, name: "conv1_conv" }).apply(x);
      x = new ZeroPadding2D(1).apply(normalizedRelu(x, "conv1_"));
      x = new MaxPooling2D(3, { strides: 2, name: "pool1" }).apply(x);
      for (const [i, count] of blocks.entries()) {
        for (let k = 1; k <= count; k++) x = block(x, `conv${i + 2}_block${k}`);
        if (i < blocks.length - 1) x = transition(x, `pool${i + 2}`);
      }
      return normalizedRelu(x, "");
    },
  });
};

/**
 * DenseNet121: each layer gets the channels of all layers before, 121 layers.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const base = applications.DenseNet121({ weights: null, includeTop: false, pooling: "avg", inputShape: [32, 32, 3] });
 * console.log(base.outputShape); // (null, 1024)
 */
export const DenseNet121 = densenet("DenseNet121", [6, 12, 24, 16]);
/**
 * DenseNet169: `DenseNet121` with 169 layers.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const text = await applications.DenseNet169({ weights: "no such file" }).catch((error) => error.message);
 */
export const DenseNet169 = densenet("DenseNet169", [6, 12, 32, 32]);
/**
 * DenseNet201: `DenseNet121` with 201 layers.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const text = await applications.DenseNet201({ weights: "no such file" }).catch((error) => error.message);
 */
export const DenseNet201 = densenet("DenseNet201", [6, 12, 48, 32]);
