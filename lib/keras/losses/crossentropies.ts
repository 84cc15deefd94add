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
  constructor(options: CrossentropyOptions = {}) {
    super("binary_crossentropy", options, { kind: "binaryCrossentropy", ...common(options) });
  }
}

interface FocalOptions extends CrossentropyOptions {
  /** The weight of class 1, or of all classes; default 0.25. */
  alpha?: number;
  /** How much less samples count that are right already, default 2. */
  gamma?: number;
}

export interface BinaryFocalCrossentropyOptions extends FocalOptions {
  /** Weigh the classes by `alpha` and `1 − alpha`, default false. */
  applyClassBalancing?: boolean;
}

/** Binary crossentropy in which samples that are right already count less (Lin et al. 2018). */
export class BinaryFocalCrossentropy extends Loss {
  constructor(options: BinaryFocalCrossentropyOptions = {}) {
    const { gamma = 2, alpha = 0.25, applyClassBalancing = false } = options;
    super("binary_focal_crossentropy", options, {
      kind: "binaryFocalCrossentropy",
      ...common(options),
      gamma,
      ...(applyClassBalancing && { alpha }),
    });
  }
}

/** `−Σ y·log(p)` for one-hot rows of `y`. */
export class CategoricalCrossentropy extends Loss {
  constructor(options: CrossentropyOptions = {}) {
    super("categorical_crossentropy", options, { kind: "categoricalCrossentropy", ...common(options) });
  }
}

export type CategoricalFocalCrossentropyOptions = Omit<FocalOptions, "fromLogits">;

/** Categorical crossentropy in which samples that are right already count less (Lin et al. 2018). */
export class CategoricalFocalCrossentropy extends Loss {
  constructor(options: CategoricalFocalCrossentropyOptions = {}) {
    const { alpha = 0.25, gamma = 2 } = options;
    super("categorical_focal_crossentropy", options, {
      kind: "categoricalFocalCrossentropy",
      ...common(options),
      alpha,
      gamma,
    });
  }
}

/** `−log(p[y])` for class numbers `y` from 0. */
export class SparseCategoricalCrossentropy extends Loss {
  constructor(options: Omit<CrossentropyOptions, "labelSmoothing"> = {}) {
    super("sparse_categorical_crossentropy", options, {
      kind: "sparseCategoricalCrossentropy",
      ...common(options),
    });
  }
}

/** `(1 − p[y]^q) / q` for class numbers `y`: between crossentropy (q → 0) and absolute error (q = 1) (Zhang & Sabuncu 2018). */
export class CategoricalGeneralizedCrossEntropy extends Loss {
  /**
   * @param options.q from above 0 to below 1, default 0.5
   * @throws ValueError for another q
   */
  constructor(options: LossOptions & { q?: number } = {}) {
    const { q = 0.5 } = options;
    if (!(q > 0 && q < 1)) throw new ValueError(`q must be in the interval (0, 1). Received: q=${q}`);
    super("categorical_generalized_cross_entropy", options, {
      kind: "categoricalGeneralizedCrossEntropy",
      q,
    });
  }
}

/** @throws ValueError for a smoothing outside 0 to 1 */
function common({ fromLogits = false, labelSmoothing = 0 }: CrossentropyOptions) {
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new ValueError(
      `Expected \`labelSmoothing\` to be a number from 0 to 1. Received: labelSmoothing=${labelSmoothing}`,
    );
  }
  return { fromLogits, ...(labelSmoothing !== 0 && { labelSmoothing }) };
}
