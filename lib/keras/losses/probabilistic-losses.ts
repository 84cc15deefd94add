import { exp } from "../../engine/index.ts";
import { received, ValueError } from "../../errors.ts";
import { type ArrayInput, asArray, NDArray, type NumberOrArray } from "../../ndarray.ts";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { KerasLoss, LOSS, type LossOptions, PlainLoss } from "./loss.ts";

export interface CrossentropyOptions extends LossOptions {
  /** The outputs are logits, not probabilities; default false. */
  fromLogits?: boolean;
  /** How far labels are moved towards a uniform distribution, from 0 to 1, `labelSmoothing: 0.1`; default 0. */
  labelSmoothing?: number;
}

const CROSSENTROPY = { fromLogits: false, labelSmoothing: 0, ...LOSS };

/** A crossentropy of rows of labels. */
abstract class Crossentropy<Options extends CrossentropyOptions = CrossentropyOptions> extends KerasLoss<
  [options?: Options]
> {
  protected static override formula(given: Required<CrossentropyOptions>, _name: string): object {
    const { labelSmoothing, ...own } = given;
    if (labelSmoothing === 0) return own;
    if (labelSmoothing > 0 && labelSmoothing <= 1) return given;
    throw new ValueError(
      `Expected \`labelSmoothing\` to be a number from 0 to 1. Received: labelSmoothing=${labelSmoothing}`,
    );
  }

  protected static override config(given: Required<CrossentropyOptions>): Record<string, unknown> {
    const { fromLogits, labelSmoothing, ...focal } = given;
    return super.config({ fromLogits, labelSmoothing, axis: -1, ...focal });
  }

  protected override settings(): object {
    return { ...super.settings(), axis: -1 };
  }
}

/**
 * `−y·log(p) − (1 − y)·log(1 − p)` for labels 0 and 1, averaged over the outputs of a sample.
 *
 * @example
 * const loss = new losses.BinaryCrossentropy({ labelSmoothing: 0.1 }).call([0, 1], [0.2, 0.9]);
 */
export class BinaryCrossentropy extends Crossentropy {
  protected static override readonly kind = "binaryCrossentropy";
  protected static override readonly defaults = { ...CROSSENTROPY, name: "binary_crossentropy" };
}

export interface FocalOptions extends CrossentropyOptions {
  /** Weight of class 1 (binary) or of all classes (categorical), `alpha: 0.3`; default 0.25. */
  alpha?: number;
  /** Exponent that lowers the weight of samples that are predicted well, `gamma: 1`; default 2. */
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
export class BinaryFocalCrossentropy extends Crossentropy<BinaryFocalCrossentropyOptions> {
  protected static override readonly kind = "binaryFocalCrossentropy";
  protected static override readonly defaults = {
    applyClassBalancing: false,
    alpha: 0.25,
    gamma: 2,
    ...CROSSENTROPY,
    name: "binary_focal_crossentropy",
  };

  protected static override formula(given: Required<BinaryFocalCrossentropyOptions>, name: string): object {
    const { applyClassBalancing, alpha, ...own } = given;
    return { ...super.formula(own, name), ...(applyClassBalancing && { alpha }) };
  }
}

/**
 * `−Σ y·log(p)` over the outputs of a sample, for one-hot rows of `y`.
 *
 * Porting note: for a row of `y` that does not sum to 1 the derivative by the logits z is that of this formula, `softmax(z)·Σy − y`;
 * Keras on TensorFlow takes `softmax(z) − y` for every row, and trains to other weights.
 *
 * @example
 * const loss = new losses.CategoricalCrossentropy().call([[0, 1, 0]], [[0.1, 0.8, 0.1]]);
 */
export class CategoricalCrossentropy extends Crossentropy {
  protected static override readonly kind = "categoricalCrossentropy";
  protected static override readonly defaults = { ...CROSSENTROPY, name: "categorical_crossentropy" };
}

export type CategoricalFocalCrossentropyOptions = FocalOptions;

/**
 * `−Σ alpha · (1 − p)^gamma · y·log(p)` for one-hot rows of `y`: samples that are predicted well count less
 * ([Lin et al. 2018](https://arxiv.org/abs/1708.02002)). With `fromLogits` TensorFlow.js computes the model.
 *
 * @example
 * const loss = new losses.CategoricalFocalCrossentropy().call([[0, 1, 0]], [[0.1, 0.8, 0.1]]);
 */
export class CategoricalFocalCrossentropy extends Crossentropy<CategoricalFocalCrossentropyOptions> {
  protected static override readonly kind = "categoricalFocalCrossentropy";
  protected static override readonly defaults = {
    alpha: 0.25,
    gamma: 2,
    ...CROSSENTROPY,
    name: "categorical_focal_crossentropy",
  };

