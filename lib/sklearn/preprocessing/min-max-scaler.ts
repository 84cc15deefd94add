import { ValueError, withDefaults } from "../../errors.ts";
import type { ArrayInput, NDArray } from "../../ndarray.ts";
import { checkMatrix } from "../check-matrix.ts";
import { mapFeatures, notFitted, vector } from "./features.ts";

export interface MinMaxScalerOptions {
  /** The least and greatest value of each feature after scaling. Default `[0, 1]`. */
  featureRange?: readonly [number, number];
  /** Cut off what `transform` makes of values that lie outside of those seen by `fit`. Default `false`. */
  clip?: boolean;
}

/**
 * Scales each feature to a range: x · scale + min, where scale = (b − a) / (greatest − least) and min = a − least · scale for
 * `featureRange: [a, b]`, of the least and greatest value of the training samples.
 *
 * All arithmetic is float64. As in scikit-learn, NaN means a missing value: `fit` ignores it, `transform` keeps it. A
 * constant feature has scale b − a and becomes a.
 *
 * @example
 * const scaler = new MinMaxScaler();
 * const X = scaler.fitTransform([[112], [118], [132]]);
 * console.log(X.arraySync(), scaler.inverseTransform(X).arraySync());
 *
 * Port of `sklearn.preprocessing.MinMaxScaler` 1.9, for matrices without sparse input.
 */
export class MinMaxScaler {
  /** As given to the constructor. */
  readonly featureRange: readonly [number, number];
  /** As given to the constructor. */
  readonly clip: boolean;
  #state: State | undefined;

  /**
   * @param options the range, and whether to cut off values outside of it
   * @throws ValueError unless the first number of the range is the smaller one
   */
  constructor(options: MinMaxScalerOptions = {}) {
    const defaults = { featureRange: [0, 1] as const, clip: false };
    const { featureRange, clip } = withDefaults<MinMaxScalerOptions>("MinMaxScaler", options, defaults);
    const [from, to] = featureRange;
    if (!(from < to) || !Number.isFinite(to - from) || featureRange.length !== 2) {
      throw new ValueError(
        `Minimum of desired feature range must be smaller than maximum. Got (${[...featureRange].join(", ")}).`,
      );
    }
    this.featureRange = [from, to];
    this.clip = clip;
  }

  /**
   * Finds the least and greatest value of each feature, discarding earlier calls.
   *
   * @param X `[samples, features]`
   * @throws ValueError unless `X` is a matrix with at least one sample and without infinity
   */
  fit(X: ArrayInput): this {
    this.#state = undefined;
    return this.partialFit(X);
  }

  /**
   * Takes another batch into account, as if `fit` had seen all batches at once.
   *
   * @param X `[samples, features]`
   * @throws ValueError unless `X` is a matrix with the same features and without infinity; the state is left unchanged
   */
  partialFit(X: ArrayInput): this {
    const x = checkMatrix(X, { caller: "MinMaxScaler", features: this.#state?.least.length });
    const [rows, features] = x.shape;
    const least = this.#state?.least.slice() ?? new Float64Array(features).fill(Number.NaN);
    const greatest = this.#state?.greatest.slice() ?? new Float64Array(features).fill(Number.NaN);
    x.values.forEach((value, i) => {
      const feature = i % features;
      if (!(value >= least[feature]) && !Number.isNaN(value)) least[feature] = value;
      if (!(value <= greatest[feature]) && !Number.isNaN(value)) greatest[feature] = value;
    });
    this.#state = { least, greatest, samples: (this.#state?.samples ?? 0) + rows };
    return this;
  }

  /**
   * Scales samples.
   *
   * @param X `[samples, features]`
   * @returns `[samples, features]`, float64
   * @throws NotFittedError before `fit`
   * @throws ValueError for another number of features
   */
  transform(X: ArrayInput): NDArray {
    const { scale, min } = this.#applied();
    const [from, to] = this.featureRange;
    return mapFeatures(X, "MinMaxScaler", scale.length, (value, feature) => {
      const scaled = value * scale[feature] + min[feature];
      return this.clip ? Math.min(Math.max(scaled, from), to) : scaled;
    });
  }

  /** `fit` followed by `transform`. @throws ValueError as `fit` does */
  fitTransform(X: ArrayInput): NDArray {
    return this.fit(X).transform(X);
  }

  /**
   * Reverts `transform`, but for what was cut off.
   *
   * @param X `[samples, features]`, scaled
   * @throws NotFittedError before `fit`
   * @throws ValueError for another number of features
   */
  inverseTransform(X: ArrayInput): NDArray {
    const { scale, min } = this.#applied();
    return mapFeatures(X, "MinMaxScaler", scale.length, (value, i) => (value - min[i]) / scale[i]);
  }

  /** `[features]` least values seen. @throws NotFittedError before `fit` */
  get dataMin_(): NDArray {
    return vector(this.#fitted().least);
  }

  /** `[features]` greatest values seen. @throws NotFittedError before `fit` */
  get dataMax_(): NDArray {
    return vector(this.#fitted().greatest);
  }

  /** `[features]` differences of the greatest and least values. @throws NotFittedError before `fit` */
  get dataRange_(): NDArray {
    const { least, greatest } = this.#fitted();
    return vector(greatest.map((value, i) => value - least[i]));
  }

  /** `[features]` factors. @throws NotFittedError before `fit` */
  get scale_(): NDArray {
    return vector(this.#applied().scale);
  }

  /** `[features]` summands, behind the factors. @throws NotFittedError before `fit` */
  get min_(): NDArray {
    return vector(this.#applied().min);
  }

  /** Number of samples seen. @throws NotFittedError before `fit` */
  get nSamplesSeen_(): number {
    return this.#fitted().samples;
  }

  /** Number of features seen by `fit`. @throws NotFittedError before `fit` */
  get nFeaturesIn_(): number {
    return this.#fitted().least.length;
  }

  toString(): string {
    const [from, to] = this.featureRange;
    const changed = [
      from === 0 && to === 1 ? "" : `featureRange: [${from}, ${to}]`,
      this.clip ? "clip: true" : "",
    ];
    const options = changed.filter(Boolean).join(", ");
    return `MinMaxScaler(${options === "" ? "" : `{ ${options} }`})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  #fitted(): State {
    if (this.#state === undefined) throw notFitted("MinMaxScaler");
    return this.#state;
  }

  #applied(): { scale: Float64Array; min: Float64Array } {
    const { least, greatest } = this.#fitted();
    const [from, to] = this.featureRange;
    const scale = greatest.map((value, i) => {
      const range = value - least[i];
      // A range within rounding errors is that of a constant feature.
      return (to - from) / (range < 10 * Number.EPSILON ? 1 : range);
    });
    return { scale, min: least.map((value, i) => from - value * scale[i]) };
  }
}

/** The least and greatest value of each feature; NaN for one without values. */
interface State {
  least: Float64Array;
  greatest: Float64Array;
  samples: number;
}
