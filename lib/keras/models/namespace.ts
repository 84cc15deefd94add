/** `keras.models`: the models, and the functions that load, save and copy them. */
export { cloneModel, loadModel, modelFromJson, saveModel } from "../saving/index.ts";
export * from "./index.ts";
