import { ValueError } from "../../errors.ts";
import { forEachSample, type MetricOptions, type Outcome, OutputMetric } from "./metric.ts";

/** A correlation between the targets and the outputs of a sample, averaged over samples. */
abstract class Correlation extends OutputMetric {
  readonly direction = "up";
  private sum = 0;
  private weight = 0;

  resetState(): void {
    this.sum = 0;
    this.weight = 0;
  }

  add(outcome: Outcome): void {
    if (outcome.yPred.length === outcome.samples) {
      throw new ValueError(
        `Metric "${this.name}" correlates the outputs of a sample with its targets, and needs two at least. ` +
          "Received: one output per sample. For these, R2Score says how well they follow the targets.",
      );
    }
    forEachSample(outcome, (yTrue, yPred, weight) => {
      this.sum += weight * this.of(yTrue, yPred);
      this.weight += weight;
    });
  }

  result(): number {
    return this.weight === 0 ? 0 : this.sum / this.weight;
  }

  protected abstract of(yTrue: Float32Array, yPred: Float32Array): number;
}

/**
 * Pearson's correlation of the targets and outputs of a sample, averaged over samples: 1 if they differ only by shift and scale.
 *
 * @example
 * const metric = new metrics.PearsonCorrelation();
 * metric.updateState([[0, 1, 2]], [[1, 3, 5]]);
 * console.log(metric.result());
 */
export class PearsonCorrelation extends Correlation {
  constructor(options: MetricOptions = {}) {
    super(options.name ?? "pearson_correlation");
  }

  protected of(yTrue: Float32Array, yPred: Float32Array): number {
    const [a, b] = [moments(yTrue), moments(yPred)];
    return covariance(yTrue, yPred, a.mean, b.mean) / Math.sqrt(a.variance * b.variance);
  }
}

/**
 * Lin's concordance correlation of the targets and outputs of a sample, averaged over samples: 1 only if they are equal.
 *
 * @example
 * const metric = new metrics.ConcordanceCorrelation();
 * metric.updateState([[0, 1, 2]], [[0.1, 1, 2.2]]);
 * console.log(metric.result());
 */
export class ConcordanceCorrelation extends Correlation {
  constructor(options: MetricOptions = {}) {
    super(options.name ?? "concordance_correlation");
  }

  protected of(yTrue: Float32Array, yPred: Float32Array): number {
    const [a, b] = [moments(yTrue), moments(yPred)];
    const norm = a.variance + b.variance + (a.mean - b.mean) ** 2;
    return (2 * covariance(yTrue, yPred, a.mean, b.mean)) / (norm + 1e-7);
  }
}

function moments(values: Float32Array): { mean: number; variance: number } {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return { mean, variance: covariance(values, values, mean, mean) };
}

function covariance(a: Float32Array, b: Float32Array, meanA: number, meanB: number): number {
  return a.reduce((sum, value, i) => sum + (value - meanA) * (b[i] - meanB), 0) / a.length;
}
