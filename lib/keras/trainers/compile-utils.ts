import { ValueError } from "../../errors.ts";
import type { AnyLossPlan } from "../backend/plan.ts";
import type { ScoreFunction } from "../backend/tensor-types.ts";
import { takesClassNumbers } from "../losses/loss.ts";
import { FunctionMetric, MeanMetric, Metric, OutputMetric } from "../metrics/metric.ts";
import * as metrics from "../metrics/metrics.ts";
import type { Optimizer } from "../optimizers/optimizer.ts";
import type { CompiledMetric } from "./metric-totals.ts";

/** The arguments of `compile`, converted. */
export interface Compiled {
  optimizer: Optimizer;
  loss: AnyLossPlan;
  metrics: readonly MetricIdentifier[];
  weightedMetrics: readonly MetricIdentifier[];
  /** true: the engine; false: TensorFlow.js; `"auto"`: the engine if it can compute every part. */
  jitCompile: "auto" | boolean;
}

/** The classes that can be created without arguments. */
const byClass = {
  Accuracy: metrics.Accuracy,
  BinaryAccuracy: metrics.BinaryAccuracy,
  CategoricalAccuracy: metrics.CategoricalAccuracy,
  SparseCategoricalAccuracy: metrics.SparseCategoricalAccuracy,
  TopKCategoricalAccuracy: metrics.TopKCategoricalAccuracy,
  SparseTopKCategoricalAccuracy: metrics.SparseTopKCategoricalAccuracy,
  BinaryIoU: metrics.BinaryIoU,
  AUC: metrics.AUC,
  FalseNegatives: metrics.FalseNegatives,
  FalsePositives: metrics.FalsePositives,
  Precision: metrics.Precision,
  Recall: metrics.Recall,
  TrueNegatives: metrics.TrueNegatives,
  TruePositives: metrics.TruePositives,
  F1Score: metrics.F1Score,
  FBetaScore: metrics.FBetaScore,
  BinaryCrossentropy: metrics.BinaryCrossentropy,
  CategoricalCrossentropy: metrics.CategoricalCrossentropy,
  CategoricalHinge: metrics.CategoricalHinge,
  ConcordanceCorrelation: metrics.ConcordanceCorrelation,
  CosineSimilarity: metrics.CosineSimilarity,
  Hinge: metrics.Hinge,
  KLDivergence: metrics.KLDivergence,
  LogCoshError: metrics.LogCoshError,
  MeanAbsoluteError: metrics.MeanAbsoluteError,
  MeanAbsolutePercentageError: metrics.MeanAbsolutePercentageError,
  MeanSquaredError: metrics.MeanSquaredError,
  MeanSquaredLogarithmicError: metrics.MeanSquaredLogarithmicError,
  PearsonCorrelation: metrics.PearsonCorrelation,
  Poisson: metrics.Poisson,
  R2Score: metrics.R2Score,
  RootMeanSquaredError: metrics.RootMeanSquaredError,
  SparseCategoricalCrossentropy: metrics.SparseCategoricalCrossentropy,
  SquaredHinge: metrics.SquaredHinge,
};

/** Keras' names and abbreviations. */
const known = {
  binary_accuracy: metrics.BinaryAccuracy,
  categorical_accuracy: metrics.CategoricalAccuracy,
  sparse_categorical_accuracy: metrics.SparseCategoricalAccuracy,
  top_k_categorical_accuracy: metrics.TopKCategoricalAccuracy,
  sparse_top_k_categorical_accuracy: metrics.SparseTopKCategoricalAccuracy,
  mean_squared_error: metrics.MeanSquaredError,
  mse: metrics.MeanSquaredError,
  MSE: metrics.MeanSquaredError,
  root_mean_squared_error: metrics.RootMeanSquaredError,
  mean_absolute_error: metrics.MeanAbsoluteError,
  mae: metrics.MeanAbsoluteError,
  MAE: metrics.MeanAbsoluteError,
  mean_absolute_percentage_error: metrics.MeanAbsolutePercentageError,
  mape: metrics.MeanAbsolutePercentageError,
  MAPE: metrics.MeanAbsolutePercentageError,
  mean_squared_logarithmic_error: metrics.MeanSquaredLogarithmicError,
  msle: metrics.MeanSquaredLogarithmicError,
  MSLE: metrics.MeanSquaredLogarithmicError,
  log_cosh_error: metrics.LogCoshError,
  cosine_similarity: metrics.CosineSimilarity,
  binary_crossentropy: metrics.BinaryCrossentropy,
  bce: metrics.BinaryCrossentropy,
  BCE: metrics.BinaryCrossentropy,
  categorical_crossentropy: metrics.CategoricalCrossentropy,
  sparse_categorical_crossentropy: metrics.SparseCategoricalCrossentropy,
  kl_divergence: metrics.KLDivergence,
  kld: metrics.KLDivergence,
  KLD: metrics.KLDivergence,
  poisson: metrics.Poisson,
  hinge: metrics.Hinge,
  squared_hinge: metrics.SquaredHinge,
  categorical_hinge: metrics.CategoricalHinge,
  precision: metrics.Precision,
  recall: metrics.Recall,
  true_positives: metrics.TruePositives,
  true_negatives: metrics.TrueNegatives,
  false_positives: metrics.FalsePositives,
  false_negatives: metrics.FalseNegatives,
  auc: metrics.AUC,
  r2_score: metrics.R2Score,
  f1_score: metrics.F1Score,
  fbeta_score: metrics.FBetaScore,
  f_beta_score: metrics.FBetaScore,
  binary_io_u: metrics.BinaryIoU,
  pearson_correlation: metrics.PearsonCorrelation,
  concordance_correlation: metrics.ConcordanceCorrelation,
  ...byClass,
};

