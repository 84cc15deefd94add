import { exp } from "../../engine/index.ts";
import { fromArguments, received, ValueError, withDefaults } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray, type NumberOrArray } from "../../ndarray.ts";
import { LOSS, Loss, type LossOptions } from "./loss.ts";

/**
 * `(y − output)²`, averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.MeanSquaredError().call([0, 1], [0.5, 1]); // 0.125
 */
export class MeanSquaredError extends Loss {
  constructor(options: LossOptions = {}) {
    super("mean_squared_error", options, { kind: "meanSquaredError" });
  }
}

/**
 * `|y − output|`, averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.MeanAbsoluteError().call([0, 1], [0.5, 1]); // 0.25
 */
export class MeanAbsoluteError extends Loss {
  constructor(options: LossOptions = {}) {
    super("mean_absolute_error", options, { kind: "meanAbsoluteError" });
  }
}

/**
 * `100 · |(y − output) / y|`, averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.MeanAbsolutePercentageError().call([1, 2], [1.5, 2]); // 25
 */
export class MeanAbsolutePercentageError extends Loss {
  constructor(options: LossOptions = {}) {
    super("mean_absolute_percentage_error", options, { kind: "meanAbsolutePercentageError" });
  }
}

/**
 * `(log(y + 1) − log(output + 1))²`, averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.MeanSquaredLogarithmicError().call([0, 1], [0.5, 1]);
 */
export class MeanSquaredLogarithmicError extends Loss {
  constructor(options: LossOptions = {}) {
    super("mean_squared_logarithmic_error", options, { kind: "meanSquaredLogarithmicError" });
  }
}

export interface HuberOptions extends LossOptions {
  /** Largest error that is squared, default 1. */
  delta?: number;
}

/**
 * `e² / 2` for errors up to `delta`, `delta · (|e| − delta / 2)` beyond, averaged over the outputs of a sample: outliers count less
 * ([Huber 1964](https://doi.org/10.1214/aoms/1177703732)).
 *
 * @example
 * const loss = new losses.Huber({ delta: 0.5 }).call([0, 1], [2, 1]);
 */
export class Huber extends Loss {
  /** @param args `delta`, the largest error that is squared, default 1, and the options of every loss */
  constructor(...args: [options?: HuberOptions] | [delta: number, options?: HuberOptions]) {
    const defaults = { delta: 1, ...LOSS, name: "huber_loss" };
    const { delta, ...options } = fromArguments<HuberOptions>("Huber", args, defaults);
    // Keras' dictionary has no `delta`; one that is not the default is kept all the same, and Keras takes it.
    super(options.name, options, { kind: "huber", delta }, delta === 1 ? {} : { delta });
  }
}

/**
 * `log(cosh(output − y))`, averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.LogCosh().call([0, 1], [2, 1]);
 */
export class LogCosh extends Loss {
  constructor(options: LossOptions = {}) {
    super("log_cosh", options, { kind: "logCosh" });
  }
}

/**
 * Minus the cosine of the angle between `y` and the outputs: -1 if they have the same direction.
 *
 * @example
 * const loss = new losses.CosineSimilarity().call([[1, 0]], [[2, 0]]); // -1
 */
export class CosineSimilarity extends Loss {
  constructor(options: LossOptions = {}) {
    super("cosine_similarity", options, { kind: "cosineSimilarity" });
  }
}

export interface CrossentropyOptions extends LossOptions {
  /** The outputs are logits, not probabilities; default false. */
  fromLogits?: boolean;
  /** How far labels are moved towards a uniform distribution, from 0 to 1; default 0. */
  labelSmoothing?: number;
}

const CROSSENTROPY = { fromLogits: false, labelSmoothing: 0, ...LOSS };

/**
 * `−y·log(p) − (1 − y)·log(1 − p)` for labels 0 and 1, averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.BinaryCrossentropy({ labelSmoothing: 0.1 }).call([0, 1], [0.2, 0.9]);
 */
