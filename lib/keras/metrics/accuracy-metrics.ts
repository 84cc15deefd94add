import { MeanMetric, type MetricOptions } from "./metric.ts";

/** The share of outputs that equal `y`. */
export class Accuracy extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super(options.name ?? "accuracy", "up", { kind: "accuracy" });
  }
}

/** The share of outputs on the right side of the threshold. */
export class BinaryAccuracy extends MeanMetric {
  /** @param options.threshold default 0.5 */
  constructor(options: MetricOptions & { threshold?: number } = {}) {
    const { name = "binary_accuracy", threshold = 0.5 } = options;
    super(name, "up", { kind: "binaryAccuracy", threshold });
  }
}

/** The share of samples whose largest output is the one that is set in the one-hot row of `y`. */
export class CategoricalAccuracy extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super(options.name ?? "categorical_accuracy", "up", { kind: "categoricalAccuracy" });
  }
}

/** The share of samples whose largest output is the one that `y` numbers. */
export class SparseCategoricalAccuracy extends MeanMetric {
  constructor(options: MetricOptions = {}) {
    super(options.name ?? "sparse_categorical_accuracy", "up", { kind: "sparseCategoricalAccuracy" });
  }
}

/** The share of samples whose class, from a one-hot row of `y`, is among the `k` largest outputs. */
export class TopKCategoricalAccuracy extends MeanMetric {
  /** @param options.k default 5 */
  constructor(options: MetricOptions & { k?: number } = {}) {
    const { name = "top_k_categorical_accuracy", k = 5 } = options;
    super(name, "up", { kind: "topKCategoricalAccuracy", k });
  }
}

/** The share of samples whose class, a number `y`, is among the `k` largest outputs. */
export class SparseTopKCategoricalAccuracy extends MeanMetric {
  /** @param options.k default 5 */
  constructor(options: MetricOptions & { k?: number } = {}) {
    const { name = "sparse_top_k_categorical_accuracy", k = 5 } = options;
    super(name, "up", { kind: "sparseTopKCategoricalAccuracy", k });
  }
}
