/** Rows looked up in a table. As in TensorFlow, an optimizer sees the gradient of each lookup, not only their sum for each row. */
import { concatenated } from "../../ndarray.ts";
import type { TensorFlowTensor } from "./tensor-types.ts";

/** The rows that were looked up, and the gradients of the lookups, one after the other. */
interface Lookups {
  readonly rows: Int32Array;
  readonly values: Float32Array;
}

/** By the gradient of the table. */
const lookups = new WeakMap<object, Lookups>();
/** By the table. */
const ofTables = new WeakMap<object, Lookups[]>();

type Change = (gradient: TensorFlowTensor) => TensorFlowTensor;

/**
 * The rows of a table for whole numbers of any shape.
 *
 * @param tf TensorFlow.js
 */
export function lookUp(
  tf: TensorFlowTensor,
  table: TensorFlowTensor,
  numbers: TensorFlowTensor,
): TensorFlowTensor {
  const found = tf.customGrad((_: TensorFlowTensor, save: (saved: TensorFlowTensor[]) => void) => {
    save([numbers]);
    const [count, width] = table.shape;
    const gradFunc = (gradient: TensorFlowTensor, [numbers]: TensorFlowTensor[]) => {
      const each = { rows: numbers.flatten(), values: gradient.reshape([-1, width]) };
      const sum = tf.unsortedSegmentSum(each.values, each.rows, count);
      const own = { rows: each.rows.dataSync(), values: each.values.dataSync() };
      lookups.set(sum, own);
      ofTables.set(table, [...(ofTables.get(table) ?? []), own]);
      return sum;
    };
    return { value: tf.gather(table, numbers), gradFunc };
  });
  return found(table);
}

/** True for a gradient that comes from lookups alone. */
export const isOfLookups = (gradient: object): boolean => lookups.has(gradient);

/** Recognizes the gradient of a table that a model uses more than once, and for lookups only. */
export function joinLookups(tf: TensorFlowTensor, table: object, gradient: TensorFlowTensor): void {
  const parts = ofTables.get(table) ?? [];
  if (parts.length < 2) return;
  const sums = parts.map((part) => summed(tf, valuesOf(tf, part), part, gradient.shape[0]));
  const total = sums.reduce((all, sum) => all.add(sum));
  if (total.equal(gradient).all().dataSync()[0] === 0) return;
  lookups.set(gradient, {
    rows: Int32Array.from(concatenated(parts.map(({ rows }) => rows))),
    values: concatenated(parts.map(({ values }) => values)),
  });
}

/** A function of a gradient; of one that comes from lookups the sum for each row. */
export function sumOfEach(tf: TensorFlowTensor, gradient: TensorFlowTensor, of: Change): TensorFlowTensor {
  const each = lookups.get(gradient);
  return each === undefined ? of(gradient) : summed(tf, of(valuesOf(tf, each)), each, gradient.shape[0]);
}

/** A gradient with other values; one that comes from lookups with other values of each. */
export function changedGradient(
  tf: TensorFlowTensor,
  gradient: TensorFlowTensor,
  change: Change,
): TensorFlowTensor {
  const each = lookups.get(gradient);
  if (each === undefined) return change(gradient);
  const values = change(valuesOf(tf, each));
  const sum = summed(tf, values, each, gradient.shape[0]);
  lookups.set(sum, { rows: each.rows, values: values.dataSync() });
  return sum;
}

const valuesOf = (tf: TensorFlowTensor, { rows, values }: Lookups): TensorFlowTensor =>
  tf.tensor2d(values, [rows.length, values.length / rows.length]);

const summed = (tf: TensorFlowTensor, values: TensorFlowTensor, { rows }: Lookups, count: number) =>
  tf.unsortedSegmentSum(values, tf.tensor1d(rows, "int32"), count);
