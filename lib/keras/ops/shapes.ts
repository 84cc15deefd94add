/** `keras.ops`: other shapes and orders of the same elements. */
import { ValueError } from "../../errors.ts";
import { tensorFlowNow } from "../backend/eager.js";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { alongLast, fixed, withLast } from "./last-axis.ts";
import { type Axis, axesOf, axisOf, declared, ofOneType, operation } from "./operation.ts";
import { called, orWords, TENSOR, TENSORS, TENSORS_BY_POSITION } from "./signature.ts";

const ELEMENTS = orWords(TENSOR);
const LISTS = orWords(TENSORS);

const numbersTo = (end: number): number[] => Array.from({ length: end }, (_, i) => i);

/** The order of axes that moves some to others. */
function moved(rank: number, from: number[], to: number[]): number[] {
  const order = numbersTo(rank).filter((axis) => !from.includes(axis));
  const pairs = to.map((at, i) => [at, from[i]]).sort(([a], [b]) => a - b);
  for (const [at, axis] of pairs) order.splice(at, 0, axis);
  return order;
}

/**
 * The elements in another shape; a size of -1 follows from the others.
 *
 * @example
 * console.log(ops.reshape([1, 2, 3, 4], [2, -1]).arraySync()); // [[1, 2], [3, 4]]
 */
export const reshape = operation(
  "reshape",
  { x: ELEMENTS, newshape: REQUIRED },
  (x: TensorFlowTensor, newshape: number | readonly number[]) => x.reshape([newshape].flat()),
);
/**
 * All elements in one row.
 *
 * @example
 * console.log(ops.ravel([[1, 2], [3, 4]]).arraySync()); // [1, 2, 3, 4]
 */
export const ravel = operation("ravel", { x: ELEMENTS }, (x: TensorFlowTensor) => x.flatten());
/**
 * The axes in another order, default: reversed.
 *
 * @example
 * console.log(ops.transpose([[1, 2], [3, 4]]).arraySync()); // [[1, 3], [2, 4]]
 */
export const transpose = operation(
  "transpose",
  { x: ELEMENTS, axes: null },
  (x: TensorFlowTensor, axes: readonly number[] | null = null) =>
    x.transpose(axes === null ? undefined : axesOf(axes, x.rank)),
);
/**
 * Adds axes of size 1.
 *
 * @example
 * console.log(ops.expandDims([1, 2], 0).shape); // [1, 2]
 */
export const expandDims = operation(
  "expandDims",
  { x: ELEMENTS, axis: REQUIRED },
  (x: TensorFlowTensor, axis: number | readonly number[]) => {
    const axes = axesOf(axis, x.rank + [axis].flat().length).sort((a, b) => a - b);
    return axes.reduce((wide, one) => wide.expandDims(one), x);
  },
);
/**
 * Removes axes of size 1, default all.
 *
 * @example
 * console.log(ops.squeeze([[1, 2]]).shape); // [2]
 */
export const squeeze = operation(
  "squeeze",
  { x: ELEMENTS, axis: null },
  (x: TensorFlowTensor, axis: Axis = null) => x.squeeze(axis === null ? undefined : axesOf(axis, x.rank)),
);
/**
 * Joins tensors along `axis`, default 0.
 *
 * @example
 * console.log(ops.concatenate([[[1, 2]], [[3, 4]]], -1).arraySync()); // [[1, 2, 3, 4]]
 */
export const concatenate = operation(
  "concatenate",
  { xs: LISTS, axis: 0 },
  (xs: TensorFlowTensor[], axis = 0) => tensorFlowNow().concat(ofOneType(xs), axisOf(axis, xs[0].rank)),
);
/**
 * Joins tensors along a new axis, default 0.
 *
 * @example
 * console.log(ops.stack([[1, 2], [3, 4]], 1).arraySync()); // [[1, 3], [2, 4]]
 */
