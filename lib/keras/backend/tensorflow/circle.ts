import type { Tensor, Tensor2D } from "@tensorflow/tfjs";
import type { TensorFlow } from "../../../tfjs/index.ts";
import type { CirclePlan } from "../plan.ts";

/** Stands for −∞ in a log-sum-exp, as the derivative at −∞ would be NaN. */
const MINUS_INFINITY = -1e30;

/**
 * Keras' circle loss of each sample against all others of the batch; `y` holds class numbers. Keras leaves samples without a loss
 * out of the mean: here the others get a larger weight instead.
 */
export function circle(
  tf: TensorFlow,
  { gamma, margin, removeDiagonal, reduction }: CirclePlan,
  embeddings: Tensor2D,
  y: Tensor2D,
): Tensor {
  const [count] = embeddings.shape;
  const distances = tf.relu(tf.sub(1, embeddings.matMul(embeddings.transpose())));
  const labels = y.reshape([count, 1]);
  const same = labels.equal(labels.transpose()).toFloat();
  const others = tf.sub(1, same);
  const positives = removeDiagonal ? same.sub(tf.eye(count)) : same;
  const sumOver = (mask: Tensor, values: Tensor) =>
    tf.logSumExp(values.mul(mask).add(tf.sub(1, mask).mul(MINUS_INFINITY)), 1);
  const near = tf.relu(distances.add(margin).mul(positives)).mul(tf.sub(margin, distances)).mul(-gamma);
  const far = tf
    .relu(tf.sub(1 + margin, distances).mul(others))
    .mul(tf.sub(1 - margin, distances))
    .mul(gamma);
  const losses = tf.softplus(sumOver(positives, near).add(sumOver(others, far)));
  if (reduction !== undefined) return losses;
  const counted = losses.greater(0).toFloat().sum().dataSync()[0];
  return losses.mul(counted === 0 ? 0 : count / counted);
}
