/** `keras.ops`: parts and orders of elements, and products of tensors, as in NumPy. */
import { received, ValueError } from "../../errors.ts";
import { sizeOf } from "../../ndarray.ts";
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { type DataFormat, dataFormat, withChannelsLast } from "../layers/arguments.ts";
import { diag } from "./creation.ts";
import { orderOf, withLast } from "./last-axis.ts";
import { axesOf, axisOf, binary, ofOneType, operation } from "./operation.ts";
import { split } from "./shapes.ts";
import { orWords, TENSOR, TENSORS } from "./signature.ts";

const ELEMENTS = orWords(TENSOR);

/**
 * `x2` behind `x1` along `axis`; default: all elements of both in one row.
 *
 * @example
 * console.log(ops.append([1, 2], [3]).arraySync()); // [1, 2, 3]
 */
export const append = operation(
  "append",
  { x1: TENSOR, x2: TENSOR, axis: null },
  (x1: TensorFlowTensor, x2: TensorFlowTensor, axis: number | null = null) =>
    axis === null
      ? x1.flatten().concat(x2.flatten())
      : tensorFlowNow().concat([x1, x2], axisOf(axis, x1.rank)),
);

type Sections = number | readonly number[];

/** Indices of the parts, of which the first ones may have an element more. */
function endsOf(sections: Sections, size: number): readonly number[] {
  if (typeof sections !== "number") return sections;
  const [least, more] = [Math.floor(size / sections), size % sections];
  return Array.from({ length: sections - 1 }, (_, i) => (i + 1) * least + Math.min(i + 1, more));
}
/**
 * Parts along `axis`, default 0: `indicesOrSections` of them, of which the first ones may have an element more, or those between the
 * indices of a list.
 *
 * @example
 * console.log(ops.arraySplit([1, 2, 3], 2)[0].arraySync()); // [1, 2]
 */
export const arraySplit = operation(
  "arraySplit",
  { x: ELEMENTS, indicesOrSections: REQUIRED, axis: 0 },
  (x: TensorFlowTensor, indicesOrSections: Sections, axis = 0) =>
    split(x, endsOf(indicesOrSections, x.shape[axisOf(axis, x.rank)]), axis),
);

const splitAlong = (name: string, axisOf: (rank: number) => number) =>
  operation(
    name,
    { x: ELEMENTS, indicesOrSections: REQUIRED },
    (x: TensorFlowTensor, indicesOrSections: Sections) => split(x, indicesOrSections, axisOf(x.rank)),
  );
/**
 * Parts side by side: as many equal ones, or those between the indices of a list.
 *
 * @example
 * console.log(ops.hsplit([[1, 2]], 2)[0].arraySync()); // [[1]]
 */
export const hsplit = splitAlong("hsplit", (rank) => (rank === 1 ? 0 : 1));
/**
 * Parts below one another: as many equal ones, or those between the indices of a list.
 *
 * @example
 * console.log(ops.vsplit([[1], [2]], 2)[0].arraySync()); // [[1]]
 */
export const vsplit = splitAlong("vsplit", () => 0);
/**
 * Parts along the third axis: as many equal ones, or those between the indices of a list.
 *
 * @example
 * console.log(ops.dsplit([[[1, 2]]], 2)[0].arraySync()); // [[[1]]]
 */
export const dsplit = splitAlong("dsplit", () => 2);
/**
 * Joins tensors along the third axis.
 *
 * @example
 * console.log(ops.dstack([[1, 2], [3, 4]]).arraySync()); // [[[1, 3], [2, 4]]]
 */
export const dstack = operation("dstack", { xs: orWords(TENSORS) }, (xs: TensorFlowTensor[]) =>
  tensorFlowNow().concat(
    ofOneType(xs).map((x) => {
      const rows = x.rank === 1 ? x.expandDims(0) : x;
      return rows.rank === 2 ? rows.expandDims(2) : rows;
    }),
    2,
  ),
);
/**
 * Reverses the second axis.
 *
 * @example
 * console.log(ops.fliplr([[1, 2]]).arraySync()); // [[2, 1]]
 */
export const fliplr = operation("fliplr", { x: ELEMENTS }, (x: TensorFlowTensor) => x.reverse(1));
/**
 * Reverses the first axis.
 *
 * @example
 * console.log(ops.flipud([[1], [2]]).arraySync()); // [[2], [1]]
 */
export const flipud = operation("flipud", { x: ELEMENTS }, (x: TensorFlowTensor) => x.reverse(0));
/**
 * Turns by 90 degrees, `k` times, from the first of two `axes` to the second one; default `[0, 1]`.
 *
 * @example
 * console.log(ops.rot90([[1, 2], [3, 4]]).arraySync()); // [[2, 4], [1, 3]]
 */