export const stack = operation("stack", { xs: LISTS, axis: 0 }, (xs: TensorFlowTensor[], axis = 0) =>
  tensorFlowNow().stack(ofOneType(xs), axisOf(axis, xs[0].rank + 1)),
);
/**
 * Joins tensors side by side.
 *
 * @example
 * console.log(ops.hstack([[1], [2]]).arraySync()); // [1, 2]
 */
export const hstack = operation("hstack", { xs: LISTS }, (xs: TensorFlowTensor[]) =>
  tensorFlowNow().concat(ofOneType(xs), xs[0].rank === 1 ? 0 : 1),
);
/**
 * Joins tensors below one another.
 *
 * @example
 * console.log(ops.vstack([[1], [2]]).arraySync()); // [[1], [2]]
 */
export const vstack = operation("vstack", { xs: LISTS }, (xs: TensorFlowTensor[]) =>
  tensorFlowNow().concat(
    ofOneType(xs).map((x) => (x.rank === 1 ? x.expandDims(0) : x)),
    0,
  ),
);
/**
 * Tensors along an axis, default 0, without that axis.
 *
 * @example
 * const [a, b] = ops.unstack([[1, 2], [3, 4]]);
 * console.log(b.arraySync()); // [3, 4]
 */
export const unstack = operation(
  "unstack",
  { x: ELEMENTS, num: null, axis: 0 },
  (x: TensorFlowTensor, _num: number | null = null, axis = 0) => x.unstack(axisOf(axis, x.rank)),
);
/**
 * Parts along `axis`, default 0: as many equal ones, or between the indices of a list.
 *
 * @example
 * const [left, right] = ops.split([1, 2, 3, 4], 2);
 * console.log(right.arraySync()); // [3, 4]
 */
export const split = operation(
  "split",
  { x: ELEMENTS, indicesOrSections: REQUIRED, axis: 0 },
  (x: TensorFlowTensor, indicesOrSections: number | readonly number[], axis = 0) => {
    const at = axisOf(axis, x.rank);
    const size: number = x.shape[at];
    if (typeof indicesOrSections !== "number") {
      const ends = [...indicesOrSections.map((end) => Math.min(end < 0 ? end + size : end, size)), size];
      return x.split(
        ends.map((end, i) => end - (ends[i - 1] ?? 0)),
        at,
      );
    }
    if (size % indicesOrSections === 0) return x.split(indicesOrSections, at);
    throw new ValueError(
      `Expected an axis of size ${size} to be split into equal parts. Received: indicesOrSections=${indicesOrSections}`,
    );
  },
);
/**
 * Repeats each element along `axis`, default: of all elements in one row.
 *
 * @example
 * console.log(ops.repeat([1, 2], 2).arraySync()); // [1, 1, 2, 2]
 */
export const repeat = operation(
  "repeat",
  { x: ELEMENTS, repeats: REQUIRED, axis: null },
  (x: TensorFlowTensor, repeats: number | readonly number[], axis: number | null = null) => {
    const given = axis === null ? x.flatten() : x;
    const at = axisOf(axis ?? 0, given.rank);
    const counts = [repeats].flat();
    const indices = numbersTo(given.shape[at]).flatMap((i) =>
      Array<number>(counts[counts.length === 1 ? 0 : i]).fill(i),
    );
    return given.gather(tensorFlowNow().tensor1d(indices, "int32"), at);
  },
);
/**
 * Repeats the whole tensor along each axis.
 *
 * @example
 * console.log(ops.tile([1, 2], 2).arraySync()); // [1, 2, 1, 2]
 */
export const tile = operation(
  "tile",
  { x: ELEMENTS, repeats: REQUIRED },
  (x: TensorFlowTensor, repeats: number | readonly number[] | TensorFlowTensor) => {
    const counts: number[] = isTensor(repeats) ? [...repeats.dataSync()] : [repeats].flat();
    const rank = Math.max(counts.length, x.rank);
    const ones = (count: number): number[] => Array(count).fill(1);
    return x.reshape([...ones(rank - x.rank), ...x.shape]).tile([...ones(rank - counts.length), ...counts]);
  },
);
/**
 * Reverses the order along axes, default all.
 *
 * @example
 * console.log(ops.flip([1, 2, 3]).arraySync()); // [3, 2, 1]
 */
