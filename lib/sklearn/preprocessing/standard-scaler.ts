import { withDefaults } from "../../errors.ts";
import type { ArrayInput, NDArray } from "../../ndarray.ts";
import { checkMatrix } from "../check-matrix.ts";
import { mapFeatures, notFitted, vector } from "./features.ts";

export interface StandardScalerOptions {
  /** Subtract the mean. Default `true`. */
  withMean?: boolean;
  /** Divide by the standard deviation. Default `true`. */
  withStd?: boolean;
}

/**
 * Standardizes each feature: z = (x − u) / s, where u is the mean and s the standard deviation of the training samples
 * (with n, not n − 1, in the denominator).
 *
 * All arithmetic is float64. As in scikit-learn, NaN means a missing value: `fit` ignores it, `transform` keeps it. A
 * constant feature has scale 1 and becomes 0.
 *
 * @example
 * const scaler = new StandardScaler();
 * const X = scaler.fitTransform([[0, 10], [2, 30], [4, 50]]);
 * console.log(X.arraySync(), scaler.mean_);
 *
 * Port of `sklearn.preprocessing.StandardScaler` 1.9, without `sample_weight` and sparse input.
 */
export class StandardScaler {
  /** As given to the constructor. */
  readonly withMean: boolean;
  /** As given to the constructor. */
  readonly withStd: boolean;
  private state: State | undefined;

  /** @param options whether to centre and to scale */
  constructor(options: StandardScalerOptions = {}) {
    const defaults = { withMean: true, withStd: true };
    const { withMean, withStd } = withDefaults<StandardScalerOptions>("StandardScaler", options, defaults);
    this.withMean = withMean;
    this.withStd = withStd;
  }

  /**
   * Computes mean and variance of each feature, discarding earlier calls.
   *
   * @param X `[samples, features]`
   * @throws ValueError unless `X` is a matrix with at least one sample and without infinity
   */
  fit(X: ArrayInput): this {
    this.state = undefined;
    return this.partialFit(X);
  }

  /**
   * Updates mean and variance with another batch, as if `fit` had seen all batches at once. That also holds if a batch has
   * only missing values for a feature, for which scikit-learn's result is NaN.
   *
   * @param X `[samples, features]`
   * @throws ValueError unless `X` is a matrix with the same features and without infinity; the state is left unchanged
   */
  partialFit(X: ArrayInput): this {
    const x = checkMatrix(X, { caller: "StandardScaler", features: this.state?.mean.length });
    this.state = update(this.state, x);
    return this;
  }

  /**
   * Standardizes samples.
   *
   * @param X `[samples, features]`
   * @returns `[samples, features]`, float64
   * @throws NotFittedError before `fit`
   * @throws ValueError for another number of features
   */
  transform(X: ArrayInput): NDArray {
    const { mean, scale } = this.applied();
    return mapFeatures(X, "StandardScaler", mean.length, (value, i) => (value - mean[i]) / scale[i]);
  }

  /** `fit` followed by `transform`. @throws ValueError as `fit` does */
  fitTransform(X: ArrayInput): NDArray {
    return this.fit(X).transform(X);
  }

  /**
   * Reverts `transform`.
   *
   * @param X `[samples, features]`, standardized
   * @throws NotFittedError before `fit`
   * @throws ValueError for another number of features
   */
  inverseTransform(X: ArrayInput): NDArray {
    const { mean, scale } = this.applied();
    return mapFeatures(X, "StandardScaler", mean.length, (value, i) => value * scale[i] + mean[i]);
  }

  /** `[features]` means, also with `withMean: false`. @throws NotFittedError before `fit` */
  get mean_(): NDArray {
    return vector(this.fitted().mean);
  }

  /** `[features]` variances; `undefined` with `withStd: false`. @throws NotFittedError before `fit` */
  get var_(): NDArray | undefined {
    return this.withStd ? vector(this.fitted().variance) : undefined;
  }

  /** `[features]` divisors: the standard deviation, or 1 for constant features; `undefined` with `withStd: false`. */
  get scale_(): NDArray | undefined {
    return this.withStd ? vector(scaleOf(this.fitted())) : undefined;
  }

  /** Number of samples seen; one number per feature if some had missing values. */
  get nSamplesSeen_(): number | number[] {
    const { count } = this.fitted();
    return count.every((n) => n === count[0]) ? count[0] : [...count];
  }

  /** Number of features seen by `fit`. */
  get nFeaturesIn_(): number {
    return this.fitted().mean.length;
  }

  toString(): string {
    const changed = [this.withMean ? "" : "withMean: false", this.withStd ? "" : "withStd: false"].filter(
      Boolean,
    );
    return `StandardScaler(${changed.length > 0 ? `{ ${changed.join(", ")} }` : ""})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }

  private fitted(): State {
    if (this.state === undefined) throw notFitted("StandardScaler");
    return this.state;
  }

  private applied(): { mean: Float64Array; scale: Float64Array } {
    const state = this.fitted();
    const features = state.mean.length;
    return {
      mean: this.withMean ? state.mean : new Float64Array(features),
      scale: this.withStd ? scaleOf(state) : new Float64Array(features).fill(1),
    };
  }
}

/** Running statistics, one entry per feature. */
interface State {
  count: Float64Array;
  mean: Float64Array;
  variance: Float64Array;
}

/**
 * Mean and variance after another batch, by the formulas of Youngs & Cramer (Chan, Golub, LeVeque, "Algorithms for
 * computing the sample variance", 1983), with the correction for the rounding error of the mean from
 * `sklearn.utils.extmath._incremental_mean_and_var`.
 */
function update(before: State | undefined, x: NDArray): State {
  const [rows, features] = x.shape;
  const state: State = {
    count: new Float64Array(features),
    mean: new Float64Array(features),
    variance: new Float64Array(features),
  };
  for (let feature = 0; feature < features; feature++) {
    const column: number[] = [];
    for (let row = 0; row < rows; row++) {
      const value = x.values[row * features + feature];
      if (!Number.isNaN(value)) column.push(value);
    }
    const newCount = column.length;
    const newSum = column.reduce((sum, value) => sum + value, 0);
    const newMean = newSum / newCount;
    let squares = 0;
    let correction = 0;
    for (const value of column) {
      squares += (value - newMean) ** 2;
      correction += value - newMean;
    }
    let unnormalized = newCount === 0 ? 0 : squares - correction ** 2 / newCount;

    const lastCount = before?.count[feature] ?? 0;
    const lastSum = lastCount === 0 ? 0 : before!.mean[feature] * lastCount;
    const count = lastCount + newCount;
    if (lastCount > 0 && newCount > 0) {
      const ratio = lastCount / newCount;
      unnormalized +=
        before!.variance[feature] * lastCount + (ratio / count) * (lastSum / ratio - newSum) ** 2;
    } else if (lastCount > 0) {
      unnormalized = before!.variance[feature] * lastCount;
    }
    state.count[feature] = count;
    state.mean[feature] = (lastSum + newSum) / count;
    state.variance[feature] = unnormalized / count;
  }
  return state;
}

/** A feature whose variance is within the rounding error of the two-pass algorithm is constant: its scale is 1. */
function scaleOf({ count, mean, variance }: State): Float64Array {
  return variance.map((value, i) => {
    const bound = count[i] * Number.EPSILON * value + (count[i] * mean[i] * Number.EPSILON) ** 2;
    return value <= bound ? 1 : Math.sqrt(value);
  });
}
