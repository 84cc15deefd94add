/** Scores for classifiers, as in `sklearn.metrics`. */
export { type AccuracyOptions, accuracyScore } from "./accuracy-score.ts";
export { auc } from "./auc.ts";
export type { Label, Labels } from "./class-labels.ts";
export {
  ClassificationReport,
  type ClassificationReportOptions,
  classificationReport,
  type ReportDict,
} from "./classification-report.ts";
export { ConfusionMatrix, type ConfusionMatrixOptions, confusionMatrix } from "./confusion-matrix.ts";
export {
  type PrecisionRecallOptions,
  precisionRecallFscoreSupport,
  type Scores,
} from "./precision-recall-fscore-support.ts";
export { rocAucScore } from "./roc-auc-score.ts";
export { type RocCurveOptions, rocCurve } from "./roc-curve.ts";
