export { Activation } from "./activation";
export { ActivityRegularization } from "./activity-regularization";
export { ELU, LeakyReLU, ReLU, type ReLUOptions, Softmax } from "./advanced-activations";
export { Dense, type DenseConfig, type DenseOptions } from "./dense";
export { Dropout } from "./dropout";
export { Flatten } from "./flatten";
export { Input, InputLayer, type InputLayerConfig } from "./input-layer";
export { Lambda } from "./lambda";
export {
  type AnyLayerPlan,
  type CustomLayerPlan,
  Layer,
  type LayerConfig,
  type LayerOptions,
  type Shape,
} from "./layer";
export { Variable } from "./variable";
