/** Keras' metrics as functions, `metrics.binaryAccuracy(yTrue, yPred)`: the figure of each sample. */
import type { MetricPlan } from "../../engine/index.ts";
import { type ArrayInput, asArray, NDArray, type NumberOrArray, sizeOf } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { checkPairs, metricOfEach, rowAxes, takesClassNumbers } from "../losses/loss-of-batch.ts";
import { named } from "../named-functions.ts";
import * as accuracy from "./accuracy-metrics.ts";
import { MeanMetric, type Metric } from "./metric.ts";
import { ConcordanceCorrelation, PearsonCorrelation } from "./regression-metrics.ts";

export {
  binaryCrossentropy,
  binaryFocalCrossentropy,
  categoricalCrossentropy,
  categoricalFocalCrossentropy,
  categoricalHinge,
  hinge,
  huber,
  klDivergence,
  logCosh,
  meanAbsoluteError,
  meanAbsolutePercentageError,
  meanSquaredError,
  meanSquaredLogarithmicError,
  poisson,
  sparseCategoricalCrossentropy,
  squaredHinge,
} from "../losses/functions.ts";

/** The figure of each sample: of each row of outputs, or of each output of a metric that has one for each. */
type MetricFunction<Options extends unknown[]> = (
  yTrue: ArrayInput,
  yPred: ArrayInput,
  ...options: Options
) => NumberOrArray;

function functionOf<Options extends unknown[]>(
  name: string,
  make: (...options: Options) => Metric,
  ofEachOutput = false,
): MetricFunction<Options> {
  return named(name, (yTrue: ArrayInput, yPred: ArrayInput, ...options: Options) => {
    const [y, x] = [asArray(yTrue, "float32", "yTrue"), asArray(yPred, "float32", "yPred")];
    const metric = make(...options);
    const axes = ofEachOutput ? x.shape : rowAxes(x.shape);
    const [rows, width] = [sizeOf(axes), x.size / sizeOf(axes)];
    const table = x.reshape([rows, width]);
    let values: number[];
    if (metric instanceof MeanMetric) {
      const plan = metric.plan() as MetricPlan;
      const isNumber = takesClassNumbers(plan.kind);
      checkPairs(y, x, isNumber);
      values = metricOfEach(plan, y.reshape(isNumber ? [rows] : [rows, width]), table);
    } else {
      checkPairs(y, x, false);
      const targets = y.reshape([rows, width]);
      values = Array.from({ length: rows }, (_, row) => {
        metric.resetState();
        metric.updateState(targets.slice(row, row + 1), table.slice(row, row + 1));
        return metric.result();
      });
    }
    return new NDArray(Float32Array.from(values), tuple([...axes])) as NumberOrArray;
  });
}

/**
 * The fraction of outputs on the label's side of the threshold, default 0.5: 0 or 1 for each output.
 *
 * @example
 * console.log(metrics.binaryAccuracy([[0, 1]], [[0.2, 0.4]]).values);
 */
export const binaryAccuracy = functionOf(
  "binary_accuracy",
  (threshold?: number) => new accuracy.BinaryAccuracy({ threshold }),
  true,
);
/**
 * 1 for each sample whose largest output is at its class, for one-hot rows; else 0.
 *
 * @example
 * console.log(metrics.categoricalAccuracy([[0, 1]], [[0.2, 0.8]]).values);
 */
export const categoricalAccuracy = functionOf(
  "categorical_accuracy",
  () => new accuracy.CategoricalAccuracy(),
);
/**
 * 1 for each sample whose largest output is at its class, for class numbers; else 0.
 *
 * @example
 * console.log(metrics.sparseCategoricalAccuracy([1], [[0.2, 0.8]]).values);
 */
export const sparseCategoricalAccuracy = functionOf(
  "sparse_categorical_accuracy",
  () => new accuracy.SparseCategoricalAccuracy(),
);
/**
 * 1 for each sample whose class is among the `k` largest outputs, default 5, for one-hot rows; else 0.
 *
 * @example
 * console.log(metrics.topKCategoricalAccuracy([[0, 0, 1]], [[0.3, 0.5, 0.2]], 2).values);
 */
export const topKCategoricalAccuracy = functionOf(
  "top_k_categorical_accuracy",
  (k?: number) => new accuracy.TopKCategoricalAccuracy({ k }),
);
/**
 * 1 for each sample whose class is among the `k` largest outputs, default 5, for class numbers; else 0.
 *
 * @example
 * console.log(metrics.sparseTopKCategoricalAccuracy([2], [[0.3, 0.5, 0.2]], 2).values);
 */
export const sparseTopKCategoricalAccuracy = functionOf(
  "sparse_top_k_categorical_accuracy",
  (k?: number) => new accuracy.SparseTopKCategoricalAccuracy({ k }),
);
/**
 * Pearson's correlation of targets and outputs of each sample.
 *
 * @example
 * console.log(metrics.pearsonCorrelation([[0, 1, 2]], [[1, 3, 5]]).values);
 */
export const pearsonCorrelation = functionOf("pearson_correlation", () => new PearsonCorrelation());
/**
 * Lin's concordance correlation of targets and outputs of each sample.
 *
 * @example
 * console.log(metrics.concordanceCorrelation([[0, 1, 2]], [[1, 3, 5]]).values);
 */
export const concordanceCorrelation = functionOf(
  "concordance_correlation",
  () => new ConcordanceCorrelation(),
);
