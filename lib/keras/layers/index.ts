export { Activation } from "./activation.ts";
export { ActivityRegularization } from "./activity-regularization.ts";
export { ELU, LeakyReLU, ReLU, type ReLUOptions, Softmax } from "./advanced-activations.ts";
export { Dense, type DenseConfig, type DenseOptions } from "./dense.ts";
export { Dropout } from "./dropout.ts";
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
export { Variable } from "./variable.ts";
