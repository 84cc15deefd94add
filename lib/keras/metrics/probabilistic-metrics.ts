import * as losses from "../losses/losses.ts";
import { LossMetric, type MetricOptions } from "./metric.ts";

/**
 * `Σ y·log(y / output)` over the outputs of a sample, averaged over samples.
 *
 * @example
 * const metric = new metrics.KLDivergence();
 * metric.updateState([[0.5, 0.5]], [[0.25, 0.75]]);
 * console.log(metric.result());
 */
export class KLDivergence extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.KLDivergence(), options.name);
  }
}

/**
 * `output − y·log(output)`, averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.Poisson();
 * metric.updateState([1, 2], [1.5, 2]);
 * console.log(metric.result());
 */
export class Poisson extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.Poisson(), options.name);
  }
}

export interface CrossentropyMetricOptions extends MetricOptions {
  /** The outputs are logits, not probabilities; default false. */
  fromLogits?: boolean;
  /** How far labels are moved towards a uniform distribution, from 0 to 1; default 0. */
  labelSmoothing?: number;
}

/**
 * `−y·log(p) − (1 − y)·log(1 − p)`, averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.BinaryCrossentropy();
 * metric.updateState([0, 1], [0.2, 0.9]);
 * console.log(metric.result());
 */
export class BinaryCrossentropy extends LossMetric {
  constructor(options: CrossentropyMetricOptions = {}) {
    super(new losses.BinaryCrossentropy(options));
  }
}

/**
 * `−Σ y·log(p)` for one-hot rows of `y`, averaged over samples.
 *
 * @example
 * const metric = new metrics.CategoricalCrossentropy();
 * metric.updateState([[0, 1]], [[0.2, 0.8]]);
 * console.log(metric.result());
 */
export class CategoricalCrossentropy extends LossMetric {
  constructor(options: CrossentropyMetricOptions = {}) {
    super(new losses.CategoricalCrossentropy(options));
  }
}

/**
 * `−log(p[y])` for class numbers `y`, averaged over samples.
 *
 * @example
 * const metric = new metrics.SparseCategoricalCrossentropy();
 * metric.updateState([1], [[0.2, 0.8]]);
 * console.log(metric.result());
 */
export class SparseCategoricalCrossentropy extends LossMetric {
  constructor(options: Omit<CrossentropyMetricOptions, "labelSmoothing"> = {}) {
    super(new losses.SparseCategoricalCrossentropy(options));
  }
}
