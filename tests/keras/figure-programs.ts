import { metrics } from "../../lib/keras/index.ts";
import { binary, classes, oneHot, type PartProgram, several, sgd, small, weights } from "./part-data.ts";

const atThresholds = (options: metrics.AtThresholdsOptions = {}) => [
  new metrics.SensitivityAtSpecificity(0.5, { ...options, name: "a" }),
  new metrics.SpecificityAtSensitivity(0.6, { ...options, name: "b" }),
  new metrics.PrecisionAtRecall(0.7, { ...options, name: "c" }),
  new metrics.RecallAtPrecision(0.4, { ...options, name: "d" }),
];

/** Programs of many metrics. */
export const figurePrograms: Record<string, PartProgram> = {
  "binary figures": {
    network: small(),
    y: binary,
    compile: () => ({
      optimizer: sgd(),
      loss: "binary_crossentropy",
      metrics: [
        new metrics.F1Score({ threshold: 0.5 }),
        new metrics.FBetaScore({ beta: 2, threshold: 0.4, average: "micro" }),
        new metrics.F1Score({ name: "default" }),
        new metrics.BinaryIoU(),
        new metrics.BinaryIoU({ targetClassIds: [1], threshold: 0.4, name: "iou_1" }),
        new metrics.MeanIoU(2),
        ...atThresholds(),
        new metrics.PrecisionAtRecall(0.3, { numThresholds: 10, name: "e" }),
        new metrics.AUC({ thresholds: [0.3, 0.45, 0.5, 0.7], name: "f" }),
        new metrics.AUC({ summationMethod: "minoring", name: "g" }),
        new metrics.AUC({ summationMethod: "majoring", curve: "PR", name: "h" }),
        new metrics.AUC({ curve: "PRGAIN", name: "i" }),
        new metrics.AUC({ fromLogits: true, name: "j" }),
        new metrics.Precision({ thresholds: 0.4 }),
        "MeanSquaredError",
      ],
      weightedMetrics: [
        new metrics.F1Score({ threshold: 0.5, name: "wf" }),
        new metrics.BinaryIoU({ name: "wi" }),
        new metrics.BinaryIoU({ name: "wj", dtype: "float32" }),
        new metrics.SensitivityAtSpecificity(0.5, { name: "ws" }),
      ],
    }),
    fit: { sampleWeight: weights },
    evaluate: { sampleWeight: weights },
  },
  "one-hot figures": {
    network: small("softmax", 3),
    y: oneHot,
    compile: () => ({
      optimizer: sgd(),
      loss: "categorical_crossentropy",
      metrics: [
        metrics.F1Score,
        new metrics.F1Score({ average: "macro", name: "macro" }),
        new metrics.F1Score({ average: "weighted", name: "weighted" }),
        new metrics.FBetaScore({ average: "micro", beta: 0.5, name: "micro" }),
        new metrics.OneHotIoU(3, [0, 2]),
        new metrics.OneHotMeanIoU(3),
        new metrics.Precision({ topK: 2 }),
        new metrics.Recall({ classId: 1 }),
        new metrics.Recall({ topK: 1, classId: 2, thresholds: 0.3, name: "r2" }),
        ...atThresholds({ classId: 1 }),
        new metrics.AUC({ multiLabel: true }),
        new metrics.AUC({ multiLabel: true, labelWeights: [1, 2, 0.5], curve: "PR", name: "pr" }),
        new metrics.AUC({ labelWeights: [1, 2, 0.5], name: "lw" }),
        "pearson_correlation",
        new metrics.ConcordanceCorrelation(),
      ],
      weightedMetrics: [
        new metrics.PearsonCorrelation({ name: "wp" }),
        new metrics.AUC({ multiLabel: true, name: "wa" }),
      ],
    }),
    fit: { sampleWeight: weights },
  },
  "class figures": {
    network: small("softmax", 3),
    y: classes,
    compile: () => ({
      optimizer: sgd(),
      loss: "sparse_categorical_crossentropy",
      metrics: [
        new metrics.MeanIoU(3, { sparseYPred: false }),
        new metrics.IoU(3, [0, 2], { sparseYPred: false, name: "iou" }),
        new metrics.MeanIoU(3, { sparseYPred: false, ignoreClass: 1, name: "ignoring" }),
      ],
    }),
  },
  "several outputs": {
    network: small("linear", 3),
    y: several,
    compile: () => ({
      optimizer: sgd(),
      loss: "mse",
      metrics: [
        new metrics.R2Score({ classAggregation: null }),
        new metrics.R2Score({ classAggregation: "variance_weighted_average", name: "variance" }),
        new metrics.ConcordanceCorrelation(),
        new metrics.PearsonCorrelation(),
      ],
    }),
  },
};
