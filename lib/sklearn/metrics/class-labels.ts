import { received, ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, type FrameLike } from "../../ndarray.ts";

/** The name of a class: a number, or a word. */
export type Label = number | string;

/** One label a sample: words (a list or a danfojs `Series`), or numbers in any form that the day takes as data. */
export type Labels = ArrayInput | readonly string[];

export interface Targets {
  yTrue: Label[];
  yPred: Label[];
  /** Every label that occurs, in order. */
  unique: Label[];
  /** Of each sample; 1 where none were given. */
  weights: ArrayLike<number>;
}

/**
 * True and predicted labels, side by side; a column `[n, 1]` counts as a list.
 *
 * @throws ValueError in scikit-learn's words when they are none, are of different length, or are not labels: with the
 * remedy where probabilities were given
 *
 * After `sklearn.metrics._classification._check_targets`.
 */
export function checkTargets(yTrue: Labels, yPred: Labels, sampleWeight?: ArrayInput): Targets {
  const truth = read(yTrue, "yTrue");
  const predicted = read(yPred, "yPred");
  const weights = weightsOf(sampleWeight, [truth.length, predicted.length]);
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
  return { yTrue: truth.labels, yPred: predicted.labels, unique, weights };
}

/** Two classes: true labels, and a score and a weight a sample. */
export function checkBinaryScores(
  yTrue: Labels,
  yScore: ArrayInput,
  sampleWeight?: ArrayInput,
): { labels: Label[]; kind: Kind; scores: number[]; weights: ArrayLike<number> } {
  const { labels, kind, length } = read(yTrue, "yTrue");
  const array = asArray(yScore, "float64", "yScore");
  if (array.ndim !== 1 && !(array.ndim === 2 && array.shape[1] === 1)) {
    throw new ValueError(
      `y should be a 1d array, got an array of shape (${array.shape.join(", ")}) instead. ` +
        "Give `yScore` one number a sample: the probability of the positive class.",
    );
  }
  const weights = weightsOf(sampleWeight, [length, array.size]);
  const scores = Array.from(array.values);
  checkFinite(scores, "Input");
  return { labels, kind, scores, weights };
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
  const words = asWords(data, name);
  if (words)
    return { labels: words, kind: new Set(words).size > 2 ? "multiclass" : "binary", length: words.length };
  const array = asArray(data as ArrayInput, "float64", name);
  const labels = Array.from(array.values);
  checkFinite(labels, `Input ${name}`);
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

/** A list of words, copied; `undefined` where `data` holds numbers. */
export function asWords(data: Labels, name: string): string[] | undefined {
  const words: unknown = Array.isArray(data) ? data : (data as FrameLike | undefined)?.values;
  if (!Array.isArray(words) || typeof words[0] !== "string") return undefined;
  const odd = words.findIndex((label) => typeof label !== "string");
  if (odd !== -1) {
    throw new ValueError(
      `Expected every label of \`${name}\` to be a string, as the first is. Received: ${received(words[odd])} at index ${odd}`,
    );
  }
  return [...words];
}

/** A weight a sample, where there are as many of everything (`_check_sample_weight`). */
function weightsOf(sampleWeight: ArrayInput | undefined, lengths: number[]): ArrayLike<number> {
  const given = sampleWeight === undefined ? undefined : asArray(sampleWeight, "float64", "sampleWeight");
  const all = given ? [...lengths, given.shape[0]] : lengths;
  if (all.some((length) => length !== all[0])) {
    throw new ValueError(`Found input variables with inconsistent numbers of samples: [${all.join(", ")}]`);
  }
  if (given === undefined) return new Float64Array(lengths[0]).fill(1);
  if (given.ndim !== 1) {
    throw new ValueError(
      `Sample weights must be 1D array or scalar, got ${given.ndim}D array. Expected a 1D array of length ${lengths[0]}.`,
    );
  }
  checkFinite(given.values, "Input sampleWeight");
  if (given.values.every((weight) => weight === 0)) {
    throw new ValueError("Sample weights must contain at least one non-zero number.");
  }
  return given.values;
}

/** Refuses NaN and infinity (`sklearn.utils.assert_all_finite`). */
export function checkFinite(values: ArrayLike<number>, what: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) throw new ValueError(`${what} contains NaN.`);
    if (!Number.isFinite(values[i])) {
      throw new ValueError(`${what} contains infinity or a value too large for dtype('float64').`);
    }
  }
}

function remedy(kind: Kind): string {
  if (kind === "continuous") return "Make labels of probabilities first: `p >= 0.5 ? 1 : 0` for each.";
  return "Make one label of each row first: the index of its largest number.";
}

/** A label as Python writes it. */
export const quoted = (label: Label): string => (typeof label === "string" ? `'${label}'` : String(label));

function list(labels: readonly Label[]): string {
  return `[${labels.slice(0, 6).map(quoted).join(" ")}${labels.length > 6 ? " ..." : ""}]`;
}
