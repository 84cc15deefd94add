import { NotFittedError } from "../../errors.ts";
import { type ArrayInput, NDArray } from "../../ndarray.ts";
import { checkMatrix } from "../check-matrix.ts";

/** The error of a scaler that is used before `fit`, in scikit-learn's words. */
export const notFitted = (scaler: string) =>
  new NotFittedError(
    `This ${scaler} instance is not fitted yet. Call 'fit' with appropriate arguments before using this estimator.`,
  );

/**
 * Computes each value of a matrix anew, with the number of its feature.
 *
 * @param scaler its name, for error messages
 * @throws ValueError unless `X` is a matrix with that many features
 */
export function mapFeatures(
  X: ArrayInput,
  scaler: string,
  features: number,
  f: (value: number, feature: number) => number,
): NDArray {
  const x = checkMatrix(X, { caller: scaler, features });
  return new NDArray(
    Float64Array.from(x.values as Float64Array, (value, i) => f(value, i % features)),
    x.shape,
  );
}

/** A copy as an array of one axis. */
export const vector = (values: Float64Array) => new NDArray(values.slice(), [values.length]);
