import { Metric } from "./metric";

/** The share of outputs on the right side of one half. */
export class BinaryAccuracy extends Metric {
  readonly direction = "up";
  readonly kind = "binaryAccuracy";

  constructor(options: { name?: string } = {}) {
    super(options.name ?? "binary_accuracy");
  }
}

/** The share of samples whose largest output is the one that is set in the one-hot row of `y`. */
export class CategoricalAccuracy extends Metric {
  readonly direction = "up";
  readonly kind = "categoricalAccuracy";

  constructor(options: { name?: string } = {}) {
    super(options.name ?? "categorical_accuracy");
  }
}

/** The share of samples whose largest output is the one that `y` numbers. */
export class SparseCategoricalAccuracy extends Metric {
  readonly direction = "up";
  readonly kind = "sparseCategoricalAccuracy";

  constructor(options: { name?: string } = {}) {
    super(options.name ?? "sparse_categorical_accuracy");
  }
}
