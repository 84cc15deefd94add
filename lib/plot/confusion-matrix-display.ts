import { ValueError } from "../errors.ts";
import { type ConfusionMatrixOptions, confusionMatrix, type Labels } from "../sklearn/metrics/index.ts";
import { colorAt, readableOn } from "./contrast.ts";
import { Figure } from "./figure.ts";

export interface ConfusionMatrixDisplayOptions extends ConfusionMatrixOptions {
  /** Names of the classes, in the order of the labels. Default: the labels. */
  displayLabels?: readonly string[];
  /** Default `"Confusion matrix"`. */
  title?: string;
}

/** With more classes, the numbers in the cells would overlap. */
const MAX_NUMBERED = 15;

/** ColorBrewer's "Blues": light to dark, so the order survives colour blindness and greyscale. */
const BLUES = [
  [0, "#f7fbff"],
  [0.25, "#c6dbef"],
  [0.5, "#6baed6"],
  [0.75, "#2171b5"],
  [1, "#08306b"],
] as const;

/**
 * Draws a confusion matrix: a row for each true class, a column for each predicted class, darker for larger counts.
 *
 * @param yTrue `[n]` true labels
 * @param yPred `[n]` predicted labels; threshold probabilities first
 * @param options names, title, and the options of `confusionMatrix`
 * @throws ValueError for values that are not class labels, and unless there is one display label per class
 * @example
 * confusionMatrixDisplay([0, 1, 1, 1], [0, 1, 0, 1], { displayLabels: ["malignant", "benign"] });
 *
 * After `sklearn.metrics.ConfusionMatrixDisplay.from_predictions`.
 */
export function confusionMatrixDisplay(
  yTrue: Labels,
  yPred: Labels,
  { displayLabels, title = "Confusion matrix", ...options }: ConfusionMatrixDisplayOptions = {},
): Figure {
  const matrix = confusionMatrix(yTrue, yPred, options);
  const names = displayLabels ?? matrix.labels.map(String);
  const size = matrix.labels.length;
  if (names.length !== size) {
    throw new ValueError(
      `Expected \`displayLabels\` to have a name for each of ${size} classes. Received: ${names.length} names`,
    );
  }
  const z = matrix.arraySync() as number[][];
  const format = (value: number) => (options.normalize ? value.toFixed(2) : String(value));
  const numbered = size <= MAX_NUMBERED;
  const side = numbered ? Math.max(240, 56 * size) : 560;
  const longestName = Math.max(...names.map((name) => name.length));
  const left = Math.max(60, 40 + 7 * longestName);
  const axis = (heading: string) => ({
    title: { text: heading },
    type: "category",
    showgrid: false,
    ticks: "",
    ticklabelstandoff: 6,
    // One tick per class, as long as they fit.
    ...(numbered && { tickmode: "array", tickvals: names }),
  });
  const max = options.normalize ? 1 : Math.max(1, ...z.flat());
  // Instead of plotly's own cell text, whose grey is hard to read on medium blue.
  const numbers = z.flatMap((row, i) =>
    row.map((value, j) => ({
      x: names[j],
      y: names[i],
      text: format(value),
      showarrow: false,
      font: { size: 15, color: readableOn(colorAt(BLUES, value / max)) },
    })),
  );
  const correct = z.map((row, i) => row[i]);
  const total = z.flat().reduce((sum, value) => sum + value, 0);
  return new Figure(
    [
      {
        type: "heatmap",
        x: names,
        y: names,
        z,
        zmin: 0,
        zmax: max,
        colorscale: BLUES,
        colorbar: {
          title: { text: options.normalize ? "share" : "samples", side: "right" },
          thickness: 14,
          outlinewidth: 0,
        },
        hovertemplate: "true %{y}<br>predicted %{x}<br>%{z}<extra></extra>",
      },
    ],
    {
      title: { text: title },
      width: left + side + 110,
      height: side + 130,
      margin: { l: left, r: 110, t: 60, b: 70 },
      xaxis: axis("predicted"),
      yaxis: { ...axis("true"), autorange: "reversed" },
      ...(numbered && { annotations: numbers }),
    },
    options.normalize
      ? `${title}: shares of ${size} classes; on the diagonal ${names.map((name, i) => `${name} ${format(correct[i])}`).join(", ")}`
      : `${title}: ${correct.reduce((sum, value) => sum + value, 0)} of ${total} samples are predicted as their true class; ` +
          names.map((name, i) => `${name} ${correct[i]} of ${z[i].reduce((a, b) => a + b, 0)}`).join(", "),
  );
}
