import type { MetricOptions } from "./metric";
import { type Outcome, OutputMetric } from "./output-metric";

/** The share of the variance of `y` that the outputs explain, averaged over the outputs of a sample. */
export class R2Score extends OutputMetric {
  readonly direction = "up";
  private weight = 0;
  private sums: number[] = [];
  private squares: number[] = [];
  private residuals: number[] = [];

  constructor(options: MetricOptions = {}) {
    super(options.name ?? "r2_score");
  }

  resetState(): void {
    this.weight = 0;
    this.sums = [];
    this.squares = [];
    this.residuals = [];
  }

  updateState({ yTrue, yPred, weights, samples }: Outcome): void {
    const width = yPred.length / samples;
    for (let row = 0; row < samples; row++) {
      const weight = weights?.[row] ?? 1;
      this.weight += weight;
      for (let i = 0; i < width; i++) {
        const y = yTrue[row * width + i];
        const error = y - yPred[row * width + i];
        this.sums[i] = (this.sums[i] ?? 0) + weight * y;
        this.squares[i] = (this.squares[i] ?? 0) + weight * y * y;
        this.residuals[i] = (this.residuals[i] ?? 0) + weight * error * error;
      }
    }
  }

  result(): number {
    const scores = this.sums.map((sum, i) => {
      const total = this.squares[i] - (sum * sum) / this.weight;
      return total === 0 ? 0 : 1 - this.residuals[i] / total;
    });
    return scores.length === 0 ? 0 : scores.reduce((a, b) => a + b) / scores.length;
  }
}
