import { fromArguments, withDefaults } from "../../errors.ts";
import { MeanMetric, type MetricOptions } from "./metric.ts";

/**
 * The fraction of outputs that equal `y`.
 *
 * @example
 * const metric = new metrics.Accuracy();
 * metric.updateState([0, 1], [0, 0]);
 * console.log(metric.result());
 */
export class Accuracy extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super("accuracy", options, "up", { kind: "accuracy" });
  }
}

interface ThresholdOption extends MetricOptions {
  /** Outputs above this count as 1, `threshold: 0.7`; default 0.5. */
  threshold?: number;
}

/**
 * The fraction of outputs on the label's side of the threshold.
 *
 * @example
 * const metric = new metrics.BinaryAccuracy();
 * metric.updateState([0, 1], [0.2, 0.9]);
 * console.log(metric.result());
 */
export class BinaryAccuracy extends MeanMetric {
  constructor(options: ThresholdOption = {}) {
    const { name, threshold } = withDefaults<ThresholdOption>("BinaryAccuracy", options, {
      name: "binary_accuracy",
      threshold: 0.5,
    });
    super(name, {}, "up", { kind: "binaryAccuracy", threshold }, { threshold });
  }
}

/**
 * The fraction of samples whose largest output is at their class, for one-hot rows of `y`.
 *
 * @example
 * const metric = new metrics.CategoricalAccuracy();
 * metric.updateState([[0, 1]], [[0.2, 0.8]]);
 * console.log(metric.result());
 */
export class CategoricalAccuracy extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super("categorical_accuracy", options, "up", { kind: "categoricalAccuracy" });
  }
}

/**
 * The fraction of samples whose largest output is at their class, for class numbers `y`.
 *
 * @example
 * const metric = new metrics.SparseCategoricalAccuracy();
 * metric.updateState([1], [[0.2, 0.8]]);
 * console.log(metric.result());
 */
export class SparseCategoricalAccuracy extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super("sparse_categorical_accuracy", options, "up", { kind: "sparseCategoricalAccuracy" });
  }
}

export interface TopKOptions extends MetricOptions {
  /** Number of largest outputs, `k: 3`; default 5. */
  k?: number;
}

/**
 * The fraction of samples whose class is among the `k` largest outputs, for one-hot rows of `y`.
 *
 * @example
 * const metric = new metrics.TopKCategoricalAccuracy({ k: 2 });
 * metric.updateState([[0, 0, 1]], [[0.3, 0.5, 0.2]]);
 * console.log(metric.result());
 */
export class TopKCategoricalAccuracy extends MeanMetric {
  constructor(...args: [options?: TopKOptions] | [k: number, options?: TopKOptions]) {
    const { name, k } = fromArguments<TopKOptions>("TopKCategoricalAccuracy", args, {
      k: 5,
      name: "top_k_categorical_accuracy",
    });
    super(name, {}, "up", { kind: "topKCategoricalAccuracy", k }, { k });
  }
}

/**
 * The fraction of samples whose class is among the `k` largest outputs, for class numbers `y`.
 *
 * @example
 * const metric = new metrics.SparseTopKCategoricalAccuracy({ k: 2 });
 * metric.updateState([2], [[0.3, 0.5, 0.2]]);
 * console.log(metric.result());
 */
export class SparseTopKCategoricalAccuracy extends MeanMetric {
  constructor(...args: [options?: TopKOptions] | [k: number, options?: TopKOptions]) {
    const { name, k } = fromArguments<TopKOptions>("SparseTopKCategoricalAccuracy", args, {
      k: 5,
      name: "sparse_top_k_categorical_accuracy",
    });
    super(name, {}, "up", { kind: "sparseTopKCategoricalAccuracy", k }, { k });
  }
}
