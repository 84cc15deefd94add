import { ValueError } from "../../errors";
import type { MetricOptions } from "./metric";
import { forEachValue, type Outcome, OutputMetric } from "./output-metric";

export interface ConfusionOptions extends MetricOptions {
  /** Outputs above it count as positive, default 0.5. */
  threshold?: number;
}

/** A figure from the counts of right and wrong, positive and negative outputs. */
abstract class ConfusionMetric extends OutputMetric {
  readonly direction: "up" | "down" = "up";
  protected truePositives = 0;
  protected falsePositives = 0;
  protected trueNegatives = 0;
  protected falseNegatives = 0;
  private readonly threshold: number;

  /** @throws ValueError for a threshold outside 0 to 1 */
  constructor(options: ConfusionOptions, name: string) {
    super(options.name ?? name);
    this.threshold = options.threshold ?? 0.5;
    if (!(this.threshold >= 0 && this.threshold <= 1)) {
      throw new ValueError(
        `Threshold values must be in [0, 1]. Received: threshold=${options.threshold} for metric '${this.name}'`,
      );
    }
  }

  resetState(): void {
    this.truePositives = this.falsePositives = this.trueNegatives = this.falseNegatives = 0;
  }

  updateState(outcome: Outcome): void {
    forEachValue(outcome, (yTrue, yPred, weight) => {
      const isPositive = yPred > this.threshold;
      if (yTrue !== 0) {
        if (isPositive) this.truePositives += weight;
        else this.falseNegatives += weight;
      } else if (isPositive) this.falsePositives += weight;
      else this.trueNegatives += weight;
    });
  }
}

/** Of the outputs that are positive, the share that is right. */
export class Precision extends ConfusionMetric {
  constructor(options: ConfusionOptions = {}) {
    super(options, "precision");
  }

  result(): number {
    return share(this.truePositives, this.falsePositives);
  }
}

/** Of the labels that are positive, the share that is found. */
export class Recall extends ConfusionMetric {
  constructor(options: ConfusionOptions = {}) {
    super(options, "recall");
  }

  result(): number {
    return share(this.truePositives, this.falseNegatives);
  }
}

export class TruePositives extends ConfusionMetric {
  constructor(options: ConfusionOptions = {}) {
    super(options, "true_positives");
  }

  result(): number {
    return this.truePositives;
  }
}

export class TrueNegatives extends ConfusionMetric {
  constructor(options: ConfusionOptions = {}) {
    super(options, "true_negatives");
  }

  result(): number {
    return this.trueNegatives;
  }
}

export class FalsePositives extends ConfusionMetric {
  override readonly direction = "down";

  constructor(options: ConfusionOptions = {}) {
    super(options, "false_positives");
  }

  result(): number {
    return this.falsePositives;
  }
}

export class FalseNegatives extends ConfusionMetric {
  override readonly direction = "down";

  constructor(options: ConfusionOptions = {}) {
    super(options, "false_negatives");
  }

  result(): number {
    return this.falseNegatives;
  }
}

/** a / (a + b), and 0 where nothing is counted. */
function share(a: number, b: number): number {
  return a === 0 ? 0 : a / (a + b);
}
