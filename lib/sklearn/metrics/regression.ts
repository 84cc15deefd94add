import { checkOptions, ValueError } from "../../errors.ts";
import { type ArrayInput, asArray } from "../../ndarray.ts";
import { checkFinite, weightsOf } from "./class-labels.ts";

export interface RegressionOptions {
  /** `[n]` weights of the samples. Default: 1 each. */
  sampleWeight?: ArrayInput | null;
}

/** Predicted numbers and their targets, column by column. */
interface Outputs {
  columns: { yTrue: number[]; yPred: number[] }[];
  weights: number[];
  total: number;
}

/**
 * The mean of the squared errors; of several outputs, the mean of theirs. Its square root is in the unit of the targets.
 *
 * @param yTrue `[n]` or `[n, outputs]` targets
 * @param yPred predictions of the same shape; `[n, 1]`, as `predict` returns them, is the same as `[n]`
 * @param options weights of the samples
 * @throws ValueError for empty input, NaN, and inputs of different shape
 * @example
 * meanSquaredError([3, -0.5, 2, 7], [2.5, 0, 2, 8]); // 0.375
 *
 * After `sklearn.metrics.mean_squared_error` 1.9.
 */
export function meanSquaredError(
  yTrue: ArrayInput,
  yPred: ArrayInput,
  options: RegressionOptions = {},
): number {
  return meanError("meanSquaredError", yTrue, yPred, options, (error) => error ** 2);
}

/**
 * The mean of the errors' sizes, in the unit of the targets; of several outputs, the mean of theirs.
 *
 * @param yTrue `[n]` or `[n, outputs]` targets
 * @param yPred predictions of the same shape; `[n, 1]`, as `predict` returns them, is the same as `[n]`
 * @param options weights of the samples
 * @throws ValueError for empty input, NaN, and inputs of different shape
 * @example
 * meanAbsoluteError([3, -0.5, 2, 7], [2.5, 0, 2, 8]); // 0.5
 *
 * After `sklearn.metrics.mean_absolute_error` 1.9.
 */
export function meanAbsoluteError(
  yTrue: ArrayInput,
  yPred: ArrayInput,
  options: RegressionOptions = {},
): number {
  return meanError("meanAbsoluteError", yTrue, yPred, options, Math.abs);
}

/**
 * The coefficient of determination, R² = 1 - Σ(y - ŷ)² / Σ(y - ȳ)²: 1 for perfect predictions, 0 for the mean of the targets as
 * every prediction, below 0 for worse ones. Of several outputs, the mean of theirs.
 *
 * @param yTrue `[n]` or `[n, outputs]` targets
 * @param yPred predictions of the same shape; `[n, 1]`, as `predict` returns them, is the same as `[n]`
 * @param options weights of the samples
 * @returns NaN for fewer than two samples; for targets that are all the same, 1 if they are predicted exactly, else 0
 * @throws ValueError for empty input, NaN, and inputs of different shape
 * @example
 * r2Score([3, -0.5, 2, 7], [2.5, 0, 2, 8]).toFixed(3); // 0.949
 *
 * After `sklearn.metrics.r2_score` 1.9.
 */
export function r2Score(yTrue: ArrayInput, yPred: ArrayInput, options: RegressionOptions = {}): number {
  const { columns, weights, total } = readOutputs("r2Score", yTrue, yPred, options);
  if (weights.length < 2) return Number.NaN;
  const sum = (values: number[]) => values.reduce((all, value, i) => all + weights[i] * value, 0);
  const scores = columns.map(({ yTrue, yPred }) => {
    const mean = sum(yTrue) / total;
    const left = sum(yTrue.map((target, i) => (target - yPred[i]) ** 2));
    const all = sum(yTrue.map((target) => (target - mean) ** 2));
    return all === 0 ? Number(left === 0) : 1 - left / all;
  });
  return scores.reduce((all, score) => all + score, 0) / scores.length;
}

function meanError(
  name: string,
  yTrue: ArrayInput,
  yPred: ArrayInput,
  options: RegressionOptions,
  size: (error: number) => number,
): number {
  const { columns, weights, total } = readOutputs(name, yTrue, yPred, options);
  let sum = 0;
  for (const { yTrue, yPred } of columns)
    weights.forEach((weight, i) => {
      sum += weight * size(yTrue[i] - yPred[i]);
    });
  return sum / total / columns.length;
}

/** `_check_reg_targets` */
function readOutputs(
  name: string,
  yTrue: ArrayInput,
  yPred: ArrayInput,
  options: RegressionOptions,
): Outputs {
  checkOptions(name, options, { sampleWeight: true });
  const arrays = [asArray(yTrue, "float64", "yTrue"), asArray(yPred, "float64", "yPred")];
  const [rows, widths] = [
    arrays.map(({ shape }) => shape[0] ?? 0),
    arrays.map(({ shape: [, width = 1] }) => width),
  ];
  const weights = Array.from(weightsOf(options.sampleWeight, rows));
  arrays.forEach(({ ndim, values }, i) => {
    const label = ["yTrue", "yPred"][i];
    if (ndim > 2)
      throw new ValueError(
        `Expected \`${label}\` of shape [n] or [n, outputs]. Received: ${ndim} dimensions`,
      );
    checkFinite(values, `Input ${label}`);
  });
  if (widths[0] !== widths[1])
    throw new ValueError(`yTrue and yPred have different number of output (${widths[0]}!=${widths[1]})`);
  if (rows[0] === 0) throw new ValueError("Found array with 0 sample(s) while a minimum of 1 is required.");
  const column = (array: number, at: number) =>
    weights.map((_, row) => arrays[array].values[row * widths[0] + at]);
  return {
    columns: Array.from({ length: widths[0] }, (_, at) => ({ yTrue: column(0, at), yPred: column(1, at) })),
    weights,
    total: weights.reduce((all, weight) => all + weight, 0),
  };
}