  protected static override formula(given: Required<FocalOptions>, name: string): object {
    return { ...super.formula(given, name), ...(given.fromLogits && { label: `loss '${name}' of logits` }) };
  }

  override call(
    yTrue: ArrayInput,
    yPred: TensorFlowTensor,
    sampleWeight: ArrayInput | null = null,
  ): NumberOrArray | TensorFlowTensor {
    const { from_logits, ...config } = this.getConfig();
    if (!from_logits || isTensor(yPred)) return super.call(yTrue, yPred, sampleWeight);
    const ofProbabilities = CategoricalFocalCrossentropy.fromConfig(config);
    return ofProbabilities.call(yTrue, softmax(asArray(yPred, "float32", "yPred")), sampleWeight);
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
  /**
   * A class number, such as -1 or 255, whose samples do not count, `ignoreClass: 0`; default none. With one TensorFlow.js
   * computes the model.
   */
  ignoreClass?: number | null;
}

/**
 * `−log(p[y])` for class numbers `y` from 0.
 *
 * @example
 * const loss = new losses.SparseCategoricalCrossentropy().call([1], [[0.1, 0.8, 0.1]]);
 */
export class SparseCategoricalCrossentropy extends KerasLoss<[options?: SparseCrossentropyOptions]> {
  protected static override readonly kind = "sparseCategoricalCrossentropy";
  protected static override readonly defaults = {
    fromLogits: false,
    ignoreClass: null,
    ...LOSS,
    name: "sparse_categorical_crossentropy",
  };

  protected static override formula(given: Required<SparseCrossentropyOptions>, name: string): object {
    const { ignoreClass, ...own } = given;
    if (ignoreClass === null) return own;
    if (Number.isInteger(ignoreClass)) return { ...given, label: `loss '${name}' with \`ignoreClass\`` };
    throw new ValueError(
      `Expected \`ignoreClass\` to be a class number or null. Received: ignoreClass=${received(ignoreClass)}`,
    );
  }

  protected override settings(): object {
    return { ...super.settings(), axis: -1 };
  }
}

export interface GeneralizedOptions extends LossOptions {
  /** From above 0 to below 1, `q: 0.7`; default 0.5. */
  q?: number;
}

/**
 * `(1 − p[y]^q) / q` for class numbers `y`: between crossentropy (q → 0) and absolute error (q = 1)
 * ([Zhang & Sabuncu 2018](https://arxiv.org/abs/1805.07836)).
 *
 * @example
 * const loss = new losses.CategoricalGeneralizedCrossEntropy({ q: 0.7 }).call([1], [[0.1, 0.8, 0.1]]);
 */
export class CategoricalGeneralizedCrossEntropy extends KerasLoss<
  [options?: GeneralizedOptions] | [q: number, options?: GeneralizedOptions]
> {
  protected static override readonly kind = "categoricalGeneralizedCrossEntropy";
  protected static override readonly defaults = {
    q: 0.5,
    ...LOSS,
    name: "categorical_generalized_cross_entropy",
  };

  protected static override formula(own: Required<GeneralizedOptions>): object {
    if (own.q > 0 && own.q < 1) return own;
    throw new ValueError(`q must be in the interval (0, 1). Received: q=${own.q}`);
  }
}

/**
 * `Σ y·log(y / output)` over the outputs of a sample, which are a distribution like `y`.
 *
 * @example
 * const loss = new losses.KLDivergence().call([[0.5, 0.5]], [[0.25, 0.75]]);
 */
export class KLDivergence extends PlainLoss {
  protected static override readonly kind = "klDivergence";
}

/**
 * `output − y·log(output)`, averaged over the outputs of a sample: for counts.
 *
 * @example
 * const loss = new losses.Poisson().call([2, 3], [1.5, 3]);
 */
export class Poisson extends PlainLoss {
  protected static override readonly kind = "poisson";
}
