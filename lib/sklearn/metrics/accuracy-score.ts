import { checkTargets, type Labels } from "./class-labels";

/**
 * The share of samples whose predicted label is the true one.
 *
 * @throws ValueError when there is nothing to compare, or what was given are not labels
 *
 * After `sklearn.metrics.accuracy_score` 1.9.
 */
export function accuracyScore(yTrue: Labels, yPred: Labels): number {
  const targets = checkTargets(yTrue, yPred);
  return targets.yTrue.filter((label, i) => label === targets.yPred[i]).length / targets.yTrue.length;
}