export class BinaryCrossentropy extends Loss {
  /** @throws ValueError for a smoothing outside 0 to 1 */
  constructor(options: CrossentropyOptions = {}) {
    const defaults = { ...CROSSENTROPY, name: "binary_crossentropy" };
    const [own, rest] = split(withDefaults<CrossentropyOptions>("BinaryCrossentropy", options, defaults));
    super(rest.name, rest, { kind: "binaryCrossentropy", ...own }, crossentropyConfig(own));
  }
}

interface FocalOptions extends CrossentropyOptions {
  /** Weight of class 1 (binary) or of all classes (categorical), default 0.25. */
  alpha?: number;
  /** Exponent that lowers the weight of samples that are predicted well, default 2. */
  gamma?: number;
}

export interface BinaryFocalCrossentropyOptions extends FocalOptions {
  /** Weight class 1 by `alpha` and class 0 by `1 − alpha`, default false. */
  applyClassBalancing?: boolean;
}

/**
 * Binary crossentropy times `(1 − pₜ)^gamma`, where pₜ is the probability of the true label: samples that are predicted well
 * count less ([Lin et al. 2018](https://arxiv.org/abs/1708.02002)).
 *
 * @example
 * const loss = new losses.BinaryFocalCrossentropy({ gamma: 3 }).call([0, 1], [0.2, 0.9]);
 */
export class BinaryFocalCrossentropy extends Loss {
  constructor(options: BinaryFocalCrossentropyOptions = {}) {
    const { applyClassBalancing, alpha, gamma, ...given } = withDefaults<BinaryFocalCrossentropyOptions>(
      "BinaryFocalCrossentropy",
      options,
      {
        applyClassBalancing: false,
        alpha: 0.25,
        gamma: 2,
        ...CROSSENTROPY,
        name: "binary_focal_crossentropy",
      },
    );
    const [own, rest] = split(given);
    super(
      rest.name,
      rest,
      {
        kind: "binaryFocalCrossentropy",
        ...own,
        gamma,
        ...(applyClassBalancing && { alpha }),
      },
      { ...crossentropyConfig(own), apply_class_balancing: applyClassBalancing, alpha, gamma },
    );
  }
}

/**
 * `−Σ y·log(p)` over the outputs of a sample, for one-hot rows of `y`.
 *
 * @example
 * const loss = new losses.CategoricalCrossentropy().call([[0, 1, 0]], [[0.1, 0.8, 0.1]]);
 */
export class CategoricalCrossentropy extends Loss {
  constructor(options: CrossentropyOptions = {}) {
    const defaults = { ...CROSSENTROPY, name: "categorical_crossentropy" };
    const [own, rest] = split(
      withDefaults<CrossentropyOptions>("CategoricalCrossentropy", options, defaults),
    );
    super(rest.name, rest, { kind: "categoricalCrossentropy", ...own }, crossentropyConfig(own));
  }
}

export type CategoricalFocalCrossentropyOptions = FocalOptions;

/**
 * `−Σ alpha · (1 − p)^gamma · y·log(p)` for one-hot rows of `y`: samples that are predicted well count less
 * ([Lin et al. 2018](https://arxiv.org/abs/1708.02002)). With `fromLogits` TensorFlow.js computes the model.
 *
 * @example
 * const loss = new losses.CategoricalFocalCrossentropy().call([[0, 1, 0]], [[0.1, 0.8, 0.1]]);
 */
export class CategoricalFocalCrossentropy extends Loss {
  /** Of probabilities instead of logits; undefined if it is one itself. */
  private readonly ofProbabilities: Loss | undefined;

