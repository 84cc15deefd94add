import { received, ValueError } from "../../errors";
import { type ArrayInput, asArray } from "../../ndarray";

/** The name of a class: a number, or a word. */
export type Label = number | string;

/** One label a sample: words, or numbers in any form that the day takes as data; a column `[n, 1]` counts as one. */
export type Labels = ArrayInput | readonly string[];

export interface Targets {
  yTrue: Label[];
  yPred: Label[];
  /** Every label that occurs, in order. */
  unique: Label[];
}

/**
 * True and predicted labels, side by side.
 *
 * @throws ValueError in scikit-learn's words when they are none, are of different length, or are not labels: with the
 * remedy where probabilities were given
 *
 * After `sklearn.metrics._classification._check_targets`.
 */
export function checkTargets(yTrue: Labels, yPred: Labels): Targets {
  const truth = read(yTrue, "yTrue");
  const predicted = read(yPred, "yPred");
  checkLengths(truth.length, predicted.length);
  if (truth.length === 0) {
    throw new ValueError(
      "Found empty input array (e.g., `yTrue` or `yPred`) while a minimum of 1 sample is required.",
    );
  }
  const kinds = [truth.kind, predicted.kind];
  const areLabels = kinds.map((kind) => kind === "binary" || kind === "multiclass");
  if (!areLabels[0] || !areLabels[1]) {
    const what =
      kinds[0] === kinds[1]
        ? `${kinds[0]} is not supported`
        : `Classification metrics can't handle a mix of ${kinds[0]} and ${kinds[1]} targets`;
    throw new ValueError(`${what}. ${remedy(kinds[areLabels[0] ? 1 : 0])}`);
  }
  const unique = uniqueLabels([...truth.labels, ...predicted.labels]);
  if (typeof unique[0] !== typeof unique.at(-1)) {
    throw new ValueError(
      `Mix of label input types (string and number); Got ${list(truth.labels)} and ${list(predicted.labels)}.`,
    );
  }
  return { yTrue: truth.labels, yPred: predicted.labels, unique };
}

/** Two classes: true labels, and a score a sample. */
export function checkBinaryScores(
  yTrue: Labels,
  yScore: ArrayInput,
): { labels: Label[]; kind: Kind; scores: number[] } {
  const { labels, kind, length } = read(yTrue, "yTrue");
  const array = asArray(yScore, "float64", "yScore");
  if (array.ndim !== 1 && !(array.ndim === 2 && array.shape[1] === 1)) {
    throw new ValueError(
      `y should be a 1d array, got an array of shape (${array.shape.join(", ")}) instead. ` +
        "Give `yScore` one number a sample: the probability of the positive class.",
    );
  }
  checkLengths(length, array.size);
  const scores = Array.from(array.values);
  if (scores.some(Number.isNaN)) throw new ValueError("Input contains NaN.");
  return { labels, kind, scores };
}

/** Each label once: numbers by size, words as code points. */
export function uniqueLabels(labels: Iterable<Label>): Label[] {
  return [...new Set(labels)].sort((a, b) => {
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return a < b ? -1 : 1;
  });
}

/** scikit-learn's `type_of_target`. */
export type Kind =
  | "binary"
  | "multiclass"
  | "continuous"
  | "multilabel-indicator"
  | "multiclass-multioutput"
  | "continuous-multioutput";

function read(data: Labels, name: string): { labels: Label[]; kind: Kind; length: number } {
  if (Array.isArray(data) && data.length > 0 && typeof data[0] === "string") {
    const odd = (data as readonly unknown[]).findIndex((label) => typeof label !== "string");
    if (odd !== -1) {
      throw new ValueError(
        `Expected every label of \`${name}\` to be a string, as the first is. Received: ${received(data[odd])} at index ${odd}`,
      );
    }
    return {
      labels: (data as unknown[]).slice() as string[],
      kind: new Set(data).size > 2 ? "multiclass" : "binary",
      length: data.length,
    };
  }
  const array = asArray(data as ArrayInput, "float64", name);
  const labels = Array.from(array.values);
  if (labels.some(Number.isNaN)) throw new ValueError("Input contains NaN.");
  const isColumn = array.ndim === 1 || (array.ndim === 2 && array.shape[1] === 1);
  const areWhole = labels.every(Number.isInteger);
  const distinct = new Set(labels).size;
  const kind: Kind = isColumn
    ? areWhole
      ? distinct > 2
        ? "multiclass"
        : "binary"
      : "continuous"
    : areWhole
      ? distinct > 2
        ? "multiclass-multioutput"
        : "multilabel-indicator"
      : "continuous-multioutput";
  return { labels, kind, length: array.shape[0] ?? 0 };
}

function checkLengths(a: number, b: number): void {
  if (a === b) return;
  throw new ValueError(`Found input variables with inconsistent numbers of samples: [${a}, ${b}]`);
}

function remedy(kind: Kind): string {
  if (kind === "continuous") return "Make labels of probabilities first: `p >= 0.5 ? 1 : 0` for each.";
  return "Make one label of each row first: the index of its largest number.";
}

function list(labels: readonly Label[]): string {
  const words = labels.map((label) => (typeof label === "string" ? `'${label}'` : label));
  return `[${words.slice(0, 6).join(" ")}${words.length > 6 ? " ..." : ""}]`;
}
