import type { LossPlan } from "../../engine";
import { ValueError } from "../../errors";
import { BinaryAccuracy, CategoricalAccuracy, SparseCategoricalAccuracy } from "./accuracy-metrics";
import type { Metric } from "./metric";
import { MeanAbsoluteError, MeanSquaredError } from "./regression-metrics";

export {
  BinaryAccuracy,
  CategoricalAccuracy,
  MeanAbsoluteError,
  MeanSquaredError,
  type Metric,
  SparseCategoricalAccuracy,
};

/** Keras' names, with its abbreviations. */
const known = {
  binary_accuracy: BinaryAccuracy,
  categorical_accuracy: CategoricalAccuracy,
  sparse_categorical_accuracy: SparseCategoricalAccuracy,
  mean_squared_error: MeanSquaredError,
  mse: MeanSquaredError,
  MSE: MeanSquaredError,
  mean_absolute_error: MeanAbsoluteError,
  mae: MeanAbsoluteError,
  MAE: MeanAbsoluteError,
};

export type MetricName = keyof typeof known | "accuracy" | "acc";

/** @throws ValueError for a name that is no metric */
export function check(identifier: MetricName | Metric): void {
  if (typeof identifier === "object" && identifier !== null) return;
  if (identifier === "accuracy" || identifier === "acc" || Object.hasOwn(known, identifier)) return;
  throw new ValueError(
    `Could not interpret metric identifier: ${identifier}. Expected one of: accuracy, acc, ${Object.keys(known).join(", ")}`,
  );
}

/**
 * The metric that a name means, under that name; a metric is passed on. `"accuracy"` is the one that fits the model:
 * binary for one output, else by the loss, as that decides whether `y` holds class numbers or rows.
 */
export function get(identifier: MetricName | Metric, loss: LossPlan, units: number): Metric {
  check(identifier);
  if (typeof identifier === "object") return identifier;
  if (identifier !== "accuracy" && identifier !== "acc") return new known[identifier]({ name: identifier });
  if (units === 1) return new BinaryAccuracy({ name: identifier });
  if (loss.kind === "sparseCategoricalCrossentropy")
    return new SparseCategoricalAccuracy({ name: identifier });
  return new CategoricalAccuracy({ name: identifier });
}
