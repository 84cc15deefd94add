/** `keras.ops`: parts of tensors, loops and conditions, and gradients that stop. */
import { received, ValueError } from "../../errors.ts";
import { sizeOf } from "../../ndarray.ts";
import { tensorFlowNow } from "../backend/eager.js";
import { isTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { isSerialized, type SerializedObject } from "../saving/config.ts";
import { broadcast } from "./broadcast.ts";
import { declared, operation, tensor } from "./operation.ts";
import { called, only, TENSOR } from "./signature.ts";

/** A tensor, or several in a list. */
type Carry = TensorFlowTensor;

/** The arguments of a function of loops: a list becomes its elements. */
const spread = (values: Carry): unknown[] => (Array.isArray(values) ? values : [values]);

/** A loop variable: an array of numbers is one tensor, a list of tensors stays a list. */
const carried = (value: unknown): Carry =>
  Array.isArray(value) && value.some(isTensor) ? value.map((one) => tensor(one)) : tensor(value);

/** A condition as a boolean. */
const isTrue = (value: unknown): boolean =>
  isTensor(value) ? (value as TensorFlowTensor).dataSync()[0] !== 0 : Boolean(value);

/**
 * The same values, of which gradients are zero.
 *
 * @example
 * console.log(ops.stopGradient([1, 2]).arraySync()); // [1, 2]
 */
export const stopGradient = operation("stopGradient", { variable: TENSOR }, (variable: TensorFlowTensor) => {
  const stopped = tensorFlowNow().customGrad((x: TensorFlowTensor) => ({
    value: x.clone(),
    gradFunc: (dy: TensorFlowTensor) => dy.zerosLike(),
  }));
  return stopped(variable);
});
/**
 * A part of a tensor, from `startIndices`, of that shape.
 *
 * @example
 * console.log(ops.slice([[1, 2], [3, 4]], [0, 1], [2, 1]).arraySync()); // [[2], [4]]
 */
export const slice = operation(
  "slice",
  { inputs: TENSOR, startIndices: called(), shape: REQUIRED },
  (inputs: TensorFlowTensor, startIndices: readonly number[], shape: readonly number[]) =>
    inputs.slice([...startIndices], [...shape]),
);
/**
 * A tensor with a part replaced, from `startIndices` on.
 *
 * @example
 * console.log(ops.sliceUpdate([1, 2, 3], [1], [9]).arraySync()); // [1, 9, 3]
 */
export const sliceUpdate = operation(
  "sliceUpdate",
  { inputs: TENSOR, startIndices: called(), updates: called() },
  (inputs: TensorFlowTensor, startIndices: readonly number[], updates: unknown) => {
    const tf = tensorFlowNow();
    const part = tensor(updates, inputs.dtype);
    const edges = startIndices.map((start, axis) => [start, inputs.shape[axis] - start - part.shape[axis]]);
    return tf.where(tf.onesLike(part).cast("float32").pad(edges).cast("bool"), part.pad(edges), inputs);
  },
);

/** A part of a subscript: an index, null for a new axis, a range or an ellipsis in Keras' form. */
type Subscript = number | null | SerializedObject;

/** Python's subscript as Keras writes it in configurations. @throws ValueError for one that Python would not read */
function subscriptsOf(key: string): Subscript[] {
  const words = key.split(",").map((word) => word.trim());
  return words.filter(Boolean).map((word): Subscript => {
    if (word === "...") return { class_name: "__ellipsis__", config: {} };
    if (word === "None") return null;
    const numbers = word.split(":").map((one) => (one.trim() === "" ? null : Number(one)));
    const [start, stop = null, step = null] = numbers;
    if (numbers.length > 3 || numbers.some((one) => one !== null && !Number.isInteger(one)))
      throw new ValueError(
        `Expected a subscript as in Python, such as ":, 0" or "..., 1:3". Received: ${received(key)}`,
      );
    return numbers.length === 1
      ? (start as number)
      : { class_name: "__slice__", config: { start, stop, step } };
  });
}

/** The indices of a range along an axis of that size. */
function rangeOf({ config }: SerializedObject, size: number): number[] {
  const { start, stop, step: given } = config as Record<string, number | null>;
  const step = given ?? 1;
  const [least, most] = step > 0 ? [0, size] : [-1, size - 1];
  const at = (one: number | null, none: number) =>
    one === null ? none : Math.min(Math.max(one < 0 ? one + size : one, least), most);
  const [from, to] = step > 0 ? [at(start, 0), at(stop, size)] : [at(start, size - 1), at(stop, -1)];
  return Array.from({ length: Math.max(0, Math.ceil((to - from) / step)) }, (_, i) => from + i * step);
}

const item = declared(
  "getItem",
  { x: TENSOR, key: called() },
  (x: TensorFlowTensor, key: Subscript | readonly Subscript[]) => {
    const isEllipsis = (part: Subscript) => isSerialized(part) && part.class_name === "__ellipsis__";
    const parts: Subscript[] = [key].flat();
    const all: Subscript = { class_name: "__slice__", config: { start: null, stop: null, step: null } };
    const free = x.rank - parts.filter((part) => part !== null && !isEllipsis(part)).length;
    if (free < 0) throw new ValueError(`Expected at most ${x.rank} indices. Received: ${parts.length}`);
    const place = parts.findIndex(isEllipsis);
    parts.splice(place === -1 ? parts.length : place, place === -1 ? 0 : 1, ...Array(free).fill(all));
    let axis = 0;
    return parts.reduce((part: TensorFlowTensor, one) => {
      if (one === null) return part.expandDims(axis++);
      const size: number = part.shape[axis];
      const cut = (start: number, count: number) =>
        part.slice(
          part.shape.map((_: number, i: number) => (i === axis ? start : 0)),
          part.shape.map((whole: number, i: number) => (i === axis ? count : whole)),
        );
      if (typeof one === "number") {
        if (one < -size || one >= size)
          throw new ValueError(`Index ${one} is out of bounds for axis ${axis} with size ${size}.`);
        return cut(one < 0 ? one + size : one, 1).squeeze([axis]);
      }
      const indices = rangeOf(one, size);
      const isPlain = (one.config.step ?? 1) === 1;
      const found = isPlain
        ? cut(indices[0] ?? 0, indices.length)
        : part.gather(tensorFlowNow().tensor1d(indices, "int32"), axis);
      axis++;
      return found;
    }, x);
  },
);
/**
 * A part of a tensor by Python's subscript: `x[:, 0]` in Python is `ops.getItem(x, ":, 0")`.
 *
 * @example
 * console.log(ops.getItem([[1, 2, 3], [4, 5, 6]], ":, 1:").arraySync()); // [[2, 3], [5, 6]]
 */
export const getItem = (x: unknown, key: string | number): TensorFlowTensor =>
  item.call([x, typeof key === "string" ? subscriptsOf(key) : key]);

/** The places of indices, `[…, axes]`, in a tensor of that shape as one row. */
function places(indices: TensorFlowTensor, shape: readonly number[]): TensorFlowTensor {
  const tf = tensorFlowNow();
  const strides = shape.map((_, axis) => sizeOf(shape.slice(axis + 1)));
  const axes: number = indices.shape.at(-1);
  const inner = strides[axes - 1] ?? 1;
  const first = indices
    .toInt()
    .mul(tf.tensor1d(strides.slice(0, axes), "int32"))
    .sum(-1)
    .flatten();
  return first
    .expandDims(1)
    .add(tf.range(0, inner, 1, "int32"))
    .flatten();
}

/**
 * Zeros of that shape with values added at indices.
 *
 * @example
 * console.log(ops.scatter([[0], [2]], [5, 6], [3]).arraySync()); // [5, 0, 6]
 */
export const scatter = operation(
  "scatter",
  { indices: TENSOR, values: TENSOR, shape: REQUIRED },
  (indices: TensorFlowTensor, values: TensorFlowTensor, shape: readonly number[]) =>
    tensorFlowNow()
      .unsortedSegmentSum(values.flatten(), places(indices, shape), sizeOf(shape))
      .reshape([...shape]),
);
/**
 * A tensor with other values at indices.
 *
 * @example
 * console.log(ops.scatterUpdate([1, 2, 3], [[1]], [9]).arraySync()); // [1, 9, 3]
 */
export const scatterUpdate = operation(
  "scatterUpdate",
  { inputs: TENSOR, indices: TENSOR, updates: TENSOR, reduction: only(null) },
  (inputs: TensorFlowTensor, indices: TensorFlowTensor, updates: TensorFlowTensor) => {
    const tf = tensorFlowNow();
    const at = places(indices, inputs.shape);
    const written = (values: TensorFlowTensor) =>
      tf.unsortedSegmentSum(values.flatten(), at, inputs.size).reshape(inputs.shape);
    const isSet = written(tf.onesLike(updates).cast("float32")).greater(0);
    return tf.where(isSet, written(updates.cast(inputs.dtype)), inputs);
  },
);
/**
 * The result of one of two functions, by a condition.
 *
 * @example
 * console.log(ops.cond(true, () => ops.ones([1]), () => ops.zeros([1])).arraySync()); // [1]
 */
export function cond(pred: unknown, trueFn: () => unknown, falseFn: () => unknown): TensorFlowTensor {
  return isTrue(pred) ? trueFn() : falseFn();
}
/**
 * Calls `body` while `cond` is true, with a loop variable or the elements of a list of them.
 *
 * @example
 * const [i] = ops.whileLoop((i) => ops.less(i, 3), (i) => [ops.add(i, 1)], [ops.array(0)]);
 * console.log(i.arraySync()); // 3
 */
export function whileLoop(
  cond: (...values: TensorFlowTensor[]) => unknown,
  body: (...values: TensorFlowTensor[]) => Carry,
  loopVars: Carry,
  maximumIterations: number | null = null,
): Carry {
  let values = loopVars;
  for (let i = 0; i !== maximumIterations && isTrue(cond(...spread(values))); i++)
    values = body(...spread(values));
  return values;
}
/**
 * Calls `bodyFun` with each number from `lower` to `upper`, without it, and the value that the call before returned.
 *
 * @example
 * console.log(ops.foriLoop(0, 3, (i, sum) => ops.add(sum, i), ops.array(0)).arraySync()); // 3
 */
export function foriLoop(
  lower: number,
  upper: number,
  bodyFun: (i: number, value: TensorFlowTensor) => Carry,
  initVal: Carry,
): Carry {
  let value = initVal;
  for (let i = lower; i < upper; i++) value = bodyFun(i, value);
  return value;
}

/** The rows of a tensor, or of each in a list. */
function rowsOf(xs: unknown, count: number | null): unknown[] {
  if (xs === null || xs === undefined) {
    if (count === null) throw new ValueError("Got no `xs` to loop over and `length` not provided.");
    return Array(count).fill(null);
  }
  const given = carried(xs);
  if (!Array.isArray(given)) return given.unstack();
  const columns = given.map((one) => one.unstack());
  return columns[0].map((_: unknown, i: number) => columns.map((rows) => rows[i]));
}

/** Results of several calls as one tensor, lists of them as a list of tensors. */
function stacked(results: unknown[]): TensorFlowTensor {
  const tf = tensorFlowNow();
  if (!Array.isArray(results[0])) return tf.stack(results.map((one) => tensor(one)));
  return results[0].map((_, i) => tf.stack(results.map((one) => tensor((one as unknown[])[i]))));
}

/**
 * Calls `f` with the value that the call before returned and each row; returns the last value and the stacked outputs.
 *
 * @example
 * const [sum, sums] = ops.scan((sum, x) => [ops.add(sum, x), ops.add(sum, x)], ops.array(0), [1, 2, 3]);
 * console.log(sum.arraySync(), sums.arraySync()); // 6 [1, 3, 6]
 */
export function scan(
  f: (carry: TensorFlowTensor, x: TensorFlowTensor) => [carry: Carry, y: unknown],
  init: Carry,
  xs: unknown = null,
  length: number | null = null,
  reverse = false,
): [carry: Carry, ys: TensorFlowTensor] {
  let carry = init;
  const rows = rowsOf(xs, length);
  const outputs = (reverse ? rows.reverse() : rows).map((row) => {
    const [next, y] = f(carry, row);
    carry = next;
    return y;
  });
  if (reverse) outputs.reverse();
  return [carry, outputs.every((y) => y === null || y === undefined) ? null : stacked(outputs)];
}
/**
 * Calls a function for each row, and stacks its results.
 *
 * @example
 * console.log(ops.map((x) => ops.square(x), [1, 2]).arraySync()); // [1, 4]
 */
export function map(f: (x: TensorFlowTensor) => unknown, xs: unknown): TensorFlowTensor {
  return tensorFlowNow().tidy(() => stacked(rowsOf(xs, null).map((row) => f(row))));
}
/**
 * Another name of `map`.
 *
 * @example
 * console.log(ops.vectorizedMap((x) => ops.square(x), [1, 2]).arraySync()); // [1, 4]
 */
export function vectorizedMap(f: (x: TensorFlowTensor) => unknown, elements: unknown): TensorFlowTensor {
  return map(f, elements);
}
/**
 * Values that follow from all rows before: each one is `f` of the last one and a row, or of lists of both; with `reverse` from the end.
 *
 * @example
 * console.log(ops.associativeScan((a, b) => ops.add(a, b), ops.array([1, 2, 3])).arraySync()); // [1, 3, 6]
 */
export function associativeScan(
  f: (last: TensorFlowTensor, row: TensorFlowTensor) => TensorFlowTensor,
  elems: unknown,
  reverse = false,
  axis = 0,
): TensorFlowTensor {
  const tf = tensorFlowNow();
  const given = carried(elems);
  const isList = Array.isArray(given);
  const columns: TensorFlowTensor[][] = [given].flat().map((one: TensorFlowTensor) => one.unstack(axis));
  const order = [...columns[0].keys()];
  if (reverse) order.reverse();
  const rows = order.map((i) => columns.map((column) => column[i]));
  const found: TensorFlowTensor[][] = [];
  for (const row of rows) {
    const last = found.at(-1);
    if (last === undefined) found.push(row);
    else found.push(isList ? f(last, row) : [f(last[0], row[0])]);
  }
  if (reverse) found.reverse();
  const joined = columns.map((_, i) =>
    tf.stack(
      found.map((one) => one[i]),
      axis,
    ),
  );
  return isList ? joined : joined[0];
}
/**
 * Calls one of several functions, by its index, with operands. An index beyond the ends counts as the nearest one.
 *
 * @example
 * console.log(ops.switch(1, [(x) => ops.add(x, 1), (x) => ops.multiply(x, 2)], ops.array(5)).arraySync()); // 10
 */
function switch_(
  index: unknown,
  branches: readonly ((...operands: TensorFlowTensor[]) => unknown)[],
  ...operands: unknown[]
): TensorFlowTensor {
  const [at] = tensor(index).dataSync();
  return branches[Math.min(Math.max(at, 0), branches.length - 1)](...operands);
}
/**
 * A function of single elements as one of tensors, for each element of all arguments.
 *
 * @example
 * const larger = ops.vectorize((a, b) => ops.maximum(a, b));
 * console.log(larger([1, 5], 3).arraySync()); // [3, 5]
 */
export function vectorize(
  pyfunc: (...elements: TensorFlowTensor[]) => unknown,
): (...args: unknown[]) => TensorFlowTensor {
  return (...args) =>
    tensorFlowNow().tidy(() => {
      const tf = tensorFlowNow();
      const given = args.map((one) => tensor(one));
      const all = broadcast(...given);
      const columns = all.map((one) => one.flatten().unstack());
      const results = columns[0].map((_: unknown, i: number) =>
        tensor(pyfunc(...columns.map((column) => column[i]))),
      );
      return tf.stack(results).reshape(all[0].shape);
    });
}
/**
 * A function with a gradient of its own: `f` returns its value and a function that makes the gradient of its argument, or a list of
 * those of its arguments, from the value's.
 *
 * @example
 * const clipped = ops.customGradient((x) => [ops.multiply(x, 2), (upstream) => ops.clip(upstream, -1, 1)]);
 * console.log(clipped([1, 2]).arraySync()); // [2, 4]
 */
export function customGradient(
  f: (
    ...args: TensorFlowTensor[]
  ) => [value: TensorFlowTensor, gradient: (upstream: TensorFlowTensor) => unknown],
): (...args: unknown[]) => TensorFlowTensor {
  return (...args) => {
    const given = args.map((one) => tensor(one));
    // Out of the function of TensorFlow.js, which would dispose of what the gradient uses.
    const [value, gradient] = f(...given);
    const compute = tensorFlowNow().customGrad(() => ({
      value: value.clone(),
      gradFunc: (dy: TensorFlowTensor) => gradient(dy),
    }));
    return compute(...given);
  };
}

export { switch_ as switch };
