import type { ScoreFunction } from "../backend/tensor-types.ts";
import { knownNames } from "../dialects/names.ts";
import { nameOf } from "../named-functions.ts";
import { deserializeObject, getObject, isSerialized, type SerializedObject } from "../saving/config.ts";
import { namedFunction } from "../saving/functions.ts";
import { objectForm } from "../saving/keras3-form.ts";
import * as accuracy from "./accuracy-metrics.ts";
import * as confusion from "./confusion-metrics.ts";
import * as fScore from "./f-score-metrics.ts";
import * as iou from "./iou-metrics.ts";
import * as loss from "./loss-metrics.ts";
import { FunctionMetric, Metric } from "./metric.ts";
import * as missing from "./not-ported.ts";
import * as reduction from "./reduction-metrics.ts";
import * as regression from "./regression-metrics.ts";
import * as atThresholds from "./sensitivity-specificity.ts";

export * from "./accuracy-metrics.ts";
export * from "./confusion-metrics.ts";
export * from "./f-score-metrics.ts";
export * from "./functions.ts";
export * from "./iou-metrics.ts";
export * from "./loss-metrics.ts";
export { Metric, type MetricOptions, type Outcome, OutputMetric } from "./metric.ts";
export * from "./not-ported.ts";
export * from "./reduction-metrics.ts";
export * from "./regression-metrics.ts";
export {
  type AtThresholdsOptions,
  PrecisionAtRecall,
  RecallAtPrecision,
  SensitivityAtSpecificity,
  SpecificityAtSensitivity,
} from "./sensitivity-specificity.ts";

/** The classes that can be created without arguments. */
const classes = {
  ...accuracy,
  ...confusion,
  ...fScore,
  ...loss,
  ...reduction,
  ...regression,
  BinaryIoU: iou.BinaryIoU,
};

/** Keras' names and abbreviations. */
const known = {
  binary_accuracy: classes.BinaryAccuracy,
  categorical_accuracy: classes.CategoricalAccuracy,
  sparse_categorical_accuracy: classes.SparseCategoricalAccuracy,
  top_k_categorical_accuracy: classes.TopKCategoricalAccuracy,
  sparse_top_k_categorical_accuracy: classes.SparseTopKCategoricalAccuracy,
  mean_squared_error: classes.MeanSquaredError,
  mse: classes.MeanSquaredError,
  MSE: classes.MeanSquaredError,
  root_mean_squared_error: classes.RootMeanSquaredError,
  mean_absolute_error: classes.MeanAbsoluteError,
  mae: classes.MeanAbsoluteError,
  MAE: classes.MeanAbsoluteError,
  mean_absolute_percentage_error: classes.MeanAbsolutePercentageError,
  mape: classes.MeanAbsolutePercentageError,
  MAPE: classes.MeanAbsolutePercentageError,
  mean_squared_logarithmic_error: classes.MeanSquaredLogarithmicError,
  msle: classes.MeanSquaredLogarithmicError,
  MSLE: classes.MeanSquaredLogarithmicError,
  log_cosh_error: classes.LogCoshError,
  cosine_similarity: classes.CosineSimilarity,
  binary_crossentropy: classes.BinaryCrossentropy,
  bce: classes.BinaryCrossentropy,
  BCE: classes.BinaryCrossentropy,
  categorical_crossentropy: classes.CategoricalCrossentropy,
  sparse_categorical_crossentropy: classes.SparseCategoricalCrossentropy,
  kl_divergence: classes.KLDivergence,
  kld: classes.KLDivergence,
  KLD: classes.KLDivergence,
  poisson: classes.Poisson,
  hinge: classes.Hinge,
  squared_hinge: classes.SquaredHinge,
  categorical_hinge: classes.CategoricalHinge,
  precision: classes.Precision,
  recall: classes.Recall,
  true_positives: classes.TruePositives,
  true_negatives: classes.TrueNegatives,
  false_positives: classes.FalsePositives,
  false_negatives: classes.FalseNegatives,
  auc: classes.AUC,
  r2_score: classes.R2Score,
  f1_score: classes.F1Score,
  fbeta_score: classes.FBetaScore,
  f_beta_score: classes.FBetaScore,
  binary_io_u: classes.BinaryIoU,
  pearson_correlation: classes.PearsonCorrelation,
  concordance_correlation: classes.ConcordanceCorrelation,
  ...classes,
};

export type MetricName = keyof typeof known | "accuracy" | "acc";

/** A metric as `compile` takes it; a name or a class stands for one with its defaults, a function for a metric of tensors. */
export type MetricIdentifier = MetricName | Metric | (new () => Metric) | ScoreFunction | SerializedObject;

/**
 * Returns a new metric with its defaults for a name or a class, a metric of a function of tensors, and a metric or null as it
 * is.
 *
 * @throws ValueError for an unknown name; `"accuracy"` is one that only `compile` knows, as it depends on the model
 *
 * @example
 * const metric = metrics.get("mse");
 */
export function get(identifier: Exclude<MetricIdentifier, "accuracy" | "acc">): Metric;
export function get(identifier: Exclude<MetricIdentifier, "accuracy" | "acc"> | null): Metric | null;
export function get(identifier: Exclude<MetricIdentifier, "accuracy" | "acc"> | null): Metric | null {
  return getObject("metric", nameOf(identifier) ?? identifier, {
    Base: Metric,
    known: knownNames("metric", known),
    make: (Class, name) => new Class({ name }),
    wrap: (call: ScoreFunction) => new FunctionMetric(call),
    missing,
    deserialize,
    otherNames: ["accuracy", "acc"],
  });
}

/**
 * The metric in Keras' form: module, class name and configuration; a function by its name.
 *
 * @example
 * console.log(metrics.serialize(new metrics.AUC()).class_name); // AUC
 */
export function serialize(metric: Metric): SerializedObject | string {
  if (metric instanceof FunctionMetric) return metric.name;
  return objectForm("keras.metrics", metric);
}

/**
 * The metric of a serialized form, or of a name.
 *
 * @throws ValueError for an unknown class, and for settings that it does not have
 *
 * @example
 * const metric = metrics.deserialize({ class_name: "BinaryAccuracy", config: { threshold: 0.7 } });
 */
export function deserialize(serialized: SerializedObject | Exclude<MetricName, "accuracy" | "acc">): Metric {
  if (!isSerialized(serialized)) return get(serialized);
  const name = namedFunction(serialized);
  if (name !== undefined) return get(name as keyof typeof known);
  if (serialized.class_name === "MeanMetricWrapper") {
    // Keras 2 writes so a metric that was given by a name.
    const { fn, name: given } = serialized.config as { fn?: string; name?: string };
    if (fn !== undefined && Object.hasOwn(known, fn))
      return new known[fn as keyof typeof known]({ name: given });
  }
  return deserializeObject("metric", { ...classes, ...iou, ...atThresholds, ...missing }, serialized);
}