export const rot90 = operation(
  "rot90",
  { array: TENSOR, k: 1, axes: [0, 1] },
  (array: TensorFlowTensor, k = 1, axes: readonly number[] = [0, 1]) => {
    const [from, to] = axesOf(axes, array.rank);
    const order: number[] = [...array.shape.keys()];
    [order[from], order[to]] = [to, from];
    switch (((k % 4) + 4) % 4) {
      case 0:
        return array;
      case 1:
        return array.reverse(to).transpose(order);
      case 2:
        return array.reverse([from, to]);
      default:
        return array.transpose(order).reverse(to);
    }
  },
);
/**
 * A matrix with all elements on its diagonal, or on the one `k` above it.
 *
 * @example
 * console.log(ops.diagflat([[1, 2]]).arraySync()); // [[1, 0], [0, 2]]
 */
export const diagflat = operation("diagflat", { x: TENSOR, k: 0 }, (x: TensorFlowTensor, k = 0) =>
  diag(x.flatten(), k),
);
/**
 * The powers of each element of a row: `N` columns, default as many as elements, the highest power first, with `increasing` last.
 *
 * @example
 * console.log(ops.vander([2, 3]).arraySync()); // [[2, 1], [3, 1]]
 */
export const vander = operation(
  "vander",
  { x: TENSOR, N: null, increasing: false },
  (x: TensorFlowTensor, N: number | null = null, increasing = false) => {
    const tf = tensorFlowNow();
    const count = N ?? x.size;
    const powers = tf.range(0, count, 1, x.dtype);
    return x.expandDims(1).pow(increasing ? powers : powers.reverse());
  },
);
/**
 * The indices of each axis for places in one row: a tensor for each axis.
 *
 * @example
 * console.log(ops.unravelIndex([3], [2, 2]).map((one) => one.arraySync())); // [[1], [1]]
 */
export const unravelIndex = operation(
  "unravelIndex",
  { indices: TENSOR, shape: REQUIRED },
  (indices: TensorFlowTensor, shape: readonly number[]) => {
    const tf = tensorFlowNow();
    const whole = (value: number) => tf.scalar(value, "int32");
    const size = sizeOf([...shape]);
    const places = indices.toInt().add(whole(size)).mod(whole(size));
    return shape.map((one, axis) => places.floorDiv(whole(sizeOf(shape.slice(axis + 1)))).mod(whole(one)));
  },
);

/** Blocks of channels as pixels, or pixels as channels. */
const blocks = (
  name: "depthToSpace" | "spaceToDepth",
  compute: (x: TensorFlowTensor, size: number) => TensorFlowTensor,
) =>
  operation(
    name,
    { x: TENSOR, blockSize: REQUIRED, dataFormat: "channels_last" },
    (x: TensorFlowTensor, blockSize: number, format: DataFormat | null = null) =>
      withChannelsLast(x, dataFormat(format), (last) => compute(last, blockSize)),
  );
/**
 * The channels of images as blocks of `blockSize` x `blockSize` pixels.
 *
 * @example
 * console.log(ops.depthToSpace(ops.ones([1, 2, 2, 4]), 2).shape); // [1, 4, 4, 1]
 */
export const depthToSpace = blocks("depthToSpace", (x, size) => {
  const [count, rows, columns, channels] = x.shape;
  return x
    .reshape([count, rows, columns, size, size, channels / size ** 2])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([count, rows * size, columns * size, channels / size ** 2]);
});
/**
 * Blocks of `blockSize` x `blockSize` pixels of images as channels.
 *
 * @example
 * console.log(ops.spaceToDepth(ops.ones([1, 4, 4, 1]), 2).shape); // [1, 2, 2, 4]
 */
export const spaceToDepth = blocks("spaceToDepth", (x, size) => {
  const [count, rows, columns, channels] = x.shape;
  return x
    .reshape([count, rows / size, size, columns / size, size, channels])
    .transpose([0, 1, 3, 2, 4, 5])
    .reshape([count, rows / size, columns / size, channels * size ** 2]);
});

/** The axes of one side of a pattern; those in brackets are one axis of the tensor. */
const groupsOf = (side: string): string[][] =>
  [...side.matchAll(/\(([^)]*)\)|(\S+)/g)].map(
    ([, group, axis]) => group?.split(/\s+/).filter(Boolean) ?? [axis],
  );
/**
 * Reorders, splits and joins axes by their names, as einops does; sizes that do not follow from the shape are given by name.
 *
 * @throws ValueError for a pattern whose sides have other names, and for sizes that do not fit
 * @example
 * console.log(ops.rearrange(ops.ones([2, 4, 3]), "b (h w) c -> b h (w c)", { h: 2 }).shape); // [2, 2, 6]
 */
export function rearrange(
  x: unknown,
  pattern: string,
  axesLengths: Readonly<Record<string, number>> = {},
): TensorFlowTensor {
  return arranged(x, pattern, { axesLengths });
}

