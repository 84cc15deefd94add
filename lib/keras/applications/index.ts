/** `keras.applications`: networks for images, with weights trained on ImageNet. */
import { DenseNet121, DenseNet169, DenseNet201 } from "./densenet.ts";
import * as efficientNets from "./efficientnet.ts";
import { decodePredictions, type Mode, type PreprocessOptions, preprocessInput } from "./imagenet-utils.ts";
import { MobileNet } from "./mobilenet.ts";
import { MobileNetV2 } from "./mobilenet-v2.ts";
import { ResNet50, ResNet50V2, ResNet101, ResNet101V2, ResNet152, ResNet152V2 } from "./resnet.ts";
import { VGG16, VGG19 } from "./vgg.ts";
import { Xception } from "./xception.ts";

export * from "./densenet.ts";
export * from "./efficientnet.ts";
export * as imagenetUtils from "./imagenet-utils.ts";
export { MobileNet } from "./mobilenet.ts";
export { MobileNetV2 } from "./mobilenet-v2.ts";
export * from "./not-ported.ts";
export * from "./resnet.ts";
export * from "./vgg.ts";
export * from "./xception.ts";

/** The function of a network. */
const preprocessor =
  (mode: Mode) =>
  (x: unknown, options: Omit<PreprocessOptions, "mode"> = {}) =>
    preprocessInput(x, { ...options, mode });

const caffe = { preprocessInput: preprocessor("caffe"), decodePredictions };
const fromMinusOne = { preprocessInput: preprocessor("tf"), decodePredictions };
const torch = { preprocessInput: preprocessor("torch"), decodePredictions };

/**
 * The module of the DenseNets.
 *
 * @example
 * const images = applications.densenet.preprocessInput([[[0, 0, 255]]]);
 */
export const densenet = { ...torch, DenseNet121, DenseNet169, DenseNet201 };
/**
 * The module of the EfficientNets, whose images stay as they are: they scale them themselves.
 *
 * @example
 * const images = applications.efficientnet.preprocessInput([[[0, 0, 255]]]);
 */
export const efficientnet = { ...efficientNets, preprocessInput: <T>(x: T): T => x, decodePredictions };
/**
 * The module of MobileNet.
 *
 * @example
 * const images = applications.mobilenet.preprocessInput([[[0, 0, 255]]]);
 */
export const mobilenet = { ...fromMinusOne, MobileNet };
/**
 * The module of MobileNetV2.
 *
 * @example
 * const images = applications.mobilenetV2.preprocessInput([[[0, 0, 255]]]);
 */
export const mobilenetV2 = { ...fromMinusOne, MobileNetV2 };
/**
 * The module of the ResNets.
 *
 * @example
 * const images = applications.resnet.preprocessInput([[[0, 0, 255]]]);
 */
export const resnet = { ...caffe, ResNet50, ResNet101, ResNet152 };
/**
 * The module of ResNet50.
 *
 * @example
 * const images = applications.resnet50.preprocessInput([[[0, 0, 255]]]);
 */
export const resnet50 = { ...caffe, ResNet50 };
/**
 * The module of the ResNets of the second version.
 *
 * @example
 * const images = applications.resnetV2.preprocessInput([[[0, 0, 255]]]);
 */
export const resnetV2 = { ...fromMinusOne, ResNet50V2, ResNet101V2, ResNet152V2 };
/**
 * The module of VGG16.
 *
 * @example
 * const images = applications.vgg16.preprocessInput([[[0, 0, 255]]]);
 */
export const vgg16 = { ...caffe, VGG16 };
/**
 * The module of VGG19.
 *
 * @example
 * const images = applications.vgg19.preprocessInput([[[0, 0, 255]]]);
 */
export const vgg19 = { ...caffe, VGG19 };
/**
 * The module of Xception.
 *
 * @example
 * const images = applications.xception.preprocessInput([[[0, 0, 255]]]);
 */
export const xception = { ...fromMinusOne, Xception };
