import { ValueError } from "../errors.ts";
import type { ArrayInput } from "../ndarray.ts";
import { auc, type Labels, type RocCurveOptions, rocCurve } from "../sklearn/metrics/index.ts";
import { Figure } from "./figure.ts";
import { seriesLine } from "./palette.ts";
import { LIGHT } from "./theme.ts";

export interface RocCurveDisplayOptions extends Pick<RocCurveOptions, "posLabel"> {
  /** Default `"ROC curve"`. */
  title?: string;
}

/**
 * Draws ROC curves: the true positive rate against the false positive rate for every threshold, one line per model with
 * its area (AUC). The dashed diagonal is the expected curve of guessing.
 *
 * @param yTrue `[n]` labels of two classes
 * @param yScore `[n]` scores of the positive class, or several by name: `{ raw: p1, scaled: p2 }`
 * @param options label of the positive class, and title
 * @throws ValueError unless `yTrue` holds exactly two classes
 * @example
 * rocCurveDisplay([0, 0, 1, 1], { raw: [0.1, 0.6, 0.4, 0.8], scaled: [0.1, 0.2, 0.7, 0.9] });
 *
 * After `sklearn.metrics.RocCurveDisplay.from_predictions`.
 */
export function rocCurveDisplay(
  yTrue: Labels,
  yScore: ArrayInput | Readonly<Record<string, ArrayInput>>,
  { posLabel, title = "ROC curve" }: RocCurveDisplayOptions = {},
): Figure {
  const models: Readonly<Record<string, ArrayInput>> = isNamed(yScore) ? yScore : { model: yScore };
  const curves = Object.entries(models).map(([name, scores]) => {
    const [fpr, tpr] = rocCurve(yTrue, scores, { posLabel });
    const area = auc(fpr, tpr);
    if (Number.isNaN(area)) {
      throw new ValueError("Expected `yTrue` to hold samples of both classes. Received: one class only");
    }
    return { name, fpr, tpr, area };
  });
  if (curves.length === 0) throw new ValueError("Expected the scores of at least one model. Received: none");
  const range = [-0.02, 1.02];
  return new Figure(
    [
      {
        type: "scatter",
        mode: "lines",
        name: "guessing (AUC = 0.5)",
        x: [0, 1],
        y: [0, 1],
        line: { color: LIGHT.axis, dash: "dash", width: 1.5 },
        hoverinfo: "skip",
      },
      ...curves.map(({ name, fpr, tpr, area }, i) => ({
        type: "scatter",
        name: `${name} (AUC = ${area.toFixed(3)})`,
        x: Array.from(fpr.values, rounded),
        y: Array.from(tpr.values, rounded),
        ...seriesLine(i),
      })),
    ],
    {
      title: { text: title },
      // A square plot leaves room for the legend inside it.
      width: 520,
      height: 540,
      margin: { l: 70, r: 30, t: 60, b: 60 },
      xaxis: { title: { text: "false positive rate" }, range, constrain: "domain", zeroline: false },
      yaxis: {
        title: { text: "true positive rate" },
        range,
        scaleanchor: "x",
        constrain: "domain",
        zeroline: false,
      },
      legend: { x: 0.98, xanchor: "right", y: 0.04, yanchor: "bottom", bgcolor: LIGHT.paper },
    },
    `${title}: the area is ${curves.map(({ name, area }) => `${area.toFixed(3)} for ${name}`).join(", ")}; guessing has 0.5`,
  );
}

/** Five digits are more than a screen can show. */
function rounded(rate: number): number {
  return Number(rate.toFixed(5));
}

function isNamed(
  scores: ArrayInput | Readonly<Record<string, ArrayInput>>,
): scores is Readonly<Record<string, ArrayInput>> {
  return Object.getPrototypeOf(Object(scores)) === Object.prototype && !("shape" in Object(scores));
}
