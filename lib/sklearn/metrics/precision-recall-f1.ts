import { checkOptions, ValueError } from "../../errors.ts";
import { checkTargets, type Label, type Labels } from "./class-labels.ts";
import {
  type PrecisionRecallOptions,
  precisionRecallFscoreSupport,
  type Scores,
} from "./precision-recall-fscore-support.ts";

export interface ClassScoreOptions extends Omit<PrecisionRecallOptions, "average"> {
  /** The class to score with `average: "binary"`. Default 1. */
  posLabel?: Label;
  /**
   * Default "binary": the score of the class `posLabel`, for labels of two classes. "micro", "macro" and "weighted" average over
   * the classes; with null there is a score for each class.
   */
  average?: "binary" | "micro" | "macro" | "weighted" | null;
}

/** A score of predicted labels: one number, or with `average: null` one per class. */
export interface ClassScore {
  (yTrue: Labels, yPred: Labels, options: ClassScoreOptions & { average: null }): number[];
  (
    yTrue: Labels,
    yPred: Labels,
    options?: ClassScoreOptions & { average?: "binary" | "micro" | "macro" | "weighted" },
  ): number;
}

/**
 * Precision, tp / (tp + fp): the fraction of the samples predicted as positive that are positive.
 *
 * @param yTrue `[n]` true labels
 * @param yPred `[n]` predicted labels; threshold probabilities first
 * @param options positive class, average, division by zero, and weights
 * @returns a number from 0 to 1; one per class with `average: null`
 * @throws ValueError for values that are not class labels, more than two classes with `average: "binary"`, a `posLabel` that does
 * not occur, and unknown options
 * @example
 * precisionScore([0, 1, 1, 0], [1, 1, 1, 0]).toFixed(3); // 0.667
 *
 * After `sklearn.metrics.precision_score` 1.9, which also warns when it uses `zero_division`.
 */
export const precisionScore: ClassScore = scoreFunction("precisionScore", "precision");

/**
 * Recall, tp / (tp + fn): the fraction of the positive samples that are predicted as positive.
 *
 * @param yTrue `[n]` true labels
 * @param yPred `[n]` predicted labels; threshold probabilities first
 * @param options positive class, average, division by zero, and weights
 * @returns a number from 0 to 1; one per class with `average: null`
 * @throws ValueError for values that are not class labels, more than two classes with `average: "binary"`, a `posLabel` that does
 * not occur, and unknown options
 * @example
 * recallScore([0, 1, 1, 1], [1, 1, 1, 0]).toFixed(3); // 0.667
 *
 * After `sklearn.metrics.recall_score` 1.9, which also warns when it uses `zero_division`.
 */
export const recallScore: ClassScore = scoreFunction("recallScore", "recall");

/**
 * F1, 2 tp / (2 tp + fp + fn): the harmonic mean of precision and recall.
 *
 * @param yTrue `[n]` true labels
 * @param yPred `[n]` predicted labels; threshold probabilities first
 * @param options positive class, average, division by zero, and weights
 * @returns a number from 0 to 1; one per class with `average: null`
 * @throws ValueError for values that are not class labels, more than two classes with `average: "binary"`, a `posLabel` that does
 * not occur, and unknown options
 * @example
 * f1Score([0, 1, 1, 0], [1, 1, 1, 0]); // 0.8
 *
 * After `sklearn.metrics.f1_score` 1.9, which also warns when it uses `zero_division`.
 */
export const f1Score: ClassScore = scoreFunction("f1Score", "fscore");

/** The checks of `average: "binary"` are `_check_set_wise_labels`. */
function scoreFunction(name: string, score: keyof Scores): ClassScore {
  const classScore = (yTrue: Labels, yPred: Labels, options: ClassScoreOptions = {}) => {
    checkOptions(name, options, {
      labels: true,
      posLabel: true,
      average: true,
      zeroDivision: true,
      sampleWeight: true,
    });
    const { posLabel = 1, average = "binary", ...others } = options;
    if (average === null) return precisionRecallFscoreSupport(yTrue, yPred, others).map((one) => one[score]);
    if (average !== "binary")
      return precisionRecallFscoreSupport(yTrue, yPred, { ...others, average })[score];
    const { unique } = checkTargets(yTrue, yPred, others.sampleWeight);
    if (unique.length > 2)
      throw new ValueError(
        `Target is multiclass but average="binary". Please choose another average setting, one of [null, "micro", "macro", "weighted"].`,
      );
    if (unique.length === 2 && !unique.includes(posLabel))
      throw new ValueError(
        `posLabel=${JSON.stringify(posLabel)} is not a valid label. It should be one of ${JSON.stringify(unique)}`,
      );
    return precisionRecallFscoreSupport(yTrue, yPred, { ...others, labels: [posLabel] })[0][score];
  };
  return classScore as ClassScore;
}
