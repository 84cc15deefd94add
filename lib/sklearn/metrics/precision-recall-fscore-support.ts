import { checkOptions, received, ValueError } from "../../errors.ts";
import type { ArrayInput } from "../../ndarray.ts";
import { checkTargets, type Label, type Labels } from "./class-labels.ts";

export interface PrecisionRecallOptions {
  /** The classes to score, in this order. Default: all that occur, sorted. */
  labels?: readonly Label[] | null;
  /** How to average over the classes. Default: no average, scores per class. */
  average?: "micro" | "macro" | "weighted" | null;
  /**
   * Result of a division by zero, for classes that are never predicted or do not occur: 0, 1, or NaN, which averages
   * ignore. Default 0.
   */
  zeroDivision?: number;
  /** `[n]` weights of the samples. Default: 1 each. */
  sampleWeight?: ArrayInput | null;
}

/** The scores of one class, or their average. */
export interface Scores {
  /** Fraction of the samples predicted as the class that belong to it. */
  precision: number;
  /** Fraction of the samples of the class that were predicted as it. */
  recall: number;
  /** F1: the harmonic mean of precision and recall. */
  fscore: number;
  /** Number of samples of the class, or the sum of their weights. */
  support: number;
}

/**
 * Precision, recall, F1 and support of each class, or their average.
 *
 * @param yTrue `[n]` true labels
 * @param yPred `[n]` predicted labels; threshold probabilities first
 * @param options classes, average, division by zero, and weights
 * @returns one `Scores` per class, or a single one with `average`
 * @throws ValueError for values that are not class labels, and unknown options
 * @example
 * precisionRecallFscoreSupport([0, 1, 1, 1], [0, 1, 0, 1], { average: "macro" });
 *
 * After `sklearn.metrics.precision_recall_fscore_support` 1.9, which also warns when it uses `zero_division`.
 */
export function precisionRecallFscoreSupport(
  yTrue: Labels,
  yPred: Labels,
  options: PrecisionRecallOptions & { average: "micro" | "macro" | "weighted" },
): Scores;
export function precisionRecallFscoreSupport(
  yTrue: Labels,
  yPred: Labels,
  options?: PrecisionRecallOptions & { average?: null },
): Scores[];
export function precisionRecallFscoreSupport(
  yTrue: Labels,
  yPred: Labels,
  options: PrecisionRecallOptions = {},
): Scores | Scores[] {
  checkOptions("precisionRecallFscoreSupport", options, {
    labels: true,
    average: true,
    zeroDivision: true,
    sampleWeight: true,
  });
  const { labels, average, zeroDivision = 0, sampleWeight } = options;
  if (![0, 1, Number.NaN].includes(zeroDivision)) {
    throw new ValueError(
      `Expected \`zeroDivision\` to be 0, 1 or NaN. Received: zeroDivision=${received(zeroDivision)}`,
    );
  }
  const targets = checkTargets(yTrue, yPred, sampleWeight);
  const classes = labels ?? targets.unique;
  const countOf = new Map(classes.map((label) => [label, { hits: 0, predicted: 0, support: 0 }]));
  targets.yTrue.forEach((label, i) => {
    const weight = targets.weights[i];
    const truth = countOf.get(label);
    const guess = countOf.get(targets.yPred[i]);
    if (truth) truth.support += weight;
    if (guess) guess.predicted += weight;
    if (truth && truth === guess) truth.hits += weight;
  });
  const counts = classes.map((label) => countOf.get(label)!);
  const scores = ({ hits, predicted, support }: (typeof counts)[number]): Scores => {
    const ratio = (part: number, whole: number) => (whole === 0 ? zeroDivision : part / whole);
    return {
      precision: ratio(hits, predicted),
      recall: ratio(hits, support),
      fscore: ratio(2 * hits, predicted + support),
      support,
    };
  };
  if (average == null) return counts.map(scores);
  const total = (key: keyof (typeof counts)[number]) => sum(counts.map((count) => count[key]));
  if (average === "micro") {
    return scores({ hits: total("hits"), predicted: total("predicted"), support: total("support") });
  }
  if (average !== "macro" && average !== "weighted") {
    throw new ValueError(
      `Expected \`average\` to be "micro", "macro" or "weighted". Received: average=${received(average)}`,
    );
  }
  const each = counts.map(scores);
  const mean = (key: keyof Scores) =>
    meanOfDefined(each.map((one) => ({ value: one[key], weight: average === "macro" ? 1 : one.support })));
  return {
    precision: mean("precision"),
    recall: mean("recall"),
    fscore: mean("fscore"),
    support: total("support"),
  };
}

/** The weighted mean, ignoring NaN; the plain mean if all weights are 0 (`_nanaverage`). */
function meanOfDefined(all: readonly { value: number; weight: number }[]): number {
  const defined = all.filter(({ value }) => !Number.isNaN(value));
  const total = sum(defined.map(({ weight }) => weight));
  if (total === 0) return sum(defined.map(({ value }) => value)) / defined.length;
  return sum(defined.map(({ value, weight }) => value * weight)) / total;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
