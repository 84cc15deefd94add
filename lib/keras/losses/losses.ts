import type { LossPlan } from "../../engine";
import { Loss } from "./loss";

export interface CrossentropyOptions {
  /** The outputs are logits, not probabilities; default false. */
  fromLogits?: boolean;
  name?: string;
}

/** `(y − output)²`, averaged over the outputs of a sample. */
export class MeanSquaredError extends Loss {
  protected readonly pythonClass = "tensorflow.python.keras.losses.MeanSquaredError";

  constructor(options: { name?: string } = {}) {
    super(options.name ?? "mean_squared_error");
  }

  plan(): LossPlan {
    return { kind: "meanSquaredError", fromLogits: false };
  }
}

/** `−y·log(p) − (1 − y)·log(1 − p)` for labels 0 and 1, averaged over the outputs of a sample. */
export class BinaryCrossentropy extends Loss {
  protected readonly pythonClass = "tensorflow.python.keras.losses.BinaryCrossentropy";

  constructor(options: CrossentropyOptions = {}) {
    super(options.name ?? "binary_crossentropy", options.fromLogits);
  }

  plan(): LossPlan {
    return { kind: "binaryCrossentropy", fromLogits: this.fromLogits };
  }
}

/** `−Σ y·log(p)` for one-hot rows of `y`. */
export class CategoricalCrossentropy extends Loss {
  protected readonly pythonClass = "tensorflow.python.keras.losses.CategoricalCrossentropy";

  constructor(options: CrossentropyOptions = {}) {
    super(options.name ?? "categorical_crossentropy", options.fromLogits);
  }

  plan(): LossPlan {
    return { kind: "categoricalCrossentropy", fromLogits: this.fromLogits };
  }
}

/** `−log(p[y])` for class numbers `y` from 0. */
export class SparseCategoricalCrossentropy extends Loss {
  protected readonly pythonClass = "tensorflow.python.keras.losses.SparseCategoricalCrossentropy";

  constructor(options: CrossentropyOptions = {}) {
    super(options.name ?? "sparse_categorical_crossentropy", options.fromLogits);
  }

  plan(): LossPlan {
    return { kind: "sparseCategoricalCrossentropy", fromLogits: this.fromLogits };
  }
}
