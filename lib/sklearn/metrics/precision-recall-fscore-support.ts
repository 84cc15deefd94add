import { received, ValueError } from "../../errors.ts";
import type { ArrayInput } from "../../ndarray.ts";
import { checkTargets, type Label, type Labels } from "./class-labels.ts";

export interface PrecisionRecallOptions {
  /** Which classes, in this order. Default: every one that occurs, sorted. */
  labels?: readonly Label[];
  /** Default: none, a figure for each class. */
  average?: "micro" | "macro" | "weighted";
  /**
   * The value of what would divide by zero: a class never predicted, or that does not occur. 0 (default), 1, or NaN,
   * which averages leave out.
   */
  zeroDivision?: number;
  /** `[n]` what each sample counts. Default: 1. */
  sampleWeight?: ArrayInput;
}

/** How good the predictions of a class are, and how many samples it has. */
export interface Scores {
  /** Of the samples predicted as the class, the share that is of it. */
  precision: number;
  /** Of the class's samples, the share that was predicted as it. */
  recall: number;
  /** The harmonic mean of the two. */
  fscore: number;
  /** Of the class, the number of samples: the sum of their weights. */
  support: number;
}

/**
 * Precision, recall, F1 and number of samples: a list with one of each for every class, or, with `average`, a single one.
 *
 * @throws ValueError for what are no labels
 *
 * After `sklearn.metrics.precision_recall_fscore_support` 1.9, which warns where it puts `zero_division`.
 */
export function precisionRecallFscoreSupport(
  yTrue: Labels,
  yPred: Labels,
  options: PrecisionRecallOptions & { average: "micro" | "macro" | "weighted" },
): Scores;
export function precisionRecallFscoreSupport(
  yTrue: Labels,
  yPred: Labels,
  options?: PrecisionRecallOptions & { average?: undefined },
): Scores[];
export function precisionRecallFscoreSupport(
  yTrue: Labels,
  yPred: Labels,
  { labels, average, zeroDivision = 0, sampleWeight }: PrecisionRecallOptions = {},
): Scores | Scores[] {
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
    const share = (part: number, whole: number) => (whole === 0 ? zeroDivision : part / whole);
    return {
      precision: share(hits, predicted),
      recall: share(hits, support),
      fscore: share(2 * hits, predicted + support),
      support,
    };
  };
  if (average === undefined) return counts.map(scores);
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

/** Without what is NaN; the plain mean where all weights are 0 (`_nanaverage`). */
function meanOfDefined(all: readonly { value: number; weight: number }[]): number {
  const defined = all.filter(({ value }) => !Number.isNaN(value));
  const total = sum(defined.map(({ weight }) => weight));
  if (total === 0) return sum(defined.map(({ value }) => value)) / defined.length;
  return sum(defined.map(({ value, weight }) => value * weight)) / total;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
