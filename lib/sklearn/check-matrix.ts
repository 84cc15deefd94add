import { ValueError } from "../errors.ts";
import { type ArrayInput, asArray, type NDArray } from "../ndarray.ts";

/**
 * Converts samples to a float64 matrix, as `sklearn.utils.check_array` does.
 *
 * @param caller name of the estimator, for error messages
 * @param features number of features the estimator was fitted with, if it was
 * @throws ValueError with scikit-learn's message unless `X` is a matrix of finite numbers or NaN with that many features
 */
export function checkMatrix(
  X: ArrayInput,
  { caller, features }: { caller: string; features?: number },
): NDArray {
  const x = asArray(X, "float64", "X");
  if (x.ndim !== 2) {
    const remedy =
      x.ndim === 1
        ? "\nReshape your data either using array.reshape([-1, 1]) if your data has a single feature " +
          "or array.reshape([1, -1]) if it contains a single sample."
        : "";
    throw new ValueError(
      `Expected 2D array, got ${x.ndim === 0 ? "scalar" : `${x.ndim}D`} array instead: shape=(${x.shape.join(", ")}).${remedy}`,
    );
  }
  const [rows, columns] = x.shape;
  for (const [size, word] of [
    [rows, "sample(s)"],
    [columns, "feature(s)"],
  ] as const) {
    if (size === 0) {
      throw new ValueError(
        `Found array with 0 ${word} (shape=(${rows}, ${columns})) while a minimum of 1 is required by ${caller}.`,
      );
    }
  }
  if (features !== undefined && columns !== features) {
    throw new ValueError(
      `X has ${columns} features, but ${caller} is expecting ${features} features as input.`,
    );
  }
  const infinite = x.values.findIndex((value) => value === Infinity || value === -Infinity);
  if (infinite !== -1) {
    throw new ValueError(
      `Input X contains infinity or a value too large for dtype('float64'): ` +
        `row ${Math.floor(infinite / columns)}, column ${infinite % columns}.`,
    );
  }
  return x;
}
