import type { LossPlan } from "../../engine";
import { ValueError } from "../../errors";
import type { CustomScorePlan } from "../losses/loss";
import type { ScoreFunction } from "../tensorflow-tensor";
import {
  Accuracy,
  BinaryAccuracy,
  CategoricalAccuracy,
  SparseCategoricalAccuracy,
  SparseTopKCategoricalAccuracy,
  TopKCategoricalAccuracy,
} from "./accuracy-metrics";
import { AUC } from "./auc";
import {
  FalseNegatives,
  FalsePositives,
  Precision,
  Recall,
  TrueNegatives,
  TruePositives,
} from "./confusion-metrics";
import {
  BinaryCrossentropy,
  CategoricalCrossentropy,
  CategoricalHinge,
  CosineSimilarity,
  FunctionMetric,
  Hinge,
  KLDivergence,
  LogCoshError,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  Poisson,
  RootMeanSquaredError,
  SparseCategoricalCrossentropy,
  SquaredHinge,
} from "./loss-metrics";
import type { Metric } from "./metric";
import { R2Score } from "./r2-score";

export type { AUCOptions } from "./auc";
export type { ConfusionOptions } from "./confusion-metrics";
export type { Metric, MetricOptions } from "./metric";
export { type Outcome, OutputMetric } from "./output-metric";
export {
  Accuracy,
  AUC,
  BinaryAccuracy,
  BinaryCrossentropy,
  CategoricalAccuracy,
  CategoricalCrossentropy,
  CategoricalHinge,
  CosineSimilarity,
  FalseNegatives,
  FalsePositives,
  Hinge,
  KLDivergence,
  LogCoshError,
  MeanAbsoluteError,
  MeanAbsolutePercentageError,
  MeanSquaredError,
  MeanSquaredLogarithmicError,
  Poisson,
  Precision,
  R2Score,
  Recall,
  RootMeanSquaredError,
  SparseCategoricalAccuracy,
  SparseCategoricalCrossentropy,
  SparseTopKCategoricalAccuracy,
  SquaredHinge,
  TopKCategoricalAccuracy,
  TrueNegatives,
  TruePositives,
};

/** Keras' names, with its abbreviations. */
const known = {
  binary_accuracy: BinaryAccuracy,
  categorical_accuracy: CategoricalAccuracy,
  sparse_categorical_accuracy: SparseCategoricalAccuracy,
  top_k_categorical_accuracy: TopKCategoricalAccuracy,
  sparse_top_k_categorical_accuracy: SparseTopKCategoricalAccuracy,
  mean_squared_error: MeanSquaredError,
  mse: MeanSquaredError,
  MSE: MeanSquaredError,
  root_mean_squared_error: RootMeanSquaredError,
  mean_absolute_error: MeanAbsoluteError,
  mae: MeanAbsoluteError,
  MAE: MeanAbsoluteError,
  mean_absolute_percentage_error: MeanAbsolutePercentageError,
  mape: MeanAbsolutePercentageError,
  MAPE: MeanAbsolutePercentageError,
  mean_squared_logarithmic_error: MeanSquaredLogarithmicError,
  msle: MeanSquaredLogarithmicError,
  MSLE: MeanSquaredLogarithmicError,
  log_cosh_error: LogCoshError,
  cosine_similarity: CosineSimilarity,
  binary_crossentropy: BinaryCrossentropy,
  bce: BinaryCrossentropy,
  BCE: BinaryCrossentropy,
  categorical_crossentropy: CategoricalCrossentropy,
  sparse_categorical_crossentropy: SparseCategoricalCrossentropy,
  kl_divergence: KLDivergence,
  kld: KLDivergence,
  KLD: KLDivergence,
  poisson: Poisson,
  hinge: Hinge,
  squared_hinge: SquaredHinge,
  categorical_hinge: CategoricalHinge,
  precision: Precision,
  recall: Recall,
  true_positives: TruePositives,
  true_negatives: TrueNegatives,
  false_positives: FalsePositives,
  false_negatives: FalseNegatives,
  auc: AUC,
  AUC,
  r2_score: R2Score,
};

export type MetricName = keyof typeof known | "accuracy" | "acc";

/** @throws ValueError for a name that is no metric */
export function check(identifier: MetricName | Metric | ScoreFunction): void {
  if (typeof identifier === "function") return;
  if (typeof identifier === "object" && identifier !== null) return;
  if (identifier === "accuracy" || identifier === "acc" || Object.hasOwn(known, identifier)) return;
  throw new ValueError(
    `Could not interpret metric identifier: ${identifier}. Expected one of: accuracy, acc, ${Object.keys(known).join(", ")}`,
  );
}

/**
 * The metric that a name means, under that name; a metric is passed on, a function of tensors becomes one. `"accuracy"`
 * is the one that fits the model: binary for one output, else by the loss, as that decides whether `y` holds class
 * numbers or rows.
 */
export function get(
  identifier: MetricName | Metric | ScoreFunction,
  loss: LossPlan | CustomScorePlan,
  units: number,
): Metric {
  check(identifier);
  if (typeof identifier === "function") return new FunctionMetric(identifier);
  if (typeof identifier === "object") return identifier;
  if (identifier !== "accuracy" && identifier !== "acc") return new known[identifier]({ name: identifier });
  if (units === 1) return new BinaryAccuracy({ name: identifier });
  if (takesClassNumbers(loss.kind)) return new SparseCategoricalAccuracy({ name: identifier });
  return new CategoricalAccuracy({ name: identifier });
}

/** Whether a loss or metric of that kind takes class numbers for `y`, not a row per sample. */
export function takesClassNumbers(kind: string): boolean {
  return (
    kind === "sparseCategoricalCrossentropy" ||
    kind === "categoricalGeneralizedCrossEntropy" ||
    kind === "sparseCategoricalAccuracy" ||
    kind === "sparseTopKCategoricalAccuracy"
  );
}