const arranged = operation(
  "rearrange",
  { tensor: TENSOR, pattern: REQUIRED, axesLengths: {} },
  (x: TensorFlowTensor, pattern: string, axesLengths: Readonly<Record<string, number>> = {}) => {
    const [from, to = []] = pattern.split("->").map(groupsOf);
    const shown = `Received: pattern=${received(pattern)}, shape=[${x.shape}]`;
    const names = from.flat();
    if (from.length !== x.rank || [...names].sort().join() !== to.flat().sort().join()) {
      throw new ValueError(
        `Expected a pattern such as "b (h w) c -> b h w c", with a name or group for each axis and the same names on both sides. ${shown}`,
      );
    }
    const sizes = new Map(Object.entries(axesLengths));
    for (const [axis, group] of from.entries()) {
      const open = group.filter((name) => !sizes.has(name));
      const known = group.reduce((size, name) => size * (sizes.get(name) ?? 1), 1);
      if (open.length === 1) sizes.set(open[0], x.shape[axis] / known);
      const size = group.reduce((product, name) => product * (sizes.get(name) ?? Number.NaN), 1);
      if (size !== x.shape[axis] || group.some((name) => !Number.isInteger(sizes.get(name)))) {
        throw new ValueError(
          `Axis ${axis} of size ${x.shape[axis]} is no product of (${group.join(" ")}): give all sizes but one. ${shown}`,
        );
      }
    }
    const sizesOf = (all: readonly string[]) => all.map((name) => sizes.get(name) as number);
    return x
      .reshape(sizesOf(names))
      .transpose(to.flat().map((name) => names.indexOf(name)))
      .reshape(to.map((group) => sizeOf(sizesOf(group))));
  },
);

/**
 * The vector product of vectors of 3 elements along `axis`, default the last of each one; `axisa`, `axisb` and `axisc` are the axes of
 * `x1`, `x2` and the result. Of vectors of 2 elements the third is 0.
 *
 * @example
 * console.log(ops.cross([1, 0, 0], [0, 1, 0]).arraySync()); // [0, 0, 1]
 */
export const cross = operation(
  "cross",
  { x1: TENSOR, x2: TENSOR, axisa: -1, axisb: -1, axisc: -1, axis: null },
  (
    x1: TensorFlowTensor,
    x2: TensorFlowTensor,
    axisa = -1,
    axisb = -1,
    axisc = -1,
    axis: number | null = null,
  ) => {
    const tf = tensorFlowNow();
    const parts = (x: TensorFlowTensor, at: number) => x.unstack(axisOf(axis ?? at, x.rank));
    const [[a0, a1, a2], [b0, b1, b2]] = [parts(x1, axisa), parts(x2, axisb)];
    const third = a0.mul(b1).sub(a1.mul(b0));
    if (a2 === undefined && b2 === undefined) return third;
    const times = (a: TensorFlowTensor | undefined, b: TensorFlowTensor | undefined) =>
      a === undefined || b === undefined ? third.zerosLike() : a.mul(b);
    const all = [times(a1, b2).sub(times(a2, b1)), times(a2, b0).sub(times(a0, b2)), third];
    return tf.stack(all, axisOf(axis ?? axisc, third.rank + 1));
  },
);
/**
 * The sums of products of the last axes.
 *
 * @example
 * console.log(ops.inner([1, 2], [3, 4]).arraySync()); // 11
 */
export const inner = binary("inner", (x1, x2) => {
  if (x1.rank === 0 || x2.rank === 0) return x1.mul(x2);
  const rows = (x: TensorFlowTensor) => x.reshape([-1, x.shape.at(-1)]);
  return rows(x1)
    .matMul(rows(x2), false, true)
    .reshape([...x1.shape.slice(0, -1), ...x2.shape.slice(0, -1)]);
});
/**
 * Kronecker's product: a copy of `x2` for each element of `x1`, times it.
 *
 * @example
 * console.log(ops.kron([1, 2], [1, 10]).arraySync()); // [1, 10, 2, 20]
 */
export const kron = binary("kron", (x1, x2) => {
  const rank = Math.max(x1.rank, x2.rank);
  const shapeOf = (x: TensorFlowTensor): number[] => [...Array(rank - x.rank).fill(1), ...x.shape];
  const [a, b] = [shapeOf(x1), shapeOf(x2)];
  const product = x1.reshape(a.flatMap((size) => [size, 1])).mul(x2.reshape(b.flatMap((size) => [1, size])));
  return product.reshape(a.map((size, i) => size * b[i]));
});
/**
 * The distances between the rows of two matrices, or of matrices of a batch.
 *
 * @example
 * console.log(ops.cdist([[0, 0]], [[3, 4]]).arraySync()); // [[5]]
 */
export const cdist = operation(
  "cdist",
  { x: TENSOR, y: TENSOR },
  (x: TensorFlowTensor, y: TensorFlowTensor) =>
    x.toFloat().expandDims(-2).sub(y.toFloat().expandDims(-3)).square().sum(-1).sqrt(),
);
/**
 * Indices in an order in which the element at `kth` is where sorting puts it, along `axis`, default -1.
 *
 * @example
 * console.log(ops.argpartition([3, 1, 2], 0).arraySync()[0]); // 1
 */
export const argpartition = operation(
  "argpartition",
  { x: TENSOR, kth: REQUIRED, axis: -1 },
  (x: TensorFlowTensor, _kth: number, axis = -1) => {
    const at = axisOf(axis, x.rank);
    return withLast(orderOf(withLast(x, at)), at);
  },
);
