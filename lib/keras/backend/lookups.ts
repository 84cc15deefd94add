/**
 * Rows looked up in a table. As in TensorFlow, whose gradient is a `tf.IndexedSlices`, an optimizer sees the gradient of each lookup,
 * not only their sum for each row.
 */
import { concatenated } from "../../ndarray.ts";
import type { TensorFlowTensor } from "./tensor-types.ts";

/** The rows that were looked up, and the gradients of the lookups, one after the other. */
interface Lookups {
  readonly rows: Int32Array;
  readonly values: Float32Array;
}

/** By the gradient of the table. */
const lookups = new WeakMap<object, Lookups>();
/** By the table: those of each pass, forward and back. */
const passes = new WeakMap<object, Lookups[][]>();

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
  const all = passes.get(table) ?? [];
  passes.set(table, all);
  if (all.at(-1)?.length !== 0) all.push([]);
  const pass = all[all.length - 1];
  const found = tf.customGrad((_: TensorFlowTensor, save: (saved: TensorFlowTensor[]) => void) => {
    save([numbers]);
    const gradFunc = (gradient: TensorFlowTensor, [numbers]: TensorFlowTensor[]) => {
      const own = { rows: numbers.dataSync(), values: gradient.dataSync() };
      pass.push(own);
      // The sum is computed without operations of TensorFlow.js: wasm has none for it. It has a gradient of its own.
      const sum = tf.customGrad(() => ({
        value: summed(tf, own, table.shape),
        gradFunc: (outer: TensorFlowTensor) => tf.gather(outer, numbers),
      }));
      return sum(gradient);
    };
    return { value: tf.gather(table, numbers), gradFunc };
  });
  return found(table);
}

/** True for a gradient that comes from lookups alone. */
export const isOfLookups = (gradient: object): boolean => lookups.has(gradient);

/** Recognizes the gradient of a variable that is a table, used more than once in a pass, and for lookups only. */
export function joinLookups(variable: object, gradient: TensorFlowTensor): void {
  if (lookups.has(gradient)) return;
  for (const parts of passes.get(variable) ?? []) {
    if (parts.length < 2) continue;
    // Added as TensorFlow.js adds them, so that the bits are the same.
    const sums = parts.map((part) => sumOfRows(part, gradient.shape));
    const total = sums.reduce((all, sum) => all.map((value, i) => value + sum[i]));
    const values = gradient.dataSync();
    if (total.some((value, i) => value !== values[i])) continue;
    lookups.set(gradient, {
      rows: Int32Array.from(concatenated(parts.map(({ rows }) => rows))),
      values: concatenated(parts.map(({ values }) => values)),
    });
    return;
  }
}

/** A gradient; the values of each lookup, if it comes from lookups. */
export function valuesOfEach(tf: TensorFlowTensor, gradient: TensorFlowTensor): TensorFlowTensor {
  const each = lookups.get(gradient);
  return each === undefined ? gradient : tf.tensor(each.values, [each.rows.length, gradient.shape[1]]);
}

/** A function of a gradient; of one that comes from lookups the function of each, which are also summed for each row. */
export function changedGradient(
  tf: TensorFlowTensor,
  gradient: TensorFlowTensor,
  change: (gradient: TensorFlowTensor) => TensorFlowTensor,
): TensorFlowTensor {
  const rows = lookups.get(gradient)?.rows;
  const values = change(valuesOfEach(tf, gradient));
  return rows === undefined ? values : summed(tf, { rows, values: values.dataSync() }, gradient.shape);
}

/** The gradient of a table of that shape. */
function summed(tf: TensorFlowTensor, each: Lookups, shape: readonly number[]): TensorFlowTensor {
  const sum = tf.tensor(sumOfRows(each, shape), shape);
  lookups.set(sum, each);
  return sum;
}

function sumOfRows({ rows, values }: Lookups, [count, width]: readonly number[]): Float32Array {
  const sum = new Float32Array(count * width);
  rows.forEach((row, i) => {
    for (let column = 0; column < width; column++) sum[row * width + column] += values[i * width + column];
  });
  return sum;
}
