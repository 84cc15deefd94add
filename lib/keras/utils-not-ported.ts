import { notPorted } from "./not-ported.ts";

const DATASET = "Give the data as arrays, or by a class of your own: `class Data extends utils.PyDataset`.";
const DECODE = "TensorFlow.js reads pictures: tf.node.decodeImage(bytes).";
const ENCODE = "TensorFlow.js writes pictures: tf.node.encodePng(tensor).";
const SUMMARY = "`model.summary()` prints the layers.";

const remedies: Readonly<Record<string, string>> = {
  Sequence: "Use `utils.PyDataset`, its name since Keras 3.",
  arrayToImg: ENCODE,
  audioDatasetFromDirectory: DATASET,
  getCustomObjects: "Use `saving.getCustomObjects()`.",
  imageDatasetFromDirectory: DATASET,
  imgToArray: DECODE,
  loadImg: DECODE,
  modelToDot: SUMMARY,
  plotModel: SUMMARY,
  registerKerasSerializable: "Use `saving.registerKerasSerializable()`.",
  saveImg: ENCODE,
  textDatasetFromDirectory: DATASET,
};

/** @deprecated Not ported, at least not in this module. */
// biome-ignore format: a list of names
export const {
  Config, CustomObjectScope, FeatureSpace, Sequence, arrayToImg, audioDatasetFromDirectory, customObjectScope,
  deserializeKerasObject, disableInteractiveLogging, enableInteractiveLogging, getCustomObjects, getRegisteredName,
  getRegisteredObject, getSourceInputs, imageDatasetFromDirectory, imgToArray, isInteractiveLoggingEnabled,
  isKerasTensor, loadImg, modelToDot, packXYSampleWeight, padSequences, plotModel, registerKerasSerializable, saveImg,
  serializeKerasObject, standardizeDtype, textDatasetFromDirectory, unpackXYSampleWeight,
} = notPorted("utility", (name) => remedies[name] ?? "Write it in TypeScript where you need it.");
