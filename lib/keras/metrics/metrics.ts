export * from "./accuracy-metrics.ts";
export * from "./confusion-metrics.ts";
export * from "./correlation-metrics.ts";
export * from "./f-score-metrics.ts";
export * from "./hinge-metrics.ts";
export * from "./iou-metrics.ts";
export { Metric, type MetricOptions, type Outcome, OutputMetric } from "./metric.ts";
export * from "./probabilistic-metrics.ts";
export * from "./regression-metrics.ts";
export {
  type AtThresholdsOptions,
  PrecisionAtRecall,
  RecallAtPrecision,
  SensitivityAtSpecificity,
  SpecificityAtSensitivity,
} from "./sensitivity-specificity.ts";
