import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { MetricPlan } from "../../../engine/index.ts";
import type { TensorFlow } from "../../../tfjs/index.ts";
import type { CustomScorePlan } from "../plan.ts";
import { lossOf, type Outputs } from "./losses.ts";

/**
 * A metric of each sample.
 *
 * @param shape of the outputs of one sample
 */
export function metricOf(
  tf: TensorFlow,
  plan: MetricPlan | CustomScorePlan,
  shape: readonly number[],
): (outputs: Outputs, y: Tensor2D) => Tensor {
  const labels = (y: Tensor) => y.flatten().toInt();
  const inTopK = (values: Tensor2D, classes: Tensor, k: number) => {
    const own = values.mul(tf.oneHot(classes.toInt(), values.shape[1])).sum(1, true);
    return values.greater(own).toFloat().sum(1).less(k).toFloat();
  };
  switch (plan.kind) {
    case "accuracy":
      return ({ values }, y) => values.equal(y).toFloat().mean(1);
    case "binaryAccuracy":
      return ({ values }, y) =>
        values
          .greater(plan.threshold ?? 0.5)
          .toFloat()
          .equal(y)
          .toFloat()
          .mean(1);
    case "categoricalAccuracy":
      return ({ values }, y) => values.argMax(1).equal(y.argMax(1)).toFloat();
    case "sparseCategoricalAccuracy":
      return ({ values }, y) => values.argMax(1).equal(labels(y)).toFloat();
    case "topKCategoricalAccuracy":
      return ({ values }, y) => inTopK(values, y.argMax(1), plan.k ?? 5);
    case "sparseTopKCategoricalAccuracy":
      return ({ values }, y) => inTopK(values, labels(y), plan.k ?? 5);
    case "cosineSimilarity": {
      const loss = lossOf(tf, { kind: plan.kind, fromLogits: false }, shape);
      return (outputs, y) => loss(outputs, y).neg();
    }
    default:
      return lossOf(tf, plan as Parameters<typeof lossOf>[1], shape);
  }
}
