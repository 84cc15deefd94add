import type { LossPlan } from "../../engine";
import { ValueError } from "../../errors";
import { Loss, type LossOptions } from "./loss";

export interface CrossentropyOptions extends LossOptions {
  /** The outputs are logits, not probabilities; default false. */
  fromLogits?: boolean;
  /** How far the labels are moved towards the middle, from 0 to 1; default 0. */
  labelSmoothing?: number;
}

/** `−y·log(p) − (1 − y)·log(1 − p)` for labels 0 and 1, averaged over the outputs of a sample. */
export class BinaryCrossentropy extends Loss {
  constructor(protected readonly options: CrossentropyOptions = {}) {
    super(options.name ?? "binary_crossentropy");
    checkSmoothing(options.labelSmoothing);
  }

  plan(): LossPlan {
    return { kind: "binaryCrossentropy", ...common(this.options) };
  }
}

export interface BinaryFocalCrossentropyOptions extends CrossentropyOptions {
  /** Weigh the classes by `alpha` and `1 − alpha`, default false. */
  applyClassBalancing?: boolean;
  /** The weight of class 1, default 0.25. */
  alpha?: number;
  /** How much less samples count that are right already, default 2. */
  gamma?: number;
}

/** Binary crossentropy in which samples that are right already count less (Lin et al. 2018). */
export class BinaryFocalCrossentropy extends Loss {
  constructor(private readonly options: BinaryFocalCrossentropyOptions = {}) {
    super(options.name ?? "binary_focal_crossentropy");
    checkSmoothing(options.labelSmoothing);
  }

  plan(): LossPlan {
    const { gamma = 2, alpha = 0.25, applyClassBalancing = false } = this.options;
    return {
      kind: "binaryFocalCrossentropy",
      ...common(this.options),
      gamma,
      ...(applyClassBalancing && { alpha }),
    };
  }
}

/** `−Σ y·log(p)` for one-hot rows of `y`. */
export class CategoricalCrossentropy extends Loss {
  constructor(private readonly options: CrossentropyOptions = {}) {
    super(options.name ?? "categorical_crossentropy");
    checkSmoothing(options.labelSmoothing);
  }

  plan(): LossPlan {
    return { kind: "categoricalCrossentropy", ...common(this.options) };
  }
}

export interface CategoricalFocalCrossentropyOptions extends Omit<CrossentropyOptions, "fromLogits"> {
  /** The weight of all classes, default 0.25. */
  alpha?: number;
  /** How much less samples count that are right already, default 2. */
  gamma?: number;
}

/** Categorical crossentropy in which samples that are right already count less (Lin et al. 2018). */
export class CategoricalFocalCrossentropy extends Loss {
  constructor(private readonly options: CategoricalFocalCrossentropyOptions = {}) {
    super(options.name ?? "categorical_focal_crossentropy");
    checkSmoothing(options.labelSmoothing);
  }

  plan(): LossPlan {
    const { alpha = 0.25, gamma = 2 } = this.options;
    return { kind: "categoricalFocalCrossentropy", ...common(this.options), alpha, gamma };
  }
}

/** `−log(p[y])` for class numbers `y` from 0. */
export class SparseCategoricalCrossentropy extends Loss {
  constructor(private readonly options: Omit<CrossentropyOptions, "labelSmoothing"> = {}) {
    super(options.name ?? "sparse_categorical_crossentropy");
  }

  plan(): LossPlan {
    return { kind: "sparseCategoricalCrossentropy", ...common(this.options) };
  }
}

/** `(1 − p[y]^q) / q` for class numbers `y`: between crossentropy (q → 0) and absolute error (q = 1) (Zhang & Sabuncu 2018). */
export class CategoricalGeneralizedCrossEntropy extends Loss {
  /**
   * @param options.q from above 0 to below 1, default 0.5
   * @throws ValueError for another q
   */
  constructor(private readonly options: LossOptions & { q?: number } = {}) {
    super(options.name ?? "categorical_generalized_cross_entropy");
    const { q = 0.5 } = options;
    if (!(q > 0 && q < 1)) throw new ValueError(`q must be in the interval (0, 1). Received: q=${q}`);
  }

  plan(): LossPlan {
    return { kind: "categoricalGeneralizedCrossEntropy", fromLogits: false, q: this.options.q ?? 0.5 };
  }
}

function common({ fromLogits = false, labelSmoothing = 0 }: CrossentropyOptions) {
  return { fromLogits, ...(labelSmoothing !== 0 && { labelSmoothing }) };
}

function checkSmoothing(labelSmoothing = 0): void {
  if (labelSmoothing >= 0 && labelSmoothing <= 1) return;
  throw new ValueError(
    `Expected \`labelSmoothing\` to be a number from 0 to 1. Received: labelSmoothing=${labelSmoothing}`,
  );
}
