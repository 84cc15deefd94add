/** Keras in TypeScript: networks of dense layers, under Keras' names and in Keras' words. */
export * as activations from "./activations";
export type { Callback, History, Logs } from "./callbacks";
export * as callbacks from "./callbacks";
export * as config from "./config";
export * as constraints from "./constraints";
export * as initializers from "./initializers";
export * as layers from "./layers";
export { Dense, Input, InputLayer } from "./layers";
export * as losses from "./losses";
export * as metrics from "./metrics";
export * as models from "./models";
export { builtModels, Sequential } from "./models";
export * as optimizers from "./optimizers";
export * as regularizers from "./regularizers";
export { type SweepOptions, type SweepResult, sweep } from "./sweep";
export * as utils from "./utils";
