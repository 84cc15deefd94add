export { type AccuracyOptions, accuracyScore } from "./accuracy-score";
export { auc } from "./auc";
export type { Label, Labels } from "./class-labels";
export {
  ClassificationReport,
  type ClassificationReportOptions,
  classificationReport,
  type ReportDict,
} from "./classification-report";
export { ConfusionMatrix, type ConfusionMatrixOptions, confusionMatrix } from "./confusion-matrix";
export {
  type PrecisionRecallOptions,
  precisionRecallFscoreSupport,
  type Scores,
} from "./precision-recall-fscore-support";
export { rocAucScore } from "./roc-auc-score";
export { type RocCurveOptions, rocCurve } from "./roc-curve";
