import { inspect } from "node:util";
import { checkOptions, received, ValueError } from "../../errors.ts";
import { type ArrayInput, NDArray, type NumericArray } from "../../ndarray.ts";
import { Table } from "../../table/index.ts";
import { checkTargets, type Label, type Labels } from "./class-labels.ts";

export interface ConfusionMatrixOptions {
  /** The labels of the rows and columns, in this order. Default: all that occur, sorted. */
  labels?: readonly Label[] | null;
  /** Normalize over the true labels (rows), the predicted ones (columns), or all samples. Default: counts. */
  normalize?: "true" | "pred" | "all" | null;
  /** `[n]` weights of the samples. Default: 1 each. */
  sampleWeight?: ArrayInput | null;
}

/**
 * A confusion matrix: row `i`, column `j` counts the samples of class `i` that were predicted as class `j`. In a notebook it
 * is shown as a table.
 *
 * @example
 * const matrix = confusionMatrix(["cat", "dog", "dog"], ["cat", "dog", "cat"]);
 * console.log(matrix.labels, matrix.arraySync());
 */
export class ConfusionMatrix extends NDArray {
  /** @internal */
  constructor(
    values: NumericArray,
    /** Labels of the rows and columns. */
    readonly labels: readonly Label[],
  ) {
    super(values, [labels.length, labels.length]);
  }

  /** Called by the kernel to display the value. */
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
 * Counts how often samples of each class were predicted as each class.
 *
 * @param yTrue `[n]` true labels
 * @param yPred `[n]` predicted labels; threshold probabilities first
 * @param options labels, normalization and weights
 * @returns `[classes, classes]`, int32; float64 with `normalize` or fractional weights
 * @throws ValueError for values that are not class labels, and if none of `labels` occurs in `yTrue`
 * @example
 * confusionMatrix([0, 1, 1, 1], [0, 1, 0, 1], { normalize: "true" });
 *
 * After `sklearn.metrics.confusion_matrix` 1.9.
 */
export function confusionMatrix(
  yTrue: Labels,
  yPred: Labels,
  options: ConfusionMatrixOptions = {},
): ConfusionMatrix {
  checkOptions("confusionMatrix", options, { labels: true, normalize: true, sampleWeight: true });
  const { labels, normalize, sampleWeight } = options;
  const targets = checkTargets(yTrue, yPred, sampleWeight);
  if (normalize != null && !["true", "pred", "all"].includes(normalize)) {
    throw new ValueError(
      "The 'normalize' parameter of confusionMatrix must be a str among {'all', 'true', 'pred'} or null. " +
        `Received: normalize=${received(normalize)}`,
    );
  }
  if (labels?.length === 0) throw new ValueError("'labels' should contain at least one label.");
  if (labels && !labels.some((label) => targets.yTrue.includes(label))) {
    throw new ValueError("At least one label specified must be in yTrue");
  }
  const names = labels ?? targets.unique;
  const indexOf = new Map(names.map((label, i) => [label, i]));
  const areIntegers = Array.from(targets.weights).every(Number.isInteger);
  const counts = new (areIntegers ? Int32Array : Float64Array)(names.length ** 2);
  targets.yTrue.forEach((label, i) => {
    const row = indexOf.get(label);
    const column = indexOf.get(targets.yPred[i]);
    if (row !== undefined && column !== undefined) counts[row * names.length + column] += targets.weights[i];
  });
  return new ConfusionMatrix(normalize ? normalized(counts, names.length, normalize) : counts, names);
}

/** Empty rows and columns stay 0, as with scikit-learn's `nan_to_num`. */
function normalized(counts: NumericArray, size: number, of: "true" | "pred" | "all"): Float64Array {
  const group = (i: number) => (of === "true" ? Math.floor(i / size) : of === "pred" ? i % size : 0);
  const sums = new Float64Array(size);
  counts.forEach((count, i) => {
    sums[group(i)] += count;
  });
  return Float64Array.from(counts, (count, i) => (sums[group(i)] === 0 ? 0 : count / sums[group(i)]));
}
