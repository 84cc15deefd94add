/** Losses and metrics that take class numbers for `y`, not a row per sample; by the engine's names. */
const KINDS: readonly string[] = [
  "sparseCategoricalCrossentropy",
  "categoricalGeneralizedCrossEntropy",
  "sparseCategoricalAccuracy",
  "sparseTopKCategoricalAccuracy",
  "circle",
];

/** Whether a loss or metric of that kind takes class numbers for `y`, not a row per sample. */
export function takesClassNumbers(kind: string): boolean {
  return KINDS.includes(kind);
}
