/** Keras in TypeScript: networks of dense layers, under Keras' names and in Keras' words. */
export * as activations from "./activations.ts";
export type { Callback, History, Logs } from "./callbacks/index.ts";
export * as callbacks from "./callbacks/index.ts";
export { config } from "./config.ts";
export * as constraints from "./constraints.ts";
export * as initializers from "./initializers/index.ts";
export { Dense, Input, InputLayer } from "./layers/index.ts";
export * as layers from "./layers/namespace.ts";
export * as losses from "./losses/index.ts";
export * as metrics from "./metrics/index.ts";
export { builtModels, Model } from "./models/model.ts";
export * as models from "./models/namespace.ts";
export { Sequential } from "./models/sequential.ts";
export * as optimizers from "./optimizers/index.ts";
export * as regularizers from "./regularizers.ts";
export * as saving from "./saving/index.ts";
export { type SweepOptions, type SweepResult, sweep } from "./sweep/index.ts";
export * as utils from "./utils.ts";
