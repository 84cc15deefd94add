import { fromArguments } from "../../errors.ts";
import { type ArrayInput, asArray } from "../../ndarray.ts";
import { rowWeights } from "../losses/loss-of-batch.ts";
import { Metric, type MetricOptions } from "./metric.ts";

/** A metric of given numbers, such as the losses in a `trainStep`. */
abstract class ReductionMetric extends Metric {
  override readonly direction = null;
  protected total = 0;
  protected weight = 0;

  constructor(args: readonly unknown[], defaultName: string) {
    super(fromArguments<MetricOptions>(new.target.name, args, { name: defaultName }).name);
  }

  override resetState(): void {
    this.total = 0;
    this.weight = 0;
  }

  /**
   * Adds numbers.
   *
   * @param values a number, or an array of any shape
   * @param sampleWeight a weight for each value, or for each entry along the first axes; default 1
   */
  updateState(values: ArrayInput, sampleWeight: ArrayInput | null = null): void {
    const { values: numbers, shape } = asArray(values, "float32", "values");
    const given = sampleWeight === null ? null : asArray(sampleWeight, "float32", "sampleWeight");
    const weights = given && rowWeights(given, shape);
    numbers.forEach((value, i) => {
      const weight = weights?.[i] ?? 1;
      this.total += value * weight;
      this.weight += weight;
    });
  }
}

/**
 * The weighted mean of given numbers.
 *
 * @example
 * const mean = new metrics.Mean();
 * mean.updateState([1, 3, 5, 7]);
 * console.log(mean.result()); // 4
 */
export class Mean extends ReductionMetric {
  /** @param args a name, or options */
  constructor(...args: [name: string] | [options?: MetricOptions]) {
    super(args, "mean");
  }

  result(): number {
    return Math.fround(this.weight === 0 ? 0 : this.total / this.weight);
  }
}

/**
 * The weighted sum of given numbers.
 *
 * @example
 * const sum = new metrics.Sum();
 * sum.updateState([1, 3, 5, 7]);
 * console.log(sum.result()); // 16
 */
export class Sum extends ReductionMetric {
  /** @param args a name, or options */
  constructor(...args: [name: string] | [options?: MetricOptions]) {
    super(args, "sum");
  }

  result(): number {
    return Math.fround(this.total);
  }
}
