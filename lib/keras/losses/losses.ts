import { ValueError } from "../../errors.ts";
import { Loss, type LossOptions } from "./loss.ts";

/** `(y − output)²`, averaged over the outputs of a sample. */
export class MeanSquaredError extends Loss {
  constructor(options: LossOptions = {}) {
    super("mean_squared_error", options, { kind: "meanSquaredError" });
  }
}

/** `|y − output|`, averaged over the outputs of a sample. */
export class MeanAbsoluteError extends Loss {
  constructor(options: LossOptions = {}) {
    super("mean_absolute_error", options, { kind: "meanAbsoluteError" });
  }
}

/** `100 · |(y − output) / y|`, averaged over the outputs of a sample. */
export class MeanAbsolutePercentageError extends Loss {
  constructor(options: LossOptions = {}) {
    super("mean_absolute_percentage_error", options, { kind: "meanAbsolutePercentageError" });
  }
}

/** `(log(y + 1) − log(output + 1))²`, averaged over the outputs of a sample. */
export class MeanSquaredLogarithmicError extends Loss {
  constructor(options: LossOptions = {}) {
    super("mean_squared_logarithmic_error", options, { kind: "meanSquaredLogarithmicError" });
  }
}

/** Half the squared error up to `delta`, a straight line beyond: outliers count less. */
export class Huber extends Loss {
  /** @param options.delta default 1 */
  constructor(options: LossOptions & { delta?: number } = {}) {
    super("huber_loss", options, { kind: "huber", delta: options.delta ?? 1 });
  }
}

/** `log(cosh(output − y))`, averaged over the outputs of a sample. */
export class LogCosh extends Loss {
  constructor(options: LossOptions = {}) {
    super("log_cosh", options, { kind: "logCosh" });
  }
}

/** Minus the cosine of the angle between `y` and the outputs: -1 where both point the same way. */
export class CosineSimilarity extends Loss {
  constructor(options: LossOptions = {}) {
    super("cosine_similarity", options, { kind: "cosineSimilarity" });
  }
}

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

/** `max(1 − y·output, 0)` for labels -1 and 1 (0 counts as -1), averaged over the outputs of a sample. */
export class Hinge extends Loss {
  constructor(options: LossOptions = {}) {
    super("hinge", options, { kind: "hinge" });
  }
}

/** The square of the hinge. */
export class SquaredHinge extends Loss {
  constructor(options: LossOptions = {}) {
    super("squared_hinge", options, { kind: "squaredHinge" });
  }
}

/** `max(largest wrong output − right output + 1, 0)` for one-hot rows of `y`. */
export class CategoricalHinge extends Loss {
  constructor(options: LossOptions = {}) {
    super("categorical_hinge", options, { kind: "categoricalHinge" });
  }
}

/** `Σ y·log(y / output)`: how much is lost when the outputs stand for the distribution `y`. */
export class KLDivergence extends Loss {
  constructor(options: LossOptions = {}) {
    super("kl_divergence", options, { kind: "klDivergence" });
  }
}

/** `output − y·log(output)`, averaged over the outputs of a sample: for counts. */
export class Poisson extends Loss {
  constructor(options: LossOptions = {}) {
    super("poisson", options, { kind: "poisson" });
  }
}

export interface OverlapOptions extends LossOptions {
  /**
   * Over what the sums run: null, the default, or `[0, 1]` over the whole batch; 1 or -1 over the outputs of each sample,
   * a loss for each; 0 over the samples, a loss for each output. The last does not go with weights of samples or classes
   * where there is more than one output, in Keras neither.
   */
  axis?: number | readonly number[] | null;
}

/**
 * `1 − 2·Σ y·p / (Σ y + Σ p)`: how little labels and outputs overlap.
 *
 * One number for a whole batch, unless `axis` says otherwise. With weights of samples or classes that number counts once
 * for each sample, times its weight, as in Keras: over the number of samples, or with a reduction's own rule.
 */
export class Dice extends Loss {
  /** @throws ValueError for another axis */
  constructor(options: OverlapOptions = {}) {
    super("dice", options, { kind: "dice", ...overlapAxis(options) });
  }
}

/** Dice with weights for what is missed and what is too much (Salehi et al. 2017). */
export class Tversky extends Loss {
  /**
   * @param options.alpha, options.beta default 0.5
   * @throws ValueError for another axis
   */
  constructor(options: OverlapOptions & { alpha?: number; beta?: number } = {}) {
    const { alpha = 0.5, beta = 0.5 } = options;
    super("tversky", options, { kind: "tversky", alpha, beta, ...overlapAxis(options) });
  }
}

export interface CircleOptions extends LossOptions {
  /** How sharp the border is, default 80. */
  gamma?: number;
  /** How far pairs may be from perfect, default 0.4. */
  margin?: number;
  /** A sample is no pair with itself, default true. */
  removeDiagonal?: boolean;
}

/**
 * Brings samples of one class together and others apart, pair by pair in a batch (Sun et al. 2020): for outputs that are
 * embeddings of length 1, and class numbers `y`. Computed by TensorFlow.js.
 */
export class Circle extends Loss {
  constructor(options: CircleOptions = {}) {
    const { gamma = 80, margin = 0.4, removeDiagonal = true, name = "circle" } = options;
    super(name, options, { kind: "circle", label: `loss '${name}'`, gamma, margin, removeDiagonal });
  }
}

/** @throws ValueError for anything but axes of samples × outputs */
function overlapAxis({ axis = null }: OverlapOptions): { axis?: 0 | 1 } {
  const given = axis === null ? [0, 1] : typeof axis === "number" ? [axis] : axis;
  const summed = new Set(given.map((one) => (one < 0 ? one + 2 : one)));
  if (summed.size === 0 || summed.size < given.length || [...summed].some((one) => one !== 0 && one !== 1)) {
    throw new ValueError(
      "Expected `axis` to be null, 0 (over the samples), 1 (over the outputs), or both in a list. " +
        `Received: axis=${JSON.stringify(axis)}`,
    );
  }
  if (summed.size === 2) return {};
  // Summed over the samples there is a loss for each output.
  return { axis: summed.has(0) ? 0 : 1 };
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
