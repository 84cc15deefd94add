import { ValueError } from "../../errors.ts";
import type { AnyLossPlan } from "../backend/plan.ts";
import type { ScoreFunction } from "../backend/tensor-types.ts";
import { takesClassNumbers } from "../losses/loss.ts";
import * as confusions from "./confusion-metrics.ts";
import * as lossMetrics from "./loss-metrics.ts";
import { FunctionMetric, MeanMetric, Metric, type MetricOptions } from "./metric.ts";
import { BinaryIoU, F1Score, FBetaScore } from "./overlap-metrics.ts";

export * from "./confusion-metrics.ts";
export * from "./loss-metrics.ts";
export { Metric, type MetricOptions, type Outcome, OutputMetric } from "./metric.ts";
export * from "./overlap-metrics.ts";
export {
  type AtThresholdsOptions,
  PrecisionAtRecall,
  RecallAtPrecision,
  SensitivityAtSpecificity,
  SpecificityAtSensitivity,
} from "./sensitivity-specificity.ts";

/** The share of outputs that equal `y`. */
export class Accuracy extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super(options.name ?? "accuracy", "up", { kind: "accuracy" });
  }
}

/** The share of outputs on the right side of the threshold. */
export class BinaryAccuracy extends MeanMetric {
  /** @param options.threshold default 0.5 */
  constructor(options: MetricOptions & { threshold?: number } = {}) {
    const { name = "binary_accuracy", threshold = 0.5 } = options;
    super(name, "up", { kind: "binaryAccuracy", threshold });
  }
}

/** The share of samples whose largest output is the one that is set in the one-hot row of `y`. */
export class CategoricalAccuracy extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super(options.name ?? "categorical_accuracy", "up", { kind: "categoricalAccuracy" });
  }
}

/** The share of samples whose largest output is the one that `y` numbers. */
export class SparseCategoricalAccuracy extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super(options.name ?? "sparse_categorical_accuracy", "up", { kind: "sparseCategoricalAccuracy" });
  }
}

/** The share of samples whose class, from a one-hot row of `y`, is among the `k` largest outputs. */
export class TopKCategoricalAccuracy extends MeanMetric {
  /** @param options.k default 5 */
  constructor(options: MetricOptions & { k?: number } = {}) {
    const { name = "top_k_categorical_accuracy", k = 5 } = options;
    super(name, "up", { kind: "topKCategoricalAccuracy", k });
  }
}

/** The share of samples whose class, a number `y`, is among the `k` largest outputs. */
export class SparseTopKCategoricalAccuracy extends MeanMetric {
  /** @param options.k default 5 */
  constructor(options: MetricOptions & { k?: number } = {}) {
    const { name = "sparse_top_k_categorical_accuracy", k = 5 } = options;
    super(name, "up", { kind: "sparseTopKCategoricalAccuracy", k });
  }
}

/** Those that need no argument. */
const classes = {
  Accuracy,
  BinaryAccuracy,
  CategoricalAccuracy,
  SparseCategoricalAccuracy,
  TopKCategoricalAccuracy,
  SparseTopKCategoricalAccuracy,
  BinaryIoU,
  ...confusions,
  F1Score,
  FBetaScore,
  ...lossMetrics,
};

/** Keras' names, with its abbreviations. */
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

/** A metric as `compile` takes it; a class is made with its defaults. */
export type MetricIdentifier = MetricName | Metric | (new () => Metric) | ScoreFunction;

/** @throws ValueError for a name that is no metric */
export function check(identifier: MetricIdentifier): void {
  if (typeof identifier === "function") return;
  if (typeof identifier === "object" && identifier !== null) return;
  if (identifier === "accuracy" || identifier === "acc" || Object.hasOwn(known, identifier)) return;
  throw new ValueError(
    `Could not interpret metric identifier: ${identifier}. Expected one of: accuracy, acc, ${Object.keys(known).join(", ")}`,
  );
}

/**
 * The metric that a name means, under that name, or a class; a metric is passed on, a function of tensors becomes one. `"accuracy"`
 * is the one that fits the model: binary for one output, else by the loss, as that decides whether `y` holds class
 * numbers or rows.
 */
export function get(identifier: MetricIdentifier, loss: AnyLossPlan, units: number): Metric {
  check(identifier);
  if (typeof identifier === "function") {
    if (identifier.prototype instanceof Metric) return new (identifier as new () => Metric)();
    return new FunctionMetric(identifier as ScoreFunction);
  }
  if (typeof identifier === "object") return identifier;
  if (identifier !== "accuracy" && identifier !== "acc") return new known[identifier]({ name: identifier });
  if (units === 1) return new BinaryAccuracy({ name: identifier });
  if (takesClassNumbers(loss.kind)) return new SparseCategoricalAccuracy({ name: identifier });
  return new CategoricalAccuracy({ name: identifier });
}
