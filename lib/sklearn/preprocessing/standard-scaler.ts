import { NotFittedError } from "../../errors.ts";
import { type ArrayInput, NDArray } from "../../ndarray.ts";
import { checkMatrix } from "../check-matrix.ts";

export interface StandardScalerOptions {
  /** Centre the data before scaling. Default `true`. */
  withMean?: boolean;
  /** Scale the data to unit variance. Default `true`. */
  withStd?: boolean;
}

/**
 * Standardizes each feature: z = (x − u) / s, with u the mean and s the standard deviation of the training samples
 * (variance over n, not n − 1).
 *
 * All arithmetic is float64. NaN stands for a missing value, as in scikit-learn: `fit` leaves it out, `transform` keeps
 * it. A feature that is constant gets scale 1, so that it becomes 0 and not noise or NaN.
 *
 * @example
 * const X = new StandardScaler().fitTransform(data);
 *
 * Port of `sklearn.preprocessing.StandardScaler` 1.9, without `sample_weight` and sparse input.
 */
export class StandardScaler {
  readonly withMean: boolean;
  readonly withStd: boolean;
  private state: State | undefined;

  constructor({ withMean = true, withStd = true }: StandardScalerOptions = {}) {
    this.withMean = withMean;
    this.withStd = withStd;
  }

  /**
   * Learns mean and variance of each feature, forgetting earlier calls.
   * @param X `[samples][features]`
   * @throws ValueError for data of another shape, no samples, or infinities
   */
  fit(X: ArrayInput): this {
    this.state = undefined;
    return this.partialFit(X);
  }

  /**
   * Learns from one more batch; the result is that of `fit` on all batches together, also where a batch has no value of
   * a feature (scikit-learn goes on with NaN there).
   * @param X `[samples][features]`
   * @throws ValueError for data of another shape, no samples, or infinities; what was learned stays
   */
  partialFit(X: ArrayInput): this {
    const x = checkMatrix(X, { caller: "StandardScaler", features: this.state?.mean.length });
    this.state = learn(this.state, x);
    return this;
  }

  /** `[samples][features]` in float64, standardized. @throws NotFittedError before `fit` */
  transform(X: ArrayInput): NDArray {
    const { mean, scale } = this.applied();
    return this.map(X, (value, feature) => (value - mean[feature]) / scale[feature]);
  }

  /** `fit` and `transform` in one. */
  fitTransform(X: ArrayInput): NDArray {
    return this.fit(X).transform(X);
  }

  /** The data before `transform`. @throws NotFittedError before `fit` */
  inverseTransform(X: ArrayInput): NDArray {
    const { mean, scale } = this.applied();
    return this.map(X, (value, feature) => value * scale[feature] + mean[feature]);
  }

  /** Mean of each feature, `[features]`, also with `withMean: false`. */
  get mean_(): NDArray {
    return vector(this.fitted().mean);
  }

  /** Variance of each feature over n, `[features]`; `undefined` with `withStd: false`. */
  get var_(): NDArray | undefined {
    return this.withStd ? vector(this.fitted().variance) : undefined;
  }

  /** Standard deviation of each feature, 1 where it is constant, `[features]`; `undefined` with `withStd: false`. */
  get scale_(): NDArray | undefined {
    return this.withStd ? vector(scaleOf(this.fitted())) : undefined;
  }

  /** Samples seen; one number per feature if some had missing values. */
  get nSamplesSeen_(): number | number[] {
    const { count } = this.fitted();
    return count.every((n) => n === count[0]) ? count[0] : [...count];
  }

  /** Features that `fit` saw. */
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
    if (this.state === undefined) {
      throw new NotFittedError(
        "This StandardScaler instance is not fitted yet. Call 'fit' with appropriate arguments before using this estimator.",
      );
    }
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

  private map(X: ArrayInput, change: (value: number, feature: number) => number): NDArray {
    const features = this.nFeaturesIn_;
    const x = checkMatrix(X, { caller: "StandardScaler", features });
    return new NDArray(
      Float64Array.from(x.values as Float64Array, (value, i) => change(value, i % features)),
      x.shape,
    );
  }
}

/** What is known of each feature. */
interface State {
  count: Float64Array;
  mean: Float64Array;
  variance: Float64Array;
}

/**
 * Mean and variance after one more batch, by the updating formulas of Youngs & Cramer (Chan, Golub, LeVeque, "Algorithms
 * for computing the sample variance", 1983), with the correction for the rounding of the mean that
 * `sklearn.utils.extmath._incremental_mean_and_var` makes.
 */
function learn(before: State | undefined, x: NDArray): State {
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

/** A variance within the rounding error of the two-pass algorithm is that of a constant: its scale is 1. */
function scaleOf({ count, mean, variance }: State): Float64Array {
  return variance.map((value, i) => {
    const bound = count[i] * Number.EPSILON * value + (count[i] * mean[i] * Number.EPSILON) ** 2;
    return value <= bound ? 1 : Math.sqrt(value);
  });
}

function vector(values: Float64Array): NDArray {
  return new NDArray(values.slice(), [values.length]);
}
