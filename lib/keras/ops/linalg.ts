/** `keras.ops`: products of matrices, and norms. */
import { received, ValueError } from "../../errors.ts";
import { tensorFlowNow } from "../backend/eager.js";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { contracted } from "../layers/einsum-dense.ts";
import { type Axis, axesOf, axisOf, binary, declared, operation } from "./operation.ts";
import { TENSOR, TENSORS_BY_POSITION } from "./signature.ts";

/** The product of matrices, `[…, rows, columns]`, of any batches. */
function product(x1: TensorFlowTensor, x2: TensorFlowTensor): TensorFlowTensor {
  const tf = tensorFlowNow();
  const [a, b] = [x1, x2].map((x) => x.toFloat());
  if (a.rank === 1) return product(a.expandDims(0), b).squeeze([-2]);
  if (b.rank === 1) return product(a, b.expandDims(1)).squeeze([-1]);
  if (a.rank === 2 && b.rank === 2) return a.matMul(b);
  const batch: number[] = tf.broadcast_util.assertAndGetBroadcastShape(
    a.shape.slice(0, -2),
    b.shape.slice(0, -2),
  );
  // TensorFlow.js has no gradient of a broadcast product.
  const flat = (x: TensorFlowTensor) => {
    const matrix = x.shape.slice(-2);
    return x.broadcastTo([...batch, ...matrix]).reshape([-1, ...matrix]);
  };
  return flat(a)
    .matMul(flat(b))
    .reshape([...batch, a.shape.at(-2), b.shape.at(-1)]);
}

/** The sums of products along axes of both. */
function summed(
  x1: TensorFlowTensor,
  x2: TensorFlowTensor,
  axes1: number[],
  axes2: number[],
): TensorFlowTensor {
  const others = (x: TensorFlowTensor, axes: number[]) =>
    [...x.shape.keys()].filter((axis) => !axes.includes(axis));
  const [kept1, kept2] = [others(x1, axes1), others(x2, axes2)];
  const size = axes1.reduce((all, axis) => all * x1.shape[axis], 1);
  const left = x1
    .toFloat()
    .transpose([...kept1, ...axes1])
    .reshape([-1, size]);
  const right = x2
    .toFloat()
    .transpose([...axes2, ...kept2])
    .reshape([size, -1]);
  return left
    .matMul(right)
    .reshape([...kept1.map((axis) => x1.shape[axis]), ...kept2.map((axis) => x2.shape[axis])]);
}

/** Back to whole numbers, where both were. */
const like = (result: TensorFlowTensor, x1: TensorFlowTensor, x2: TensorFlowTensor) =>
  x1.dtype === "int32" && x2.dtype === "int32" ? result.toInt() : result;

/**
 * The product of two matrices, or of those in two batches.
 *
 * @example
 * console.log(ops.matmul([[1, 2]], [[3], [4]]).arraySync()); // [[11]]
 */
export const matmul = binary("matmul", (x1, x2) => like(product(x1, x2), x1, x2));
/**
 * NumPy's `dot`: sums products along the last axis of `x1` and the last but one of `x2`.
 *
 * @example
 * console.log(ops.dot([1, 2], [3, 4]).arraySync()); // 11
 */
export const dot = binary("dot", (x1, x2) =>
  x1.rank === 0 || x2.rank === 0
    ? x1.mul(x2)
    : like(summed(x1, x2, [x1.rank - 1], [Math.max(0, x2.rank - 2)]), x1, x2),
);
/**
 * The sum of the products of all elements.
 *
 * @example
 * console.log(ops.vdot([[1, 2]], [[3, 4]]).arraySync()); // 11
 */
export const vdot = binary("vdot", (x1, x2) => x1.flatten().mul(x2.flatten()).sum());
/**
 * The products of each element of `x1` with each of `x2`.
 *
 * @example
 * console.log(ops.outer([1, 2], [3, 4]).arraySync()); // [[3, 4], [6, 8]]
 */
export const outer = binary("outer", (x1, x2) => x1.reshape([-1, 1]).mul(x2.reshape([1, -1])));
/**
 * The sums of products along axes: the last and first ones, 2 by default, or a list of those of each tensor.
 *
 * @example
 * console.log(ops.tensordot([[1, 2]], [[3], [4]], 1).arraySync()); // [[11]]
 */
export const tensordot = operation(
  "tensordot",
  { x1: TENSOR, x2: TENSOR, axes: 2 },
  (
    x1: TensorFlowTensor,
    x2: TensorFlowTensor,
    axes: number | readonly [number | readonly number[], number | readonly number[]] = 2,
  ) => {
    const own =
      typeof axes === "number"
        ? [
            Array.from({ length: axes }, (_, i) => x1.rank - axes + i),
            Array.from({ length: axes }, (_, i) => i),
          ]
        : axes;
    return like(summed(x1, x2, axesOf(own[0], x1.rank), axesOf(own[1], x2.rank)), x1, x2);
  },
);

/** Sums over axes that nothing else has, and transposes. */
function ordered(x: TensorFlowTensor, labels: string, wanted: string): TensorFlowTensor {
  const lost = [...labels].flatMap((label, axis) => (wanted.includes(label) ? [] : [axis]));
  const left = [...labels].filter((label) => wanted.includes(label));
  return x.sum(lost).transpose([...wanted].map((label) => left.indexOf(label)));
}