export const flip = operation("flip", { x: ELEMENTS, axis: null }, (x: TensorFlowTensor, axis: Axis = null) =>
  x.reverse(axesOf(axis, x.rank)),
);
/**
 * Moves elements along an axis by `shift`, the last ones to the front; default: of all elements in one row.
 *
 * @example
 * console.log(ops.roll([1, 2, 3], 1).arraySync()); // [3, 1, 2]
 */
export const roll = operation(
  "roll",
  { x: ELEMENTS, shift: REQUIRED, axis: null },
  (x: TensorFlowTensor, shift: number | readonly number[], axis: Axis = null) => {
    const given = axis === null ? x.flatten() : x;
    const axes = axis === null ? [0] : axesOf(axis, x.rank);
    const shifts = [shift].flat();
    const rolled = axes.reduce((all, at, i) => {
      const size: number = all.shape[at];
      const by = shifts[shifts.length === 1 ? 0 : i];
      const order = numbersTo(size).map((j) => (((j - by) % size) + size) % size);
      return all.gather(tensorFlowNow().tensor1d(order, "int32"), at);
    }, given);
    return rolled.reshape(x.shape);
  },
);
/**
 * Moves axes to other places.
 *
 * @example
 * console.log(ops.moveaxis(ops.zeros([2, 3, 4]), 0, -1).shape); // [3, 4, 2]
 */
export const moveaxis = operation(
  "moveaxis",
  { x: ELEMENTS, source: REQUIRED, destination: REQUIRED },
  (x: TensorFlowTensor, source: number | readonly number[], destination: number | readonly number[]) =>
    x.transpose(moved(x.rank, axesOf(source, x.rank), axesOf(destination, x.rank))),
);
/**
 * Swaps two axes.
 *
 * @example
 * console.log(ops.swapaxes(ops.zeros([2, 3, 4]), 0, 2).shape); // [4, 3, 2]
 */
export const swapaxes = operation(
  "swapaxes",
  { x: ELEMENTS, axis1: REQUIRED, axis2: REQUIRED },
  (x: TensorFlowTensor, axis1: number, axis2: number) => {
    const order = numbersTo(x.rank);
    const [a, b] = axesOf([axis1, axis2], x.rank);
    [order[a], order[b]] = [b, a];
    return x.transpose(order);
  },
);
/**
 * Repeats along axes of size 1, and new ones in front.
 *
 * @example
 * console.log(ops.broadcastTo([1, 2], [2, 2]).arraySync()); // [[1, 2], [1, 2]]
 */
export const broadcastTo = operation(
  "broadcastTo",
  { x: ELEMENTS, shape: REQUIRED },
  (x: TensorFlowTensor, shape: readonly number[]) => x.broadcastTo([...shape]),
);
/**
 * Adds elements at the edges: `padWidth` for all axes, or `[before, after]` for each one. `mode` is `"constant"`, `"reflect"` or
 * `"symmetric"`.
 *
 * @example
 * console.log(ops.pad([1, 2], 1).arraySync()); // [0, 1, 2, 0]
 */
export const pad = operation(
  "pad",
  { x: TENSOR, padWidth: REQUIRED, mode: "constant", constantValues: called(null) },
  (
    x: TensorFlowTensor,
    padWidth: number | readonly (number | readonly number[])[],
    mode: "constant" | "reflect" | "symmetric" = "constant",
    constantValues: number | null = null,
  ) => {
    const given = [padWidth].flat() as (number | readonly number[])[];
    const pairs = given.every((one) => typeof one === "number") ? [given as number[]] : (given as number[][]);
    const widths = numbersTo(x.rank).map((axis) => {
      const [before, after = before] = pairs[pairs.length === 1 ? 0 : axis];
      return [before, after];
    });
    if (mode === "constant") return x.pad(widths, constantValues ?? 0);
    return widths.reduce((padded, [before, after], axis) => mirrored(padded, axis, before, after, mode), x);
  },
);

