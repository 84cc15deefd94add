import { received, ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, type FrameLike } from "../../ndarray.ts";

/** A class label: a number or a string. */
export type Label = number | string;

/** One label per sample: strings (an array or a danfojs `Series`), or numbers in any form that `ArrayInput` allows. */
export type Labels = ArrayInput | readonly string[];

export interface Targets {
  yTrue: Label[];
  yPred: Label[];
  /** All labels that occur, sorted. */
  unique: Label[];
  /** One weight per sample. Default: 1 each. */
  weights: ArrayLike<number>;
}

/**
 * Checks true and predicted labels, and converts them to arrays. Columns of shape `[n, 1]` are flattened.
 *
 * @throws ValueError with scikit-learn's message for empty input, inputs of different length, and values that are not
 * class labels; for probabilities it says how to convert them
 *
 * After `sklearn.metrics._classification._check_targets`.
 */
export function checkTargets(yTrue: Labels, yPred: Labels, sampleWeight?: ArrayInput | null): Targets {
  const truth = readLabels(yTrue, "yTrue");
  const predicted = readLabels(yPred, "yPred");
  const weights = weightsOf(sampleWeight, [truth.length, predicted.length]);
  if (truth.length === 0) {
    throw new ValueError(
      "Found empty input array (e.g., `yTrue` or `yPred`) while a minimum of 1 sample is required.",
    );
  }
  const kinds = [truth.kind, predicted.kind];
  const areLabels = kinds.map((kind) => kind === "binary" || kind === "multiclass");
  if (!areLabels[0] || !areLabels[1]) {
    const problem =
      kinds[0] === kinds[1]
        ? `${kinds[0]} is not supported`
        : `Classification metrics can't handle a mix of ${kinds[0]} and ${kinds[1]} targets`;
    throw new ValueError(`${problem}. ${remedy(kinds[areLabels[0] ? 1 : 0])}`);
  }
  const unique = uniqueLabels([...truth.labels, ...predicted.labels]);
  if (typeof unique[0] !== typeof unique.at(-1)) {
    throw new ValueError(
      `Mix of label input types (string and number); Got ${list(truth.labels)} and ${list(predicted.labels)}.`,
    );
  }
  return { yTrue: truth.labels, yPred: predicted.labels, unique, weights };
}

/** Checks true labels, scores and weights of a binary problem. @throws ValueError for other shapes, NaN and infinity */
export function checkBinaryScores(
  yTrue: Labels,
  yScore: ArrayInput,
  sampleWeight?: ArrayInput | null,
): { labels: Label[]; kind: Kind; scores: number[]; weights: ArrayLike<number> } {
  const { labels, kind, length } = readLabels(yTrue, "yTrue");
  const remedy = "Give `yScore` one number per sample: the probability of the positive class.";
  const scores = columnOr1d(yScore, "yScore", remedy);
  const weights = weightsOf(sampleWeight, [length, scores.length]);
  checkFinite(scores, "Input");
  return { labels, kind, scores, weights };
}

/** The numbers of a vector or of a single column. @throws ValueError with the remedy for another shape */
export function columnOr1d(data: ArrayInput, name: string, remedy: string): number[] {
  const { ndim, shape, values } = asArray(data, "float64", name);
  if (ndim !== 1 && !(ndim === 2 && shape[1] === 1)) {
    throw new ValueError(
      `y should be a 1d array, got an array of shape (${shape.join(", ")}) instead. ${remedy}`,
    );
  }
  return Array.from(values);
}

/** The distinct labels: numbers sorted by value with NaN at the end, strings by code points. */
export function uniqueLabels(labels: Iterable<Label>): Label[] {
  return [...new Set(labels)].sort((a, b) => {
    if (typeof a !== typeof b) return typeof a === "number" ? -1 : 1;
    return a < b || Number.isNaN(b) ? -1 : 1;
  });
}

/** scikit-learn's `type_of_target`. */
type Kind =
  | "binary"
  | "multiclass"
  | "continuous"
  | "multilabel-indicator"
  | "multiclass-multioutput"
  | "continuous-multioutput";

/** The labels, scikit-learn's `type_of_target` and the number of samples. @throws ValueError for NaN and infinity */
export function readLabels(data: Labels, name: string): { labels: Label[]; kind: Kind; length: number } {
  const strings = asStrings(data, name);
  if (strings) {
    const kind = new Set(strings).size > 2 ? "multiclass" : "binary";
    return { labels: strings, kind, length: strings.length };
  }
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

/** A copy of `data` if it holds strings, `undefined` if it holds numbers. @throws ValueError for a mix of both */
export function asStrings(data: Labels, name: string): string[] | undefined {
  const strings: unknown = Array.isArray(data) ? data : (data as FrameLike | undefined)?.values;
  if (!Array.isArray(strings) || typeof strings[0] !== "string") return undefined;
  const other = strings.findIndex((label) => typeof label !== "string");
  if (other !== -1) {
    throw new ValueError(
      `Expected every label of \`${name}\` to be a string, as the first is. Received: ${received(strings[other])} at index ${other}`,
    );
  }
  return [...strings];
}

/** One weight per sample, after checking that all lengths agree (`_check_sample_weight`). */
export function weightsOf(sampleWeight: ArrayInput | null | undefined, lengths: number[]): ArrayLike<number> {
  const given = sampleWeight == null ? undefined : asArray(sampleWeight, "float64", "sampleWeight");
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

/** `sklearn.utils.assert_all_finite`. @throws ValueError for NaN and infinity */
export function checkFinite(values: ArrayLike<number>, name: string): void {
  for (let i = 0; i < values.length; i++) {
    if (Number.isNaN(values[i])) throw new ValueError(`${name} contains NaN.`);
    if (!Number.isFinite(values[i])) {
      throw new ValueError(`${name} contains infinity or a value too large for dtype('float64').`);
    }
  }
}

function remedy(kind: Kind): string {
  if (kind === "continuous") return "Convert probabilities to labels first: `p >= 0.5 ? 1 : 0` for each.";
  return "Convert each row to one label first: the index of its largest number.";
}

/** A label as in Python's `repr`. */
export const quoted = (label: Label): string => (typeof label === "string" ? `'${label}'` : String(label));

function list(labels: readonly Label[]): string {
  return `[${labels.slice(0, 6).map(quoted).join(" ")}${labels.length > 6 ? " ..." : ""}]`;
}
