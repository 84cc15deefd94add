/** `keras.applications.vgg16` and `vgg19` (Simonyan and Zisserman, 2014). */
import { Conv2D, Dense, Flatten, MaxPooling2D } from "../layers/index.ts";
import type { KerasTensor } from "../layers/keras-tensor.ts";
import { plainApplication } from "./application.ts";

const hashes: Readonly<Record<string, readonly [top: string, features: string]>> = {
  vgg16: ["64373286793e3c8b2b4e3219cbf3544b", "6d6bbae143d832006294945121d1f1fc"],
  vgg19: ["cbe5617147190e668d6c5d5026f83318", "253f8cb515780f3b799900260a226db6"],
};

/** Blocks of convolutions of 3 x 3, each followed by pooling. */
const vgg = (label: "VGG16" | "VGG19", convolutions: readonly number[]) => {
  return plainApplication(label, label.toLowerCase(), hashes, {
    features: (input) =>
      convolutions.reduce((x, count, i) => {
        const block = `block${i + 1}`;
        for (let k = 1; k <= count; k++) {
          const filters = Math.min(64 * 2 ** i, 512);
          x = new Conv2D(filters, 3, {
            activation: "relu",
            padding: "same",
            name: `${block}_conv${k}`,
          }).apply(x);
        }
        return new MaxPooling2D(2, { strides: 2, name: `${block}_pool` }).apply(x);
      }, input),
    top: (x) =>
      ["fc1", "fc2"].reduce(
        (flat: KerasTensor, one) => new Dense(4096, { activation: "relu", name: one }).apply(flat),
        new Flatten({ name: "flatten" }).apply(x),
      ),
  });
};

/**
 * VGG16: 13 convolutions and 3 dense layers.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const base = applications.VGG16({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 * console.log(base.outputShape); // (null, 1, 1, 512)
 */
export const VGG16 = vgg("VGG16", [2, 2, 3, 3, 3]);
/**
 * VGG19: 16 convolutions and 3 dense layers.
 *
 * @throws ValueError for options that do not fit, and for weights that are neither in the cache nor on the network
 * @example
 * const base = applications.VGG19({ weights: null, includeTop: false, inputShape: [32, 32, 3] });
 * console.log(base.layers.length); // 22
 */
export const VGG19 = vgg("VGG19", [2, 2, 4, 4, 4]);
