import { checkOptions, ValueError } from "../../errors.ts";
import type { ArrayInput } from "../../ndarray.ts";
import { auc } from "./auc.ts";
import { checkBinaryScores, type Labels, uniqueLabels } from "./class-labels.ts";
import { type RocCurveOptions, rocCurve } from "./roc-curve.ts";

/**
 * The area under the ROC curve of a binary problem: the probability that a positive sample scores higher than a negative
 * one. The larger label is the positive class.
 *
 * @param yTrue `[n]` labels of two classes
 * @param yScore `[n]` scores of the positive class
 * @param options weights
 * @returns a number from 0 to 1; NaN if one of the classes is missing
 * @throws ValueError for more than two classes
 * @example
 * rocAucScore([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]); // 0.75
 *
 * After `sklearn.metrics.roc_auc_score` 1.9.
 */
export function rocAucScore(
  yTrue: Labels,
  yScore: ArrayInput,
  options: Pick<RocCurveOptions, "sampleWeight"> = {},
): number {
  checkOptions("rocAucScore", options, { sampleWeight: true });
  const { sampleWeight } = options;
  const { labels, kind } = checkBinaryScores(yTrue, yScore, sampleWeight);
  const unique = uniqueLabels(labels);
  if (kind !== "binary") {
    throw new ValueError(
      `${kind} format is not supported. Expected \`yTrue\` to hold two labels. Received: ${unique.length} different labels. ` +
        "Score one class against the rest: `yTrue.map((label) => (label === c ? 1 : 0))`.",
    );
  }
  if (unique.length < 2) return Number.NaN;
  const [fpr, tpr] = rocCurve(yTrue, yScore, { posLabel: unique[1], sampleWeight });
  return auc(fpr, tpr);
}