function mirrored(
  x: TensorFlowTensor,
  axis: number,
  before: number,
  after: number,
  mode: string,
): TensorFlowTensor {
  const size: number = x.shape[axis];
  if (mode !== "reflect" && mode !== "symmetric")
    throw new ValueError(
      `Expected \`mode\` to be "constant", "reflect" or "symmetric". Received: mode=${mode}`,
    );
  const period = mode === "reflect" ? 2 * size - 2 : 2 * size;
  const order = Array.from({ length: before + size + after }, (_, i) => {
    const at = (((i - before) % period) + period) % period;
    return at < size ? at : period - at - (mode === "reflect" ? 0 : 1);
  });
  return x.gather(tensorFlowNow().tensor1d(order, "int32"), axis);
}

/** Indices of which negative ones count from the end. */
function fromFront(indices: TensorFlowTensor, size: number): TensorFlowTensor {
  const tf = tensorFlowNow();
  const whole = fixed(indices);
  return whole.add(whole.less(tf.scalar(0, "int32")).cast("int32").mul(tf.scalar(size, "int32")));
}
/**
 * The elements at indices along `axis`, default: among all elements.
 *
 * @example
 * console.log(ops.take([10, 20, 30], [2, 0]).arraySync()); // [30, 10]
 */
export const take = operation(
  "take",
  { x: ELEMENTS, indices: TENSOR, axis: null },
  (x: TensorFlowTensor, indices: TensorFlowTensor, axis: number | null = null) => {
    const given = axis === null ? x.flatten() : x;
    const at = axisOf(axis ?? 0, given.rank);
    const found = given.gather(fromFront(indices, given.shape[at]).flatten(), at);
    return found.reshape([...given.shape.slice(0, at), ...indices.shape, ...given.shape.slice(at + 1)]);
  },
);
/**
 * The elements along `axis` at indices that have as many axes; null: of all elements in one row.
 *
 * @example
 * console.log(ops.takeAlongAxis([[3, 1], [2, 4]], [[1], [0]], 1).arraySync()); // [[1], [2]]
 */
export const takeAlongAxis = operation(
  "takeAlongAxis",
  { x: ELEMENTS, indices: TENSOR, axis: null },
  (x: TensorFlowTensor, indices: TensorFlowTensor, axis: number | null = null) => {
    const given = axis === null ? x.flatten() : x;
    const at = axisOf(axis ?? 0, given.rank);
    const own = axis === null ? indices.flatten() : indices;
    const shape = own.shape.map((size: number, i: number) => (i === at ? size : given.shape[i]));
    const found = alongLast(
      withLast(given, at),
      withLast(fromFront(own, given.shape[at]).broadcastTo(shape), at),
    );
    return withLast(found, at);
  },
);
/**
 * The coordinates of a grid: a tensor for each axis, of the shape of the grid. `indexing` is `"xy"` or `"ij"`.
 *
 * @example
 * const [x, y] = ops.meshgrid([1, 2], [3, 4]);
 * console.log(y.arraySync()); // [[3, 3], [4, 4]]
 */
export function meshgrid(...args: readonly unknown[]): TensorFlowTensor {
  const options = args.at(-1) as { indexing?: "xy" | "ij" };
  const isNamed = typeof options === "object" && options !== null && "indexing" in options;
  const indexing = isNamed ? options.indexing : "xy";
  return grid.call([isNamed ? args.slice(0, -1) : args, indexing]);
}

const grid = declared(
  "meshgrid",
  { x: TENSORS_BY_POSITION, indexing: "xy" },
  (x: TensorFlowTensor[], indexing: "xy" | "ij" = "xy") => {
    const rows = x.map((one) => one.flatten());
    const place = (i: number) => (indexing === "xy" && i < 2 && rows.length > 1 ? 1 - i : i);
    const shape: number[] = [];
    rows.forEach((row, i) => {
      shape[place(i)] = row.size;
    });
    return rows.map((row, i) =>
      row.reshape(shape.map((_, axis) => (axis === place(i) ? -1 : 1))).broadcastTo(shape),
    );
  },
);
