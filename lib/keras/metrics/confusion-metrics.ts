import { ValueError } from "../../errors.ts";
import type { MetricOptions } from "./metric.ts";
import { forEachSample, type Outcome, OutputMetric } from "./metric.ts";

export interface ConfusionOptions extends MetricOptions {
  /** Outputs above it count as positive, default 0.5. */
  thresholds?: number | null;
}

export interface ClassConfusionOptions extends ConfusionOptions {
  /** Only so many of a sample's largest outputs can be positive; default: all. */
  topK?: number | null;
  /** Look at that output of a sample alone; default: at all. */
  classId?: number | null;
}

/** A figure from the counts of right and wrong, positive and negative outputs. */
abstract class ConfusionMetric extends OutputMetric {
  readonly direction: "up" | "down" = "up";
  protected truePositives = 0;
  protected falsePositives = 0;
  protected trueNegatives = 0;
  protected falseNegatives = 0;
  private readonly threshold: number;
  private readonly topK: number | null;
  private readonly classId: number | null;

  /** @throws ValueError for a threshold outside 0 to 1, and for several */
  constructor(defaultName: string, options: ClassConfusionOptions) {
    super(options.name ?? defaultName);
    this.topK = wholeNumber("topK", options.topK, 1);
    this.classId = wholeNumber("classId", options.classId, 0);
    // Among the largest few every output is positive, however small.
    const threshold = options.thresholds ?? (this.topK === null ? 0.5 : Number.NEGATIVE_INFINITY);
    if (Array.isArray(threshold)) {
      throw new ValueError(
        `Expected \`thresholds\` to be one number: a figure per epoch is one. Received: [${threshold}] for metric ` +
          `'${this.name}'. Take a metric for each.`,
      );
    }
    if (threshold !== Number.NEGATIVE_INFINITY && !(threshold >= 0 && threshold <= 1)) {
      throw new ValueError(
        `Threshold values must be in [0, 1]. Received: [${options.thresholds}] for metric '${this.name}'`,
      );
    }
    this.threshold = Math.fround(threshold);
  }

  resetState(): void {
    this.truePositives = this.falsePositives = this.trueNegatives = this.falseNegatives = 0;
  }

  add(outcome: Outcome): void {
    forEachSample(outcome, (yTrue, yPred, weight) => {
      const isOpen = this.topK === null ? () => true : largest(yPred, this.topK);
      yPred.forEach((output, unit) => {
        if (this.classId !== null && this.classId !== unit) return;
        const isPositive = output > this.threshold && isOpen(unit);
        if (yTrue[unit] !== 0) {
          if (isPositive) this.truePositives += weight;
          else this.falseNegatives += weight;
        } else if (isPositive) this.falsePositives += weight;
        else this.trueNegatives += weight;
      });
    });
  }
}

/** Of the outputs that are positive, the share that is right. */
export class Precision extends ConfusionMetric {
  constructor(options: ClassConfusionOptions = {}) {
    super("precision", options);
  }

  result(): number {
    return share(this.truePositives, this.falsePositives);
  }
}

/** Of the labels that are positive, the share that is found. */
export class Recall extends ConfusionMetric {
  constructor(options: ClassConfusionOptions = {}) {
    super("recall", options);
  }

  result(): number {
    return share(this.truePositives, this.falseNegatives);
  }
}

/** One of the four counts. */
abstract class CountMetric extends ConfusionMetric {
  override readonly direction: "up" | "down";

  constructor(
    private readonly count: "truePositives" | "trueNegatives" | "falsePositives" | "falseNegatives",
    defaultName: string,
    options: ConfusionOptions,
  ) {
    super(defaultName, options);
    this.direction = count.startsWith("true") ? "up" : "down";
  }

  result(): number {
    return this[this.count];
  }
}

/** How many positive labels are found. */
export class TruePositives extends CountMetric {
  constructor(options: ConfusionOptions = {}) {
    super("truePositives", "true_positives", options);
  }
}

/** How many negative labels are found. */
export class TrueNegatives extends CountMetric {
  constructor(options: ConfusionOptions = {}) {
    super("trueNegatives", "true_negatives", options);
  }
}

/** How many negative labels are taken for positive ones. */
export class FalsePositives extends CountMetric {
  constructor(options: ConfusionOptions = {}) {
    super("falsePositives", "false_positives", options);
  }
}

/** How many positive labels are taken for negative ones. */
export class FalseNegatives extends CountMetric {
  constructor(options: ConfusionOptions = {}) {
    super("falseNegatives", "false_negatives", options);
  }
}

/** Whether an output is among the `k` largest; of equal ones the first are. */
function largest(outputs: Float32Array, k: number): (unit: number) => boolean {
  const order = Array.from(outputs, (_, unit) => unit).sort((a, b) => outputs[b] - outputs[a] || a - b);
  const chosen = new Set(order.slice(0, k));
  return (unit) => chosen.has(unit);
}

function wholeNumber(name: string, value: number | null | undefined, from: number): number | null {
  if (value === null || value === undefined) return null;
  if (Number.isInteger(value) && value >= from) return value;
  throw new ValueError(`Expected \`${name}\` to be an integer >= ${from}. Received: ${name}=${value}`);
}

/** a / (a + b), and 0 where nothing is counted. */
function share(a: number, b: number): number {
  return a === 0 ? 0 : a / (a + b);
}
