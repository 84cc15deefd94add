/** `keras.utils`: the utilities, and the functions of `keras.saving` that Keras exports here too. */
export {
  customObjectScope,
  deserializeKerasObject,
  getCustomObjects,
  getRegisteredName,
  getRegisteredObject,
  registerKerasSerializable,
  serializeKerasObject,
} from "./saving/index.ts";
export * from "./utils.ts";
