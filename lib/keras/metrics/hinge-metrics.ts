import * as losses from "../losses/losses.ts";
import { LossMetric, type MetricOptions } from "./metric.ts";

/**
 * `max(1 − y·output, 0)` for labels -1 and 1 (0 counts as -1), averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.Hinge();
 * metric.updateState([-1, 1], [0.5, 2]);
 * console.log(metric.result());
 */
export class Hinge extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.Hinge(), options.name);
  }
}

/**
 * `max(1 − y·output, 0)²` for labels -1 and 1 (0 counts as -1), averaged over outputs and samples.
 *
 * @example
 * const metric = new metrics.SquaredHinge();
 * metric.updateState([-1, 1], [0.5, 2]);
 * console.log(metric.result());
 */
export class SquaredHinge extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.SquaredHinge(), options.name);
  }
}

/**
 * `max(largest wrong output − right output + 1, 0)` for one-hot rows of `y`, averaged over samples.
 *
 * @example
 * const metric = new metrics.CategoricalHinge();
 * metric.updateState([[0, 1]], [[0.2, 0.8]]);
 * console.log(metric.result());
 */
export class CategoricalHinge extends LossMetric {
  constructor(options: MetricOptions = {}) {
    super(new losses.CategoricalHinge(), options.name);
  }
}
