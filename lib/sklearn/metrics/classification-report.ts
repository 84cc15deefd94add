import { inspect } from "node:util";
import { checkOptions, ValueError } from "../../errors.ts";
import type { ArrayInput } from "../../ndarray.ts";
import { pythonFixed } from "../../python-repr.ts";
import { Table } from "../../table/index.ts";
import { checkTargets, type Label, type Labels } from "./class-labels.ts";
import { precisionRecallFscoreSupport, type Scores } from "./precision-recall-fscore-support.ts";

export interface ClassificationReportOptions {
  /** The classes to report, in this order. Default: all that occur, sorted. */
  labels?: readonly Label[] | null;
  /** Their names, in the same order. Default: the labels. */
  targetNames?: readonly string[] | null;
  /** Number of decimals. Default 2. */
  digits?: number;
  /** Result of a division by zero: 0, 1, or NaN, which averages ignore. Default 0. */
  zeroDivision?: number;
  /** `[n]` weights of the samples. Default: 1 each. */
  sampleWeight?: ArrayInput | null;
}

/** scikit-learn's `output_dict`: a row per class and average, by name; `accuracy` is a single number. */
export type ReportDict = Record<
  string,
  number | { precision: number; recall: number; "f1-score": number; support: number }
>;

interface Row extends Scores {
  name: string;
}

/**
 * Precision, recall and F1 of every class, and their averages. Prints as scikit-learn's text; in a notebook it is shown as
 * a table.
 *
 * @example
 * const report = classificationReport([0, 1, 1], [0, 1, 0]);
 * console.log(report.toDict().accuracy);
 */
export class ClassificationReport {
  /** @internal */
  constructor(
    private readonly classes: readonly Row[],
    private readonly averages: readonly Row[],
    private readonly digits: number,
    private readonly isWeighted: boolean,
  ) {}

  /** The numbers, under scikit-learn's keys. */
  toDict(): ReportDict {
    return Object.fromEntries(
      [...this.classes, ...this.averages].map(({ name, precision, recall, fscore, support }, i) => [
        name,
        name === ACCURACY && i >= this.classes.length
          ? precision
          : { precision, recall, "f1-score": fscore, support },
      ]),
    );
  }

  /** scikit-learn's text, with its final newline. */
  toString(): string {
    const width = Math.max(
      ...this.classes.map(({ name }) => name.length),
      "weighted avg".length,
      this.digits,
    );
    const line = (name: string, cells: readonly string[]) =>
      `${name.padStart(width)} ${cells.map((cell) => ` ${cell.padStart(9)}`).join("")}\n`;
    const rows = (of: readonly Row[]) => of.map((row) => line(row.name, this.cells(row))).join("");
    return `${line("", HEADERS)}\n${rows(this.classes)}\n${rows(this.averages)}`;
  }

  /** Called by the kernel to display the value. */
  [Symbol.for("Jupyter.display")](): Record<string, string> {
    const rows = [...this.classes, ...this.averages];
    const html = new Table({
      caption: "Classification report",
      columns: HEADERS,
      rows: rows.map((row) => this.cells(row)),
      rowHeaders: rows.map(({ name }) => name),
    }).toHtml();
    return { "text/html": html, "text/plain": this.toString() };
  }

  [inspect.custom](): string {
    return this.toString();
  }

  private cells(row: Row): string[] {
    const figures = [row.precision, row.recall, row.fscore].map((value) =>
      Number.isNaN(value) ? "nan" : pythonFixed(value, this.digits),
    );
    const isAccuracy = row.name === ACCURACY && this.averages.includes(row);
    // Sums of weights are floats in Python.
    const isFloat = this.isWeighted && Number.isInteger(row.support);
    return [...(isAccuracy ? ["", "", figures[2]] : figures), `${row.support}${isFloat ? ".0" : ""}`];
  }
}

const HEADERS = ["precision", "recall", "f1-score", "support"];
const ACCURACY = "accuracy";

/**
 * Precision, recall and F1 of each class, and their averages.
 *
 * @param yTrue `[n]` true labels
 * @param yPred `[n]` predicted labels; threshold probabilities first
 * @param options classes, names, number of decimals and weights
 * @throws ValueError for values that are not class labels, and unless there is one target name per class
 * @example
 * console.log(classificationReport([0, 1, 1, 1], [0, 1, 0, 1], { targetNames: ["malignant", "benign"] }));
 *
 * After `sklearn.metrics.classification_report` 1.9, with the same bytes, except that supports are integers even if no
 * prediction is correct, where scikit-learn prints `2.0`.
 */
export function classificationReport(
  yTrue: Labels,
  yPred: Labels,
  options: ClassificationReportOptions = {},
): ClassificationReport {
  checkOptions("classificationReport", options, {
    labels: true,
    targetNames: true,
    digits: true,
    zeroDivision: true,
    sampleWeight: true,
  });
  const { labels, targetNames, digits = 2, zeroDivision, sampleWeight } = options;
  const { unique } = checkTargets(yTrue, yPred);
  const classes = labels ?? unique;
  if (targetNames != null && targetNames.length !== classes.length) {
    throw new ValueError(
      labels
        ? `labels size, ${labels.length}, does not match size of targetNames, ${targetNames.length}`
        : `Number of classes, ${classes.length}, does not match size of targetNames, ${targetNames.length}. ` +
            "Try specifying the labels parameter",
    );
  }
  if (!Number.isInteger(digits) || digits < 0) {
    throw new ValueError(`Expected \`digits\` to be a non-negative integer. Received: digits=${digits}`);
  }
  const shared = { labels: classes, zeroDivision, sampleWeight };
  const rows = precisionRecallFscoreSupport(yTrue, yPred, shared).map((scores, i) => ({
    name: targetNames?.[i] ?? String(classes[i]),
    ...scores,
  }));
  // Over all classes, the micro average is the accuracy.
  const hasAllClasses = unique.every((label) => classes.includes(label));
  const averages = (["micro", "macro", "weighted"] as const).map((average) => ({
    name: average === "micro" && hasAllClasses ? ACCURACY : `${average} avg`,
    ...precisionRecallFscoreSupport(yTrue, yPred, { ...shared, average }),
  }));
  return new ClassificationReport(rows, averages, digits, sampleWeight != null);
}
