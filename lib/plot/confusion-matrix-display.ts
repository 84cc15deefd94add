import { ValueError } from "../errors.ts";
import { type ConfusionMatrixOptions, confusionMatrix, type Labels } from "../sklearn/metrics/index.ts";
import { colorAt, inkOn } from "./contrast.ts";
import { Figure } from "./figure.ts";

export interface ConfusionMatrixDisplayOptions extends ConfusionMatrixOptions {
  /** What to call the classes, in the labels' order. Default: the labels. */
  displayLabels?: readonly string[];
  /** Default `"Confusion matrix"`. */
  title?: string;
}

/** From here on figures in the cells would overlap. */
const MOST_NUMBERED = 15;

/** Light to dark blue: ColorBrewer's "Blues", which loses no order for colour-blind readers or in grey. */
const BLUES = [
  [0, "#f7fbff"],
  [0.25, "#c6dbef"],
  [0.5, "#6baed6"],
  [0.75, "#2171b5"],
  [1, "#08306b"],
] as const;

/**
 * Which classes are taken for which: a row for each true class, a column for each predicted one, darker where there are
 * more.
 *
 * @param yTrue `[n]` true labels
 * @param yPred `[n]` predicted labels; of probabilities make labels first
 * @throws ValueError for what are no labels, and `displayLabels` of another number
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
      `Expected a name for each of ${size} classes. Received: ${names.length} displayLabels`,
    );
  }
  const z = matrix.arraySync() as number[][];
  const word = (value: number) => (options.normalize ? value.toFixed(2) : String(value));
  const numbered = size <= MOST_NUMBERED;
  const side = numbered ? Math.max(240, 56 * size) : 560;
  const longest = Math.max(...names.map((name) => name.length));
  const left = Math.max(60, 40 + 7 * longest);
  const axis = (heading: string) => ({
    title: { text: heading },
    type: "category",
    showgrid: false,
    ticks: "",
    ticklabelstandoff: 6,
    // Every class has its name, as long as there is room for it.
    ...(numbered && { tickmode: "array", tickvals: names }),
  });
  const most = options.normalize ? 1 : Math.max(1, ...z.flat());
  // Not plotly's own texts in cells: its grey is hard to read on a middle blue.
  const numbers = z.flatMap((row, i) =>
    row.map((value, j) => ({
      x: names[j],
      y: names[i],
      text: word(value),
      showarrow: false,
      font: { size: 15, color: inkOn(colorAt(BLUES, value / most)) },
    })),
  );
  const right = z.map((row, i) => row[i]);
  const all = z.flat().reduce((sum, value) => sum + value, 0);
  return new Figure(
    [
      {
        type: "heatmap",
        x: names,
        y: names,
        z,
        zmin: 0,
        zmax: most,
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
      ? `${title}: shares of ${size} classes; on the diagonal ${names.map((name, i) => `${name} ${word(right[i])}`).join(", ")}`
      : `${title}: ${right.reduce((sum, value) => sum + value, 0)} of ${all} samples are predicted as their true class; ` +
          names.map((name, i) => `${name} ${right[i]} of ${z[i].reduce((a, b) => a + b, 0)}`).join(", "),
  );
}