  /** @throws ValueError for a smoothing outside 0 to 1 */
  constructor(options: CategoricalFocalCrossentropyOptions = {}) {
    const given = withDefaults<CategoricalFocalCrossentropyOptions>("CategoricalFocalCrossentropy", options, {
      alpha: 0.25,
      gamma: 2,
      ...CROSSENTROPY,
      name: "categorical_focal_crossentropy",
    });
    const { alpha, gamma, ...crossentropy } = given;
    const [own, rest] = split(crossentropy);
    const label = own.fromLogits ? `loss '${rest.name}' of logits` : undefined;
    super(
      rest.name,
      rest,
      {
        kind: "categoricalFocalCrossentropy",
        ...own,
        alpha,
        gamma,
        ...(label && { label }),
      },
      { ...crossentropyConfig(own), alpha, gamma },
    );
    if (own.fromLogits)
      this.ofProbabilities = new CategoricalFocalCrossentropy({ ...given, fromLogits: false });
  }

  override call(yTrue: ArrayInput, yPred: ArrayInput, sampleWeight: ArrayInput | null = null): NumberOrArray {
    if (this.ofProbabilities === undefined) return super.call(yTrue, yPred, sampleWeight);
    return this.ofProbabilities.call(yTrue, softmax(asArray(yPred, "float32", "yPred")), sampleWeight);
  }
}

/** The softmax of each row. */
function softmax({ values, shape }: NDArray): NDArray {
  const units = shape[shape.length - 1];
  const outputs = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += units) {
    const row = values.subarray(start, start + units) as Float32Array;
    const largest = row.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
    let sum = 0;
    for (const value of row) sum += exp(value - largest);
    row.forEach((value, i) => {
      outputs[start + i] = exp(value - largest) / sum;
    });
  }
  return new NDArray(outputs, shape);
}

export interface SparseCrossentropyOptions extends Omit<CrossentropyOptions, "labelSmoothing"> {
  /** A class number, such as -1 or 255, whose samples do not count; default none. With one TensorFlow.js computes the model. */
  ignoreClass?: number | null;
}

/**
 * `−log(p[y])` for class numbers `y` from 0.
 *
 * @example
 * const loss = new losses.SparseCategoricalCrossentropy().call([1], [[0.1, 0.8, 0.1]]);
 */
export class SparseCategoricalCrossentropy extends Loss {
  constructor(options: SparseCrossentropyOptions = {}) {
    const defaults = {
      fromLogits: false,
      ignoreClass: null,
      ...LOSS,
      name: "sparse_categorical_crossentropy",
    };
    const { fromLogits, ignoreClass, ...rest } = withDefaults<SparseCrossentropyOptions>(
      "SparseCategoricalCrossentropy",
      options,
      defaults,
    );
    if (ignoreClass !== null && !Number.isInteger(ignoreClass)) {
      throw new ValueError(
        `Expected \`ignoreClass\` to be a class number or null. Received: ignoreClass=${received(ignoreClass)}`,
      );
    }
    const config = { from_logits: fromLogits, ignore_class: ignoreClass };
    super(
      rest.name,
      rest,
      {
        kind: "sparseCategoricalCrossentropy",
        fromLogits,
        ...(ignoreClass !== null && { ignoreClass, label: `loss '${rest.name}' with \`ignoreClass\`` }),
      },
      config,
    );
  }
}

interface GeneralizedOptions extends LossOptions {
  /** From above 0 to below 1, default 0.5. */
  q?: number;
}

/**
 * `(1 − p[y]^q) / q` for class numbers `y`: between crossentropy (q → 0) and absolute error (q = 1)
 * ([Zhang & Sabuncu 2018](https://arxiv.org/abs/1805.07836)).
 *
 * @example
 * const loss = new losses.CategoricalGeneralizedCrossEntropy({ q: 0.7 }).call([1], [[0.1, 0.8, 0.1]]);
 */
