export { Model, type ModelOptions } from "./model.ts";
export type { ModelConfig } from "./model-config.ts";
export { Sequential } from "./sequential.ts";
export type { SummaryOptions } from "./summary.ts";
