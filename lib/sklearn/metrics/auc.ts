import { ValueError } from "../../errors.ts";
import { type ArrayInput, asArray } from "../../ndarray.ts";

/**
 * The area under a curve, by the trapezoidal rule.
 *
 * @param x `[n]` coordinates, monotonically increasing or decreasing
 * @param y `[n]` coordinates
 * @throws ValueError for fewer than two points, inputs of different length, and an `x` that is not monotonic
 * @example
 * auc([0, 0.5, 1], [0, 1, 1]); // 0.75
 *
 * After `sklearn.metrics.auc` 1.9.
 */
export function auc(x: ArrayInput, y: ArrayInput): number {
  const [xs, ys] = [asArray(x, "float64", "x").values, asArray(y, "float64", "y").values];
  if (xs.length !== ys.length) {
    throw new ValueError(
      `Found input variables with inconsistent numbers of samples: [${xs.length}, ${ys.length}]`,
    );
  }
  if (xs.length < 2) {
    throw new ValueError(
      `At least 2 points are needed to compute area under curve, but x.shape = ${xs.length}`,
    );
  }
  let area = 0;
  let rises = false;
  let falls = false;
  for (let i = 1; i < xs.length; i++) {
    const step = xs[i] - xs[i - 1];
    if (step > 0) rises = true;
    if (step < 0) falls = true;
    area += (step * (ys[i] + ys[i - 1])) / 2;
  }
  if (rises && falls) throw new ValueError(`x is neither increasing nor decreasing : [${xs.join(" ")}].`);
  return falls ? -area : area;
}
