import type { MetricPlan } from "../../engine";
import { MeanMetric, type MetricOptions } from "./metric";

/** The share of outputs that equal `y`. */
export class Accuracy extends MeanMetric {
  readonly direction = "up";

  constructor(options: MetricOptions = {}) {
    super(options.name ?? "accuracy");
  }

  plan(): MetricPlan {
    return { kind: "accuracy" };
  }
}

/** The share of outputs on the right side of the threshold. */
export class BinaryAccuracy extends MeanMetric {
  readonly direction = "up";

  /** @param options.threshold default 0.5 */
  constructor(private readonly options: MetricOptions & { threshold?: number } = {}) {
    super(options.name ?? "binary_accuracy");
  }

  plan(): MetricPlan {
    return { kind: "binaryAccuracy", threshold: this.options.threshold ?? 0.5 };
  }
}

/** The share of samples whose largest output is the one that is set in the one-hot row of `y`. */
export class CategoricalAccuracy extends MeanMetric {
  readonly direction = "up";

  constructor(options: MetricOptions = {}) {
    super(options.name ?? "categorical_accuracy");
  }

  plan(): MetricPlan {
    return { kind: "categoricalAccuracy" };
  }
}

/** The share of samples whose largest output is the one that `y` numbers. */
export class SparseCategoricalAccuracy extends MeanMetric {
  readonly direction = "up";

  constructor(options: MetricOptions = {}) {
    super(options.name ?? "sparse_categorical_accuracy");
  }

  plan(): MetricPlan {
    return { kind: "sparseCategoricalAccuracy" };
  }
}

/** The share of samples whose class, from a one-hot row of `y`, is among the `k` largest outputs. */
export class TopKCategoricalAccuracy extends MeanMetric {
  readonly direction = "up";

  /** @param options.k default 5 */
  constructor(private readonly options: MetricOptions & { k?: number } = {}) {
    super(options.name ?? "top_k_categorical_accuracy");
  }

  plan(): MetricPlan {
    return { kind: "topKCategoricalAccuracy", k: this.options.k ?? 5 };
  }
}

/** The share of samples whose class, a number `y`, is among the `k` largest outputs. */
export class SparseTopKCategoricalAccuracy extends MeanMetric {
  readonly direction = "up";

  /** @param options.k default 5 */
  constructor(private readonly options: MetricOptions & { k?: number } = {}) {
    super(options.name ?? "sparse_top_k_categorical_accuracy");
  }

  plan(): MetricPlan {
    return { kind: "sparseTopKCategoricalAccuracy", k: this.options.k ?? 5 };
  }
}
