/** `keras.ops`: elements by groups, and the elements that differ. */
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { alongLast } from "./last-axis.ts";
import { where } from "./logic.ts";
import { operation } from "./operation.ts";
import { called, only, TENSOR, TENSORS } from "./signature.ts";

/** A figure of the rows of each segment: `numSegments` of them, default one more than the largest number of a segment. */
const ofSegments = (
  name: string,
  compute: (data: TensorFlowTensor, ids: TensorFlowTensor, count: number) => TensorFlowTensor,
) =>
  operation(
    name,
    { data: TENSOR, segmentIds: TENSOR, numSegments: null, sorted: only(false) },
    (data: TensorFlowTensor, segmentIds: TensorFlowTensor, numSegments: number | null = null) =>
      compute(data, segmentIds.toInt(), numSegments ?? segmentIds.max().dataSync()[0] + 1),
  );

const rowsReduced = (name: string, method: "max" | "min" | "prod", none: (dtype: string) => number) =>
  ofSegments(name, (data, ids, count) => {
    const tf = tensorFlowNow();
    const rows = Array.from({ length: count }, (): number[] => []);
    ids.dataSync().forEach((segment: number, row: number) => {
      rows[segment]?.push(row);
    });
    const shape = data.shape.slice(1);
    return tf.stack(
      rows.map((own) =>
        own.length === 0
          ? tf.fill(shape, none(data.dtype), data.dtype)
          : data.gather(tf.tensor1d(own, "int32"))[method](0),
      ),
    );
  });

const largest = (dtype: string): number => (dtype === "int32" ? 2147483647 : 3.4028234663852886e38);

/**
 * The sums of the rows of each segment.
 *
 * @example
 * console.log(ops.segmentSum([1, 2, 3], [0, 0, 1]).arraySync()); // [3, 3]
 */
export const segmentSum = ofSegments("segmentSum", (data, ids, count) =>
  tensorFlowNow().unsortedSegmentSum(data, ids, count),
);
/**
 * The largest elements of the rows of each segment; the smallest number there is for one without rows.
 *
 * @example
 * console.log(ops.segmentMax([1, 2, 3], [0, 0, 1]).arraySync()); // [2, 3]
 */
export const segmentMax = rowsReduced("segmentMax", "max", (dtype) =>
  dtype === "int32" ? -2147483648 : -largest(dtype),
);
/**
 * The smallest elements of the rows of each segment; the largest number there is for one without rows.
 *
 * @example
 * console.log(ops.segmentMin([1, 2, 3], [0, 0, 1]).arraySync()); // [1, 3]
 */
export const segmentMin = rowsReduced("segmentMin", "min", largest);
/**
 * The products of the rows of each segment; 1 for one without rows.
 *
 * @example
 * console.log(ops.segmentProd([2, 3, 4], [0, 0, 1]).arraySync()); // [6, 4]
 */
export const segmentProd = rowsReduced("segmentProd", "prod", () => 1);

/**
 * The elements of the first list of conditions that is true, chosen from `choicelist`, and `default` where none is.
 *
 * @example
 * console.log(ops.select([[true, false], [true, true]], [[1, 1], [2, 2]]).arraySync()); // [1, 2]
 */
export const select = operation(
  "select",
  { condlist: TENSORS, choicelist: TENSORS, default: called(0) },
  (condlist: TensorFlowTensor[], choicelist: TensorFlowTensor[], other: unknown = 0) =>
    condlist.reduceRight((rest, condition, i) => where(condition, choicelist[i], rest), other),
);

/**
 * The elements that differ, in ascending order; with `returnIndex` also where each first occurs, with `returnInverse` the index of each
 * element among them, and with `returnCounts` how often each occurs. Of all axes, in one row.
 *
 * @example
 * const [values, counts] = ops.unique([3, 1, 3], { returnCounts: true });
 * console.log(values.arraySync(), counts.arraySync()); // [1, 3] [1, 2]
 */
export const unique = operation(
  "unique",
  {
    x: TENSOR,
    sorted: true,
    returnIndex: false,
    returnInverse: false,
    returnCounts: false,
    axis: only(null),
    size: only(null),
    fillValue: only(null),
  },
  (x: TensorFlowTensor, sorted = true, returnIndex = false, returnInverse = false, returnCounts = false) => {
    const tf = tensorFlowNow();
    const all: number[] = [...x.dataSync()];
    const values = [...new Set(all)];
    if (sorted) values.sort((a, b) => a - b);
    const places = new Map(values.map((value, i) => [value, i]));
    const inverse = all.map((value) => places.get(value) as number);
    const counts = values.map(() => 0);
    for (const place of inverse) counts[place]++;
    const whole = (numbers: number[]) => tf.tensor1d(numbers, "int32");
    const results = [
      tf.tensor1d(values, x.dtype),
      ...(returnIndex ? [whole(values.map((value) => all.indexOf(value)))] : []),
      ...(returnInverse ? [whole(inverse).reshape(x.shape)] : []),
      ...(returnCounts ? [whole(counts)] : []),
    ];
    return results.length === 1 ? results[0] : results;
  },
);
/**
 * True where the class of a sample, `targets`, is among the `k` with the largest predictions.
 *
 * @example
 * console.log(ops.inTopK([1, 0], [[0.1, 0.9], [0.2, 0.8]], 1).arraySync()); // [1, 0]
 */
export const inTopK = operation(
  "inTopK",
  { targets: TENSOR, predictions: TENSOR, k: REQUIRED },
  (targets: TensorFlowTensor, predictions: TensorFlowTensor, k: number) => {
    const own = alongLast(predictions, targets.toInt().expandDims(1));
    return predictions.greater(own).cast("int32").sum(1).less(tensorFlowNow().scalar(k, "int32"));
  },
);
