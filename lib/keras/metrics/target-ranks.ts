import { ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import { dialect } from "../dialects/dialect.ts";
import { differentRanks } from "../losses/ranks.ts";
import { FBetaScore } from "./f-score-metrics.ts";
import { BinaryCrossentropy, CategoricalCrossentropy } from "./loss-metrics.ts";
import type { Metric } from "./metric.ts";

/**
 * Checks a metric of a single output for targets that are a number per sample, which Keras 3 does not make a column of.
 *
 * @throws ValueError in the words of Keras 3, for metrics that it refuses there
 */
export function checkColumn(metric: Metric): void {
  if (!dialect().refusesColumns) return;
  const [y, outputs] = [tuple([null]), tuple([null, 1])];
  if (metric instanceof BinaryCrossentropy || metric instanceof CategoricalCrossentropy)
    throw differentRanks(y, outputs);
  if (metric instanceof FBetaScore) {
    throw new ValueError(
      "FBetaScore expects 2D inputs with shape (batch_size, output_dim). " +
        `Received input shapes: y_pred.shape=${outputs} and y_true.shape=${y}.`,
    );
  }
}