export class CategoricalGeneralizedCrossEntropy extends Loss {
  /**
   * @param args `q`, from above 0 to below 1, default 0.5, and the options of every loss
   * @throws ValueError for another q
   */
  constructor(...args: [options?: GeneralizedOptions] | [q: number, options?: GeneralizedOptions]) {
    const defaults = { q: 0.5, ...LOSS, name: "categorical_generalized_cross_entropy" };
    const { q, ...options } = fromArguments<GeneralizedOptions>(
      "CategoricalGeneralizedCrossEntropy",
      args,
      defaults,
    );
    if (!(q > 0 && q < 1)) throw new ValueError(`q must be in the interval (0, 1). Received: q=${q}`);
    super(
      options.name,
      options,
      {
        kind: "categoricalGeneralizedCrossEntropy",
        q,
      },
      { q },
    );
  }
}

/**
 * `max(1 − y·output, 0)` for labels -1 and 1 (0 counts as -1), averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.Hinge().call([-1, 1], [0.5, 2]); // 0.75
 */
export class Hinge extends Loss {
  constructor(options: LossOptions = {}) {
    super("hinge", options, { kind: "hinge" });
  }
}

/**
 * `max(1 − y·output, 0)²` for labels -1 and 1 (0 counts as -1), averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.SquaredHinge().call([-1, 1], [0.5, 2]); // 1.125
 */
export class SquaredHinge extends Loss {
  constructor(options: LossOptions = {}) {
    super("squared_hinge", options, { kind: "squaredHinge" });
  }
}

/**
 * `max(largest wrong output − right output + 1, 0)` for one-hot rows of `y`.
 *
 * @example
 * const loss = new losses.CategoricalHinge().call([[0, 1, 0]], [[0.1, 0.8, 0.1]]);
 */
export class CategoricalHinge extends Loss {
  constructor(options: LossOptions = {}) {
    super("categorical_hinge", options, { kind: "categoricalHinge" });
  }
}

/**
 * `Σ y·log(y / output)` over the outputs of a sample, which are a distribution like `y`.
 *
 * @example
 * const loss = new losses.KLDivergence().call([[0.5, 0.5]], [[0.25, 0.75]]);
 */
export class KLDivergence extends Loss {
  constructor(options: LossOptions = {}) {
    super("kl_divergence", options, { kind: "klDivergence" });
  }
}

/**
 * `output − y·log(output)`, averaged over the outputs of a sample: for counts.
 *
 * @example
 * const loss = new losses.Poisson().call([2, 3], [1.5, 3]);
 */
export class Poisson extends Loss {
  constructor(options: LossOptions = {}) {
    super("poisson", options, { kind: "poisson" });
  }
}

export interface OverlapOptions extends LossOptions {
  /**
   * Axes of the sums: null, the default, or `[0, 1]` for one loss of the whole batch; 1 or -1 for a loss per sample; 0 for a loss
   * per output. As in Keras, 0 cannot be combined with sample or class weights if there is more than one output.
   */
  axis?: number | readonly number[] | null;
}

/**
 * `1 − 2·Σ y·p / (Σ y + Σ p)`: 0 if labels and outputs overlap completely.
 *
 * One number per batch, unless `axis` says otherwise. As in Keras, sample and class weights multiply that number once per
 * sample.
 *
 * @example
 * const loss = new losses.Dice().call([[0, 1]], [[0.2, 0.9]]);
 */
export class Dice extends Loss {
  /** @throws ValueError for another axis */
  constructor(options: OverlapOptions = {}) {
    const defaults = { ...LOSS, name: "dice", axis: null };
    const { axis, ...rest } = withDefaults<OverlapOptions>("Dice", options, defaults);
    super(rest.name, rest, { kind: "dice", ...overlapAxis(axis) }, { axis });
  }
}

export interface TverskyOptions extends OverlapOptions {
  /** Weight of false negatives, default 0.5. */
  alpha?: number;
  /** Weight of false positives, default 0.5. */
  beta?: number;
}

/**
 * `1 − Σ y·p / (Σ y·p + alpha · Σ y·(1 − p) + beta · Σ (1 − y)·p)`: Dice with separate weights of false negatives and false
 * positives ([Salehi et al. 2017](https://arxiv.org/abs/1706.05721)).
 *
 * @example
 * const loss = new losses.Tversky({ alpha: 0.7, beta: 0.3 }).call([[0, 1]], [[0.2, 0.9]]);
 */
