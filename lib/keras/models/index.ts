export { Sequential, type SequentialConfig } from "./sequential.ts";
export type { SummaryOptions } from "./summary.ts";
