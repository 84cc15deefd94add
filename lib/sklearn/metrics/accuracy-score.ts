import type { ArrayInput } from "../../ndarray.ts";
import { checkTargets, type Labels } from "./class-labels.ts";

export interface AccuracyOptions {
  /** The share of the samples, default; or, with `false`, their number. */
  normalize?: boolean;
  /** `[n]` what each sample counts. Default: 1. */
  sampleWeight?: ArrayInput;
}

/**
 * The share of samples whose predicted label is the true one.
 *
 * @throws ValueError when there is nothing to compare, or what was given are not labels
 *
 * After `sklearn.metrics.accuracy_score` 1.9.
 */
export function accuracyScore(
  yTrue: Labels,
  yPred: Labels,
  { normalize = true, sampleWeight }: AccuracyOptions = {},
): number {
  const targets = checkTargets(yTrue, yPred, sampleWeight);
  let hits = 0;
  let total = 0;
  targets.yTrue.forEach((label, i) => {
    total += targets.weights[i];
    if (label === targets.yPred[i]) hits += targets.weights[i];
  });
  return normalize ? hits / total : hits;
}
