export { builtModels } from "./built-models";
export { Sequential, type SequentialConfig } from "./sequential";
export type { SummaryOptions } from "./summary";
