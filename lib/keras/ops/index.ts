/** `keras.ops`: Keras' functions of tensors, for layers, losses and steps of one's own. */
export * from "./activations.ts";
export * from "./core.ts";
export * from "./creation.ts";
export * from "./elementwise.ts";
export * as image from "./image.ts";
export * from "./linalg.ts";
export * from "./logic.ts";
export * from "./matrices.ts";
export * from "./nn.ts";
export * from "./not-ported.ts";
export * from "./reductions.ts";
export * from "./shapes.ts";
