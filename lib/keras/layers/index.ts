export { Activation, ELU, LeakyReLU, ReLU, type ReLUOptions, Softmax } from "./activations.ts";
export { Dense, type DenseConfig, type DenseOptions } from "./dense.ts";
export { Flatten } from "./flatten.ts";
export { Input, InputLayer, type InputLayerConfig } from "./input-layer.ts";
export { Lambda } from "./lambda.ts";
export {
  type AnyLayerPlan,
  type CustomLayerPlan,
  Layer,
  type LayerConfig,
  type LayerOptions,
  type Shape,
} from "./layer.ts";
export { ActivityRegularization, Dropout } from "./regularization.ts";
export { Variable } from "./variable.ts";