export class Tversky extends Loss {
  /**
   * @param args `alpha`, `beta`, and the options of `Dice`
   * @throws ValueError for another axis
   */
  constructor(...args: [options?: TverskyOptions] | [alpha: number, beta: number, options?: TverskyOptions]) {
    const defaults = { alpha: 0.5, beta: 0.5, ...LOSS, name: "tversky", axis: null };
    const { alpha, beta, axis, ...rest } = fromArguments<TverskyOptions>("Tversky", args, defaults);
    super(rest.name, rest, { kind: "tversky", alpha, beta, ...overlapAxis(axis) }, { alpha, beta, axis });
  }
}

export interface CircleOptions extends LossOptions {
  /** Scale of the similarities, default 80. */
  gamma?: number;
  /** Distance from a perfect similarity that is accepted, default 0.4. */
  margin?: number;
  /** Leave out the pair of each sample with itself, default true. */
  removeDiagonal?: boolean;
}

/**
 * Circle loss ([Sun et al. 2020](https://arxiv.org/abs/2002.10857)): pulls the samples of one class together and pushes others
 * apart, over the pairs of a batch. The outputs are embeddings of length 1, `y` class numbers. TensorFlow.js computes the model.
 *
 * @example
 * const loss = new losses.Circle({ gamma: 64 });
 * const model = new Sequential([new Dense(2, { inputDim: 3 })]);
 * model.compile({ loss });
 */
export class Circle extends Loss {
  constructor(options: CircleOptions = {}) {
    const defaults = { gamma: 80, margin: 0.4, removeDiagonal: true, ...LOSS, name: "circle" };
    const { gamma, margin, removeDiagonal, ...rest } = withDefaults<CircleOptions>(
      "Circle",
      options,
      defaults,
    );
    super(
      rest.name,
      rest,
      { kind: "circle", label: `loss '${rest.name}'`, gamma, margin, removeDiagonal },
      { gamma, margin, remove_diagonal: removeDiagonal },
    );
  }
}

/** @throws ValueError for other axes than 0 (samples) and 1 (outputs) */
function overlapAxis(axis: Required<OverlapOptions>["axis"]): { axis?: 0 | 1 } {
  const given = axis === null ? [0, 1] : typeof axis === "number" ? [axis] : axis;
  const summed = new Set(given.map((one) => (one < 0 ? one + 2 : one)));
  if (summed.size === 0 || summed.size < given.length || [...summed].some((one) => one !== 0 && one !== 1)) {
    throw new ValueError(
      "Expected `axis` to be null, 0 (over the samples), 1 (over the outputs), or both in a list. " +
        `Received: axis=${JSON.stringify(axis)}`,
    );
  }
  if (summed.size === 2) return {};
  // A sum over the samples leaves one loss per output.
  return { axis: summed.has(0) ? 0 : 1 };
}

/**
 * The options of a crossentropy, apart from those of every loss.
 *
 * @throws ValueError for a smoothing outside 0 to 1
 */
function split({ fromLogits, labelSmoothing, ...rest }: Required<CrossentropyOptions>) {
  if (!(labelSmoothing >= 0 && labelSmoothing <= 1)) {
    throw new ValueError(
      `Expected \`labelSmoothing\` to be a number from 0 to 1. Received: labelSmoothing=${labelSmoothing}`,
    );
  }
  return [{ fromLogits, ...(labelSmoothing !== 0 && { labelSmoothing }) }, rest] as const;
}

/** A crossentropy's entries of the configuration. */
function crossentropyConfig(own: { fromLogits: boolean; labelSmoothing?: number }): Record<string, unknown> {
  return { from_logits: own.fromLogits, label_smoothing: own.labelSmoothing ?? 0, axis: -1 };
}
