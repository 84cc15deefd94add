export type { MetricIdentifier, MetricName } from "../trainers/compile-utils.ts";
export * from "./metrics.ts";
