/** `keras.layers`: the layers, and their serialization, which has to know all of them. */
export { serialize } from "../saving/keras-objects.ts";
export { deserialize } from "../saving/layers.ts";
export * from "./index.ts";
