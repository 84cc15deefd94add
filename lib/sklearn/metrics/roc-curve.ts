import { checkOptions, ValueError } from "../../errors.ts";
import { type ArrayInput, NDArray } from "../../ndarray.ts";
import { checkBinaryScores, type Label, type Labels, quoted, uniqueLabels } from "./class-labels.ts";

export interface RocCurveOptions {
  /** Label of the positive class. Default 1, if the labels are 0 and 1 or −1 and 1. */
  posLabel?: Label | null;
  /** Drop points on a straight line between their neighbours. Default `true`. */
  dropIntermediate?: boolean;
  /** `[n]` weights of the samples. Default: 1 each. */
  sampleWeight?: ArrayInput | null;
}

/**
 * The ROC curve of a binary problem: the false and true positive rate for each threshold on the scores.
 *
 * @param yTrue `[n]` labels of two classes
 * @param yScore `[n]` scores of the positive class: probabilities, or any numbers that grow with them
 * @param options positive class, weights, and whether to drop points
 * @returns `[fpr, tpr, thresholds]`, float64: rates from 0 to 1, and decreasing thresholds, of which the first is infinite.
 * `fpr` is NaN without negative samples, `tpr` without positive ones.
 * @throws ValueError for more than two classes, and if it is unclear which one is positive
 * @example
 * const [fpr, tpr, thresholds] = rocCurve([0, 0, 1, 1], [0.1, 0.4, 0.35, 0.8]);
 * console.log(fpr.arraySync(), tpr.arraySync(), thresholds.arraySync());
 *
 * After `sklearn.metrics.roc_curve` 1.9.
 */
export function rocCurve(
  yTrue: Labels,
  yScore: ArrayInput,
  options: RocCurveOptions = {},
): [fpr: NDArray, tpr: NDArray, thresholds: NDArray] {
  checkOptions("rocCurve", options, { posLabel: true, dropIntermediate: true, sampleWeight: true });
  const { posLabel, dropIntermediate = true, sampleWeight } = options;
  const { labels, kind, scores, weights } = checkBinaryScores(yTrue, yScore, sampleWeight);
  if (kind !== "binary" && !(kind === "multiclass" && posLabel != null)) {
    throw new ValueError(
      `${kind} format is not supported. Expected \`yTrue\` to hold two labels, or \`posLabel\` to say which of ` +
        `them is the positive one. Received: ${new Set(labels).size} different labels`,
    );
  }
  const positive = posLabel ?? defaultPosLabel(labels);
  if (labels.length === 0) {
    throw new ValueError("Found array with 0 sample(s) (shape=(0,)) while a minimum of 1 is required.");
  }
  const order = [...scores.keys()].filter((i) => weights[i] !== 0).sort((a, b) => scores[b] - scores[a]);
  let points: { fps: number; tps: number; threshold: number }[] = [];
  let fps = 0;
  let tps = 0;
  order.forEach((sample, i) => {
    if (labels[sample] === positive) tps += weights[sample];
    else fps += weights[sample];
    // No threshold separates samples with equal scores.
    if (i + 1 < order.length && scores[order[i + 1]] === scores[sample]) return;
    points.push({ fps, tps, threshold: scores[sample] });
  });
  if (dropIntermediate) {
    points = points.filter((point, i, all) => {
      if (i === 0 || i === all.length - 1) return true;
      const bend = (key: "fps" | "tps") => all[i + 1][key] - 2 * point[key] + all[i - 1][key];
      return bend("fps") !== 0 || bend("tps") !== 0;
    });
  }
  points.unshift({ fps: 0, tps: 0, threshold: Infinity });
  const last = points[points.length - 1];
  const column = (get: (point: (typeof points)[number]) => number) =>
    new NDArray(Float64Array.from(points, get), [points.length]);
  return [
    column((point) => (last.fps > 0 ? point.fps / last.fps : Number.NaN)),
    column((point) => (last.tps > 0 ? point.tps / last.tps : Number.NaN)),
    column((point) => point.threshold),
  ];
}

function defaultPosLabel(labels: readonly Label[]): Label {
  const unique = uniqueLabels(labels);
  if (
    unique.every((label) => label === 0 || label === 1) ||
    unique.every((label) => label === -1 || label === 1)
  )
    return 1;
  throw new ValueError(
    `yTrue takes value in {${unique.map(quoted).join(", ")}} and posLabel is not specified: either make yTrue take value in {0, 1} ` +
      "or {-1, 1} or pass posLabel explicitly.",
  );
}