/** The labels of each operand and of the result, the axes of `...` named, too. */
function labelsOf(
  subscripts: string,
  operands: readonly TensorFlowTensor[],
): [inputs: string[], output: string] {
  const [left, right] = subscripts.replaceAll(" ", "").split("->");
  const given = left.split(",");
  if (given.length !== operands.length || given.some((labels) => /(\w).*\1/.test(labels))) {
    throw new ValueError(
      `Expected an equation of ${operands.length} operands, each label once in an operand. Received: ${received(subscripts)}`,
    );
  }
  const extra = Math.max(...given.map((labels, i) => operands[i].rank - labels.replace("...", "").length));
  const others = Array.from({ length: Math.max(0, extra) }, (_, i) => String.fromCharCode(0x100 + i)).join(
    "",
  );
  const inputs = given.map((labels, i) => {
    const own = operands[i].rank - labels.replace("...", "").length;
    return labels.replace("...", own > 0 ? others.slice(-own) : "");
  });
  const all = [...inputs.join("")];
  const once = [...new Set(all)].filter(
    (label) => /\w/.test(label) && all.indexOf(label) === all.lastIndexOf(label),
  );
  return [inputs, right?.replace("...", others) ?? others + once.sort().join("")];
}

/**
 * Sums of products by Einstein's notation.
 *
 * @example
 * console.log(ops.einsum("ij,jk->ik", [[1, 2]], [[3], [4]]).arraySync()); // [[11]]
 */
export function einsum(subscripts: string, ...operands: readonly unknown[]): TensorFlowTensor {
  return contraction.call([operands, subscripts]);
}

const contraction = declared(
  "einsum",
  { operands: TENSORS_BY_POSITION, subscripts: REQUIRED },
  (tensors: TensorFlowTensor[], subscripts: string) => {
    const [labels, output] = labelsOf(subscripts, tensors);
    const [first, ...rest] = labels;
    let [x, own]: [TensorFlowTensor, string] = [tensors[0], first];
    rest.forEach((other, i) => {
      const later = output + rest.slice(i + 1).join("");
      const needed = [...other].filter((label) => own.includes(label) || later.includes(label)).join("");
      const result = [...new Set(own + needed)].filter((label) => later.includes(label)).join("");
      x = contracted(
        { input: own, kernel: needed, output: result },
        x,
        ordered(tensors[i + 1], other, needed),
      );
      own = result;
    });
    return ordered(x, own, output);
  },
);

/** The norm of the vectors along axes, or of the matrices of two axes. */
function normOf(
  x: TensorFlowTensor,
  ord: number | string | null,
  axis: Axis,
  keepdims: boolean,
): TensorFlowTensor {
  const axes = axesOf(axis, x.rank);
  const size = x.abs();
  if (ord === null || (ord === "fro" && axes.length === 2) || (ord === 2 && axes.length === 1))
    return x.square().sum(axes, keepdims).sqrt();
  if (axes.length === 2 && (ord === 1 || ord === Number.POSITIVE_INFINITY)) {
    const [rows, columns] = ord === 1 ? axes : [axes[1], axes[0]];
    const norms = size.sum(rows, true).max(columns, true);
    return keepdims ? norms : norms.squeeze(axes);
  }
  if (axes.length !== 1 || typeof ord !== "number")
    throw new ValueError(`Invalid order for a norm over ${axes.length} axes. Received: ord=${received(ord)}`);
  if (ord === Number.POSITIVE_INFINITY) return size.max(axes, keepdims);
  if (ord === Number.NEGATIVE_INFINITY) return size.min(axes, keepdims);
  if (ord === 0) return x.notEqual(0).toFloat().sum(axes, keepdims);
  if (ord === 1) return size.sum(axes, keepdims);
  return size
    .pow(ord)
    .sum(axes, keepdims)
    .pow(1 / ord);
}

/**
 * The norm over axes, default all: of order `ord`, default 2 for vectors and `"fro"` for matrices.
 *
 * @example
 * console.log(ops.norm([3, 4]).arraySync()); // 5
 */
export const norm = operation(
  "norm",
  { x: TENSOR, ord: null, axis: null, keepdims: false },
  (x: TensorFlowTensor, ord: number | string | null = null, axis: Axis = null, keepdims = false) =>
    normOf(x.toFloat(), ord, axis, keepdims),
);
/**
 * Divides by the norm along `axis`, default -1, of order `order`, default 2.
 *
 * @example
 * console.log(ops.normalize([[3, 4]]).arraySync()); // [[0.6, 0.8]]
 */
export const normalize = operation(
  "normalize",
  { x: TENSOR, axis: -1, order: 2, epsilon: null },
  (x: TensorFlowTensor, axis = -1, order = 2, epsilon: number | null = null) => {
    const [given, at, least] = [x.toFloat(), axisOf(axis, x.rank), epsilon ?? 1e-7];
    if (order !== 2) return given.div(normOf(given, order, at, true).maximum(least));
    // The root of a sum that is not zero, where the gradient of a norm would be NaN.
    return given.mul(
      given
        .square()
        .sum(at, true)
        .maximum(least ** 2)
        .rsqrt(),
    );
  },
);
/**
 * The orthogonal and the triangular factor of a matrix.
 *
 * @example
 * const [q, r] = ops.qr([[3, 1], [4, 2]]);
 * console.log(q.shape, r.shape); // [2, 2] [2, 2]
 */
export const qr = operation(
  "qr",
  { x: TENSOR, mode: "reduced" },
  (x: TensorFlowTensor, mode: "reduced" | "complete" = "reduced") => {
    const tf = tensorFlowNow();
    const [q, r] = tf.linalg.qr(x.toFloat(), mode === "complete");
    const [rows, columns] = x.shape.slice(-2);
    if (rows > columns) return [q, r];
    // TensorFlow.js reflects the last row, too; LAPACK leaves a single number as it is.
    const signs = tf.concat([tf.ones([rows - 1]), tf.scalar(-1).reshape([1])]);
    return [q.mul(signs), r.mul(signs.expandDims(1))];
  },
);
