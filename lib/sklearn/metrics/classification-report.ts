import { inspect } from "node:util";
import { ValueError } from "../../errors.ts";
import type { ArrayInput } from "../../ndarray.ts";
import { pythonFixed } from "../../python-repr.ts";
import { Table } from "../../table/index.ts";
import { checkTargets, type Label, type Labels } from "./class-labels.ts";
import { precisionRecallFscoreSupport, type Scores } from "./precision-recall-fscore-support.ts";

export interface ClassificationReportOptions {
  /** Which classes, in this order. Default: every one that occurs, sorted. */
  labels?: readonly Label[];
  /** What to call them, in the same order. Default: the labels. */
  targetNames?: readonly string[];
  /** Digits behind the point, default 2. */
  digits?: number;
  /** The value of what would divide by zero: 0 (default), 1, or NaN, which averages leave out. */
  zeroDivision?: number;
  /** `[n]` what each sample counts. Default: 1. */
  sampleWeight?: ArrayInput;
}

/** scikit-learn's `output_dict`: a row by its name; `accuracy` is a single figure. */
export type ReportDict = Record<
  string,
  number | { precision: number; recall: number; "f1-score": number; support: number }
>;

interface Row extends Scores {
  name: string;
}

/**
 * Precision, recall and F1 of every class, and their averages. It prints as scikit-learn's text, and shows a table as
 * the last expression of a cell.
 */
export class ClassificationReport {
  constructor(
    private readonly classes: readonly Row[],
    private readonly averages: readonly Row[],
    private readonly digits: number,
    private readonly isWeighted: boolean,
  ) {}

  /** The figures, under scikit-learn's names. */
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

  /** scikit-learn's text, with its line end. */
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

  /** Jupyter's convention of a value that shows itself. */
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
    // Python writes sums of weights as floats.
    const isFloat = this.isWeighted && Number.isInteger(row.support);
    return [...(isAccuracy ? ["", "", figures[2]] : figures), `${row.support}${isFloat ? ".0" : ""}`];
  }
}

const HEADERS = ["precision", "recall", "f1-score", "support"];
const ACCURACY = "accuracy";

/**
 * Precision, recall and F1 for each class and on average.
 *
 * @param yTrue `[n]` true labels
 * @param yPred `[n]` predicted labels; of probabilities make labels first
 * @throws ValueError for what are no labels, and `targetNames` of another number
 *
 * @example
 * console.log(classificationReport(yTest, labels, { targetNames: ["malignant", "benign"] }));
 *
 * After `sklearn.metrics.classification_report` 1.9, byte for byte; but a support is a whole number even where no
 * prediction at all is right, when scikit-learn writes `2.0`.
 */
export function classificationReport(
  yTrue: Labels,
  yPred: Labels,
  { labels, targetNames, digits = 2, zeroDivision, sampleWeight }: ClassificationReportOptions = {},
): ClassificationReport {
  const { unique } = checkTargets(yTrue, yPred);
  const classes = labels ?? unique;
  if (targetNames !== undefined && targetNames.length !== classes.length) {
    throw new ValueError(
      labels
        ? `labels size, ${labels.length}, does not match size of targetNames, ${targetNames.length}`
        : `Number of classes, ${classes.length}, does not match size of targetNames, ${targetNames.length}. ` +
            "Try specifying the labels parameter",
    );
  }
  if (!Number.isInteger(digits) || digits < 0) {
    throw new ValueError(`Expected \`digits\` to be a whole number from 0 on. Received: digits=${digits}`);
  }
  const options = { labels: classes, zeroDivision, sampleWeight };
  const rows = precisionRecallFscoreSupport(yTrue, yPred, options).map((scores, i) => ({
    name: targetNames?.[i] ?? String(classes[i]),
    ...scores,
  }));
  // Over all classes, what the micro average says is the accuracy.
  const isWhole = unique.every((label) => classes.includes(label));
  const averages = (["micro", "macro", "weighted"] as const).map((average) => ({
    name: average === "micro" && isWhole ? ACCURACY : `${average} avg`,
    ...precisionRecallFscoreSupport(yTrue, yPred, { ...options, average }),
  }));
  return new ClassificationReport(rows, averages, digits, sampleWeight !== undefined);
}
