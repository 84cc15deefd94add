import { notPorted } from "./not-ported.ts";

const DATASET = "Give the data as arrays, or by a class of your own: `class Data extends utils.PyDataset`.";
const DECODE = "TensorFlow.js reads pictures: tf.node.decodeImage(bytes).";
const ENCODE = "TensorFlow.js writes pictures: tf.node.encodePng(tensor).";
const SUMMARY = "`model.summary()` prints the layers.";

const remedies: Readonly<Record<string, string>> = {
  CustomObjectScope: "Use `saving.customObjectScope({ MyLayer }, () => …)`.",
  Sequence: "Use `utils.PyDataset`, its name since Keras 3.",
  arrayToImg: ENCODE,
  audioDatasetFromDirectory: DATASET,
  imageDatasetFromDirectory: DATASET,
  imgToArray: DECODE,
  loadImg: DECODE,
  modelToDot: SUMMARY,
  plotModel: SUMMARY,
  saveImg: ENCODE,
  textDatasetFromDirectory: DATASET,
};

/** @deprecated Not ported, at least not in this module. */
// biome-ignore format: a list of names
export const {
  Config, CustomObjectScope, FeatureSpace, Sequence, arrayToImg, audioDatasetFromDirectory,
  disableInteractiveLogging, enableInteractiveLogging, getSourceInputs, imageDatasetFromDirectory, imgToArray, isInteractiveLoggingEnabled,
  loadImg, modelToDot, plotModel, saveImg, standardizeDtype, textDatasetFromDirectory,
} = notPorted("utility", (name) => remedies[name] ?? "Write it in TypeScript where you need it.");
