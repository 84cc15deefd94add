import { ValueError } from "../../errors";
import { checkTargets, type Label, type Labels } from "./class-labels";

export interface PrecisionRecallOptions {
  /** Which classes, in this order. Default: every one that occurs, sorted. */
  labels?: readonly Label[];
  /** Default: none, a figure for each class. */
  average?: "micro" | "macro" | "weighted";
  /** The value of what would divide by zero: a class never predicted, or that does not occur. Default 0. */
  zeroDivision?: 0 | 1;
}

/** How good the predictions of a class are, and how many samples it has. */
export interface Scores {
  /** Of the samples predicted as the class, the share that is of it. */
  precision: number;
  /** Of the class's samples, the share that was predicted as it. */
  recall: number;
  /** The harmonic mean of the two. */
  fscore: number;
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
  { labels, average, zeroDivision = 0 }: PrecisionRecallOptions = {},
): Scores | Scores[] {
  const targets = checkTargets(yTrue, yPred);
  const counts = (labels ?? targets.unique).map((label) => {
    const is = (other: Label) => other === label;
    return {
      hits: targets.yTrue.filter((truth, i) => is(truth) && is(targets.yPred[i])).length,
      predicted: targets.yPred.filter(is).length,
      support: targets.yTrue.filter(is).length,
    };
  });
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
  const support = sum(counts.map((count) => count.support));
  if (average === "micro") {
    const hits = sum(counts.map((count) => count.hits));
    return scores({ hits, predicted: sum(counts.map(({ predicted }) => predicted)), support });
  }
  if (average !== "macro" && average !== "weighted") {
    throw new ValueError(
      `Expected \`average\` to be "micro", "macro" or "weighted". Received: average=${JSON.stringify(average)}`,
    );
  }
  const each = counts.map(scores);
  const weights = each.map((one) => (average === "macro" ? 1 : one.support));
  const total = sum(weights);
  const mean = (values: number[]) =>
    total === 0 ? zeroDivision : sum(values.map((value, i) => value * weights[i])) / total;
  return {
    precision: mean(each.map(({ precision }) => precision)),
    recall: mean(each.map(({ recall }) => recall)),
    fscore: mean(each.map(({ fscore }) => fscore)),
    support,
  };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
