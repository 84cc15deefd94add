import { inspect } from "node:util";
import { received, ValueError } from "../../errors.ts";
import { type ArrayInput, NDArray, type NumericArray } from "../../ndarray.ts";
import { Table } from "../../table/index.ts";
import { checkTargets, type Label, type Labels } from "./class-labels.ts";

export interface ConfusionMatrixOptions {
  /** Which labels have a row and a column, in this order. Default: every one that occurs, sorted. */
  labels?: readonly Label[];
  /** Shares instead of counts: of each true class (a row), of each predicted one (a column), or of all. */
  normalize?: "true" | "pred" | "all";
  /** `[n]` what each sample counts. Default: 1. */
  sampleWeight?: ArrayInput;
}

/**
 * How often each true class was taken for each class: row `i`, column `j` counts the samples of class `i` that were
 * predicted as class `j`. As the last expression of a cell it shows a table.
 */
export class ConfusionMatrix extends NDArray {
  constructor(
    values: NumericArray,
    /** Of the rows, and of the columns. */
    readonly labels: readonly Label[],
  ) {
    super(values, [labels.length, labels.length]);
  }

  /** Jupyter's convention of a value that shows itself. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const { labels, dtype } = this;
    const rows = labels.map((_, i) =>
      Array.from(this.values.subarray(i * labels.length, (i + 1) * labels.length), (value) =>
        dtype === "int32" ? String(value) : value.toFixed(4),
      ),
    );
    const html = new Table({
      caption: "Confusion matrix",
      columns: labels.map((label) => `predicted ${label}`),
      rows,
      rowHeaders: labels.map((label) => `true ${label}`),
    }).toHtml();
    return { "text/html": html, "text/plain": inspect(this) };
  }
}

/**
 * Counts for every pair of classes how often the first was taken for the second.
 *
 * @param yTrue `[n]` true labels
 * @param yPred `[n]` predicted labels; of probabilities make labels first
 * @returns `[classes][classes]`, int32, or float64 with `normalize` or weights that are not whole
 * @throws ValueError for what are no labels, and labels that never occur
 *
 * After `sklearn.metrics.confusion_matrix` 1.9.
 */
export function confusionMatrix(
  yTrue: Labels,
  yPred: Labels,
  { labels, normalize, sampleWeight }: ConfusionMatrixOptions = {},
): ConfusionMatrix {
  const targets = checkTargets(yTrue, yPred, sampleWeight);
  if (normalize !== undefined && !["true", "pred", "all"].includes(normalize)) {
    throw new ValueError(
      "The 'normalize' parameter of confusionMatrix must be a str among {'all', 'true', 'pred'} or undefined. " +
        `Received: normalize=${received(normalize)}`,
    );
  }
  if (labels?.length === 0) throw new ValueError("'labels' should contain at least one label.");
  if (labels && !labels.some((label) => targets.yTrue.includes(label))) {
    throw new ValueError("At least one label specified must be in yTrue");
  }
  const names = labels ?? targets.unique;
  const place = new Map(names.map((label, i) => [label, i]));
  const areWhole = Array.from(targets.weights).every(Number.isInteger);
  const counts = new (areWhole ? Int32Array : Float64Array)(names.length ** 2);
  targets.yTrue.forEach((label, i) => {
    const row = place.get(label);
    const column = place.get(targets.yPred[i]);
    if (row !== undefined && column !== undefined) counts[row * names.length + column] += targets.weights[i];
  });
  return new ConfusionMatrix(normalize ? shares(counts, names.length, normalize) : counts, names);
}

/** Empty rows and columns stay 0, as scikit-learn's `nan_to_num` makes them. */
function shares(counts: NumericArray, size: number, of: "true" | "pred" | "all"): Float64Array {
  const group = (i: number) => (of === "true" ? Math.floor(i / size) : of === "pred" ? i % size : 0);
  const sums = new Float64Array(size);
  counts.forEach((count, i) => {
    sums[group(i)] += count;
  });
  return Float64Array.from(counts, (count, i) => (sums[group(i)] === 0 ? 0 : count / sums[group(i)]));
}