export type MetricName = keyof typeof known | "accuracy" | "acc";

/** A metric as `compile` takes it; a name or a class stands for one with its defaults, a function for a metric of tensors. */
export type MetricIdentifier = MetricName | Metric | (new () => Metric) | ScoreFunction;

/** @throws ValueError for an unknown name */
export function checkMetric(identifier: MetricIdentifier): void {
  if (typeof identifier === "function") return;
  if (typeof identifier === "object" && identifier !== null) return;
  if (identifier === "accuracy" || identifier === "acc" || Object.hasOwn(known, identifier)) return;
  throw new ValueError(
    `Could not interpret metric identifier: ${identifier}. Expected one of: accuracy, acc, ${Object.keys(known).join(", ")}`,
  );
}

/**
 * Returns a new metric with that name for a name, a new one for a class, a metric of a function of tensors, and a metric as it is.
 * `"accuracy"` is binary for one output; for more it depends on the loss whether `y` contains class numbers or rows.
 */
function getMetric(identifier: MetricIdentifier, loss: AnyLossPlan, units: number): Metric {
  checkMetric(identifier);
  if (typeof identifier === "function") {
    if (identifier.prototype instanceof Metric) return new (identifier as new () => Metric)();
    return new FunctionMetric(identifier as ScoreFunction);
  }
  if (typeof identifier === "object") return identifier;
  if (identifier !== "accuracy" && identifier !== "acc") return new known[identifier]({ name: identifier });
  if (units === 1) return new metrics.BinaryAccuracy({ name: identifier });
  if (takesClassNumbers(loss.kind)) return new metrics.SparseCategoricalAccuracy({ name: identifier });
  return new metrics.CategoricalAccuracy({ name: identifier });
}

/**
 * The metrics for that network. A second one of a name has the key `name_1`, or `weighted_name` if it is weighted.
 *
 * @throws ValueError when one has the loss' name, or reads `y` in another way than the loss
 */
export function metricsOf(compiled: Compiled, units: number): CompiledMetric[] {
  const keyOf = uniqueKeys();
  const plain = compiled.metrics.map((identifier) => ({ identifier, weighted: false }));
  const weighted = compiled.weightedMetrics.map((identifier) => ({ identifier, weighted: true }));
  return [...plain, ...weighted].map(({ identifier, weighted }) => {
    const metric = getMetric(identifier, compiled.loss, units);
    if (metric.name === "loss") {
      throw new ValueError('Expected every metric to have another name than the loss. Received: name="loss"');
    }
    checkTargets(metric, compiled.loss, units);
    return { metric, key: keyOf(metric.name, weighted), weighted };
  });
}

/** Gives the figures their keys, each another, as Keras does. */
function uniqueKeys(): (name: string, weighted: boolean) => string {
  const counts = new Map<string, number>();
  return (name, weighted) => {
    const key = weighted && counts.has(name) ? `weighted_${name}` : name;
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return count === 0 ? key : `${key}_${count}`;
  };
}

function checkTargets(metric: Metric, loss: AnyLossPlan, units: number): void {
  if (units === 1 || loss.kind === "custom") return;
  const kind = metric instanceof MeanMetric ? metric.plan().kind : "outputs";
  const lossTakes = takesClassNumbers(loss.kind);
  const takes = metric instanceof OutputMetric ? metric.takesClassNumbers : takesClassNumbers(kind);
  if (kind === "custom" || lossTakes === takes) return;
  const [has, wanted] = lossTakes
    ? ["class numbers", "a row per sample"]
    : ["a row per sample", "class numbers"];
  throw new ValueError(
    `Metric "${metric.name}" does not go with this loss: \`y\` holds ${has} for the loss, the metric takes ${wanted}. ` +
      `Choose a metric that takes ${has}.`,
  );
}
