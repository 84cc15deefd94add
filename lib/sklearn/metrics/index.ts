/** Scores for classifiers and regressions, as in `sklearn.metrics`. */
export { type AccuracyOptions, accuracyScore } from "./accuracy-score.ts";
export { auc } from "./auc.ts";
export type { Label, Labels } from "./class-labels.ts";
export * from "./classification-report.ts";
export { ConfusionMatrix, type ConfusionMatrixOptions, confusionMatrix } from "./confusion-matrix.ts";
export * from "./precision-recall-f1.ts";
export * from "./precision-recall-fscore-support.ts";
export * from "./regression.ts";
export { rocAucScore } from "./roc-auc-score.ts";
export { type RocCurveOptions, rocCurve } from "./roc-curve.ts";
