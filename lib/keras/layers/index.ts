export { Dense, type DenseConfig, type DenseOptions } from "./dense";
export { Input } from "./input";
export { InputLayer, type InputLayerConfig } from "./input-layer";
export { Layer, type LayerConfig, type Shape } from "./layer";
export { Variable } from "./variable";
