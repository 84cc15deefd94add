export { Model } from "./model.ts";
export type { ModelConfig } from "./model-config.ts";
export type { ModelOptions } from "./model-options.ts";
export { Sequential } from "./sequential.ts";
export type { SummaryOptions } from "./summary.ts";
