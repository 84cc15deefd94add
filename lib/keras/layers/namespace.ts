/** `keras.layers`: the layers, and their serialization, which has to know all of them. */
export { deserialize, serialize } from "../saving/layers.ts";
export * from "./index.ts";
