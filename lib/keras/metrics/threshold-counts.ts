/** The weights of right and wrong outputs, positive and negative, at each of several thresholds. */
export interface Counts {
  readonly truePositives: Float64Array;
  readonly falsePositives: Float64Array;
  readonly trueNegatives: Float64Array;
  readonly falseNegatives: Float64Array;
}

/** Sorts outputs in between thresholds: one that is above a threshold is positive there. */
export class ThresholdCounts {
  /** Weights of positive and negative labels by the number of thresholds that their output is above. */
  private readonly positives: Float64Array;
  private readonly negatives: Float64Array;

  /**
   * @param thresholds from small to large
   * @param even whether they lie at equal distances from 0 to 1; the outermost may be a little beyond
   */
  constructor(
    private readonly thresholds: readonly number[],
    private readonly even: boolean,
  ) {
    this.positives = new Float64Array(thresholds.length + 1);
    this.negatives = new Float64Array(thresholds.length + 1);
  }

  add(yTrue: number, yPred: number, weight: number): void {
    (yTrue !== 0 ? this.positives : this.negatives)[this.below(yPred)] += weight;
  }

  counts(): Counts {
    const above = (weights: Float64Array) => {
      const sums = new Float64Array(this.thresholds.length);
      let sum = 0;
      for (let i = sums.length; i > 0; i--) {
        sum += weights[i];
        sums[i - 1] = sum;
      }
      return sums;
    };
    const [truePositives, falsePositives] = [above(this.positives), above(this.negatives)];
    const rest = (all: Float64Array, part: Float64Array) => {
      const sum = all.reduce((a, b) => a + b, 0);
      return part.map((value) => sum - value);
    };
    return {
      truePositives,
      falsePositives,
      trueNegatives: rest(this.negatives, falsePositives),
      falseNegatives: rest(this.positives, truePositives),
    };
  }

  /** How many thresholds are below the output. */
  private below(output: number): number {
    const { thresholds, even } = this;
    if (even) {
      // Keras' own arithmetic, in float32: which side of a threshold an output close to it is on depends on it.
      const clipped = Math.min(Math.max(output, 0), 1);
      const below = Math.ceil(Math.fround(clipped * (thresholds.length - 1)));
      return thresholds[0] < 0 ? Math.max(below, 1) : below;
    }
    let low = 0;
    let high = thresholds.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (output > Math.fround(thresholds[middle])) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

/** As many thresholds at equal distances from 0 to 1. */
export function evenThresholds(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i / (count - 1));
}

/** a / b, and 0 where b is 0. */
export function share(a: number, b: number): number {
  return b === 0 ? 0 : a / b;
}
