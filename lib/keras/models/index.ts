export { builtModels } from "./built-models.ts";
export { Sequential, type SequentialConfig } from "./sequential.ts";
export type { SummaryOptions } from "./summary.ts";
