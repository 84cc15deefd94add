import { checkOptions } from "../../errors.ts";
import type { ArrayInput } from "../../ndarray.ts";
import { checkTargets, type Labels } from "./class-labels.ts";

export interface AccuracyOptions {
  /** Return the fraction of correct samples; with `false`, their number. Default `true`. */
  normalize?: boolean;
  /** `[n]` weights of the samples. Default: 1 each. */
  sampleWeight?: ArrayInput | null;
}

/**
 * The fraction of samples with a correctly predicted label.
 *
 * @param yTrue `[n]` true labels
 * @param yPred `[n]` predicted labels; threshold probabilities first
 * @param options weights, and whether to normalize
 * @returns a fraction from 0 to 1, or a count with `normalize: false`
 * @throws ValueError for empty input, inputs of different length, and values that are not class labels
 * @example
 * accuracyScore([0, 1, 1, 1], [0, 1, 0, 1]); // 0.75
 *
 * After `sklearn.metrics.accuracy_score` 1.9.
 */
export function accuracyScore(yTrue: Labels, yPred: Labels, options: AccuracyOptions = {}): number {
  checkOptions("accuracyScore", options, { normalize: true, sampleWeight: true });
  const { normalize = true, sampleWeight } = options;
  const targets = checkTargets(yTrue, yPred, sampleWeight);
  let hits = 0;
  let total = 0;
  targets.yTrue.forEach((label, i) => {
    total += targets.weights[i];
    if (label === targets.yPred[i]) hits += targets.weights[i];
  });
  return normalize ? hits / total : hits;
}
