/** In the order of `LOSSES`, then `ACCURACIES` in `lib/engine/plan.ts`. */
export enum Kind {
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  sparseCategoricalCrossentropy,
  meanSquaredError,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredLogarithmicError,
  huber,
  logCosh,
  hinge,
  squaredHinge,
  categoricalHinge,
  klDivergence,
  poisson,
  cosineSimilarity,
  categoricalGeneralizedCrossEntropy,
  // Of a whole batch.
  dice,
  tversky,
  // Metrics alone.
  binaryAccuracy,
  categoricalAccuracy,
  sparseCategoricalAccuracy,
  topKCategoricalAccuracy,
  sparseTopKCategoricalAccuracy,
  accuracy,
}

/** Keras' `epsilon()` and 1 − it. */
export const EPSILON: f32 = 1e-7;
export const ONE_MINUS_EPSILON: f32 = 1.0 - 1e-7;
