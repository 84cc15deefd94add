export { Activation, ELU, LeakyReLU, ReLU, type ReLUOptions, Softmax } from "./activations.ts";
export { ActivityRegularization, Dropout, Flatten, Lambda } from "./core.ts";
export { Dense, type DenseConfig, type DenseOptions } from "./dense.ts";
export { Input, InputLayer, type InputLayerConfig } from "./input-layer.ts";
export type { KerasTensor } from "./keras-tensor.ts";
export { Layer, type LayerConfig, type LayerOptions, type Shape } from "./layer.ts";
export {
  Add,
  Average,
  add,
  average,
  Concatenate,
  concatenate,
  Dot,
  dot,
  Maximum,
  Minimum,
  Multiply,
  maximum,
  minimum,
  multiply,
  Subtract,
  subtract,
} from "./merging.ts";
export * from "./not-ported.ts";
