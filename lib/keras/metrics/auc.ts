import { log } from "../../engine";
import { ValueError } from "../../errors";
import type { MetricOptions } from "./metric";
import { forEachValue, type Outcome, OutputMetric } from "./output-metric";

export interface AUCOptions extends MetricOptions {
  /** At how many thresholds the curve is taken, default 200. */
  numThresholds?: number;
  /** `"ROC"`, the default, or precision over recall, `"PR"`. */
  curve?: "ROC" | "PR";
}

/** The area under the ROC curve, or under that of precision over recall, from counts at evenly spaced thresholds. */
export class AUC extends OutputMetric {
  readonly direction = "up";
  /** float32, as Keras has them: the outermost a little beyond 0 and 1. */
  private readonly thresholds: Float32Array;
  /** Weights of positive and negative labels by the number of thresholds that their output is above. */
  private positives = new Float64Array(0);
  private negatives = new Float64Array(0);
  private readonly curve: "ROC" | "PR";

  /** @throws ValueError for fewer than two thresholds, or another curve */
  constructor(options: AUCOptions = {}) {
    super(options.name ?? "auc");
    const { numThresholds = 200, curve = "ROC" } = options;
    if (!Number.isInteger(numThresholds) || numThresholds <= 1) {
      throw new ValueError(
        `Argument \`numThresholds\` must be an integer > 1. Received: numThresholds=${numThresholds}`,
      );
    }
    if (curve !== "ROC" && curve !== "PR") {
      throw new ValueError(`Invalid \`curve\` argument: ${curve}. Expected "ROC" or "PR".`);
    }
    this.curve = curve;
    this.thresholds = Float32Array.from({ length: numThresholds }, (_, i) => {
      if (i === 0) return -1e-7;
      return i === numThresholds - 1 ? 1 + 1e-7 : i / (numThresholds - 1);
    });
    this.resetState();
  }

  resetState(): void {
    this.positives = new Float64Array(this.thresholds.length + 1);
    this.negatives = new Float64Array(this.thresholds.length + 1);
  }

  updateState(outcome: Outcome): void {
    forEachValue(outcome, (yTrue, yPred, weight) => {
      (yTrue !== 0 ? this.positives : this.negatives)[this.below(yPred)] += weight;
    });
  }

  result(): number {
    const above = (counts: Float64Array) => {
      const sums = new Float64Array(this.thresholds.length);
      let sum = 0;
      for (let i = sums.length; i > 0; i--) {
        sum += counts[i];
        sums[i - 1] = sum;
      }
      return sums;
    };
    const [tp, fp] = [above(this.positives), above(this.negatives)];
    return this.curve === "ROC" ? this.roc(tp, fp) : this.precisionRecall(tp, fp);
  }

  private roc(tp: Float64Array, fp: Float64Array): number {
    const positives = tp[0] + this.positives[0];
    const negatives = fp[0] + this.negatives[0];
    let area = 0;
    for (let i = 0; i < tp.length - 1; i++) {
      const height = over(tp[i] + tp[i + 1], 2 * positives);
      area += over(fp[i] - fp[i + 1], negatives) * height;
    }
    return area;
  }

  /** Between two thresholds precision does not change on a line but as the counts do (Davis & Goadrich 2006). */
  private precisionRecall(tp: Float64Array, fp: Float64Array): number {
    let area = 0;
    for (let i = 0; i < tp.length - 1; i++) {
      const p = Math.max(tp[i] + fp[i], 0);
      const pNext = Math.max(tp[i + 1] + fp[i + 1], 0);
      const slope = over(tp[i] - tp[i + 1], p - pNext);
      const intercept = tp[i + 1] - slope * pNext;
      const ratio = p > 0 && pNext > 0 ? p / pNext : 1;
      area += over(slope * (tp[i] - tp[i + 1] + intercept * log(ratio)), tp[0] + this.positives[0]);
    }
    return area;
  }

  /** How many thresholds are below the output. */
  private below(output: number): number {
    let low = 0;
    let high = this.thresholds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (output > this.thresholds[middle]) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function over(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
