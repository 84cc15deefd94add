/** `keras.utils`: the utilities, and those of `keras.saving` that Keras has here too. */
export {
  deserializeKerasObject,
  getCustomObjects,
  getRegisteredName,
  getRegisteredObject,
  registerKerasSerializable,
  serializeKerasObject,
} from "./saving/index.ts";
export * from "./utils.ts";
