/** `keras.ops`: new tensors, and their types and shapes. */
import { NDArray } from "../../ndarray.ts";
import { tuple } from "../../python-repr.ts";
import { tensorFlowNow } from "../backend/eager.js";
import { isTensor as isTensorFlowTensor, type TensorFlowTensor } from "../backend/tensor-types.ts";
import { REQUIRED } from "../checks.ts";
import { isKerasTensor } from "../layers/keras-tensor.ts";
import { axesOf, operation, tensor, unary } from "./operation.ts";
import { called, only, TENSOR } from "./signature.ts";

type Sizes = number | readonly number[];

/**
 * A number, array or variable as a tensor.
 *
 * @example
 * console.log(ops.convertToTensor([1, 2]).shape); // [2]
 */
export const convertToTensor = operation(
  "convertToTensor",
  { x: TENSOR, dtype: null, sparse: only(null), ragged: only(null) },
  (x: TensorFlowTensor, dtype: string | null = null) => tensor(x, dtype ?? undefined),
);
/**
 * A number, array or variable as a tensor.
 *
 * @example
 * console.log(ops.array([1, 2], "int32").dtype); // int32
 */
export const array = operation(
  "array",
  { x: TENSOR, dtype: null },
  (x: TensorFlowTensor, dtype: string | null = null) => tensor(x, dtype ?? undefined),
);
/**
 * A copy.
 *
 * @example
 * console.log(ops.copy([1, 2]).arraySync()); // [1, 2]
 */
export const copy = unary("copy", (x) => x.clone());
/**
 * A tensor as an array.
 *
 * @example
 * console.log(ops.convertToNumpy(ops.ones([2])));
 */
export function convertToNumpy(x: unknown): NDArray {
  return tensorFlowNow().tidy(() => {
    const made = tensor(x);
    return new NDArray(made.dataSync().slice(), tuple([...made.shape]));
  });
}
/**
 * The elements as another type: `"float32"`, `"int32"` or `"bool"`.
 *
 * @example
 * console.log(ops.cast([1.5, 2], "int32").arraySync()); // [1, 2]
 */
export const cast = operation("cast", { x: TENSOR, dtype: REQUIRED }, (x: TensorFlowTensor, dtype: string) =>
  tensor(x, dtype),
);
/**
 * True for a tensor of TensorFlow.js.
 *
 * @example
 * console.log(ops.isTensor(ops.ones([2]))); // true
 */
export const isTensor = (x: unknown): boolean => isTensorFlowTensor(x);
/**
 * The sizes of the axes; of a symbolic tensor null for the batch.
 *
 * @example
 * console.log(ops.shape([[1, 2]])); // (1, 2)
 */
export const shape = (x: unknown): TensorFlowTensor =>
  isKerasTensor(x) || isTensorFlowTensor(x)
    ? tuple([...(x as TensorFlowTensor).shape])
    : tensorFlowNow().tidy(() => tuple([...tensor(x).shape]));
/**
 * The number of axes.
 *
 * @example
 * console.log(ops.ndim([[1, 2]])); // 2
 */
export const ndim = (x: unknown): number => shape(x).length;
/**
 * The number of elements.
 *
 * @example
 * console.log(ops.size([[1, 2]])); // 2
 */
export const size = (x: unknown): number =>
  shape(x).reduce((product: number, one: number) => product * one, 1);
/**
 * The type of the elements.
 *
 * @example
 * console.log(ops.dtype(ops.argmax([1, 2]))); // int32
 */
export const dtype = (x: unknown): string =>
  isKerasTensor(x) ? x.dtype : tensorFlowNow().tidy(() => tensor(x).dtype);

type Filling = "zeros" | "ones";
const filled = (name: string, filling: Filling) =>
  operation(name, { shape: REQUIRED, dtype: null }, (shape: Sizes, dtype = "float32") =>
    tensorFlowNow()[filling]([shape].flat(), dtype),
  );
const filledLike = (name: string, filling: Filling) =>
  operation(name, { x: TENSOR, dtype: null }, (x: TensorFlowTensor, dtype: string | null = null) =>
    tensorFlowNow()[filling](x.shape, dtype ?? x.dtype),
  );
/**
 * Zeros.
 *
 * @example
 * console.log(ops.zeros([2]).arraySync()); // [0, 0]
 */
export const zeros = filled("zeros", "zeros");
/**
 * Ones.
 *
 * @example
 * console.log(ops.ones([2]).arraySync()); // [1, 1]
 */
export const ones = filled("ones", "ones");
/**
 * One value.
 *
 * @example
 * console.log(ops.full([2], 7).arraySync()); // [7, 7]
 */
export const full = operation(
  "full",
  { shape: REQUIRED, fillValue: REQUIRED, dtype: null },
  (shape: Sizes, fillValue: unknown, dtype = "float32") =>
    tensor(fillValue, dtype).broadcastTo([shape].flat()),
);
/**
 * Zeros of the shape of `x`.
 *
 * @example
 * console.log(ops.zerosLike([1, 2]).arraySync()); // [0, 0]
 */
export const zerosLike = filledLike("zerosLike", "zeros");
/**
 * Ones of the shape of `x`.
 *
 * @example
 * console.log(ops.onesLike([1, 2]).arraySync()); // [1, 1]
 */
export const onesLike = filledLike("onesLike", "ones");
/**
 * One value in the shape of `x`.
 *
 * @example
 * console.log(ops.fullLike([1, 2], 7).arraySync()); // [7, 7]
 */
export const fullLike = operation(
  "fullLike",
  { x: TENSOR, fillValue: called(), dtype: null },
  (x: TensorFlowTensor, fillValue: unknown, dtype: string | null = null) =>
    tensor(fillValue, dtype ?? x.dtype).broadcastTo(x.shape),
);
/** Ones where a place's distance from the diagonal fits. */
const band = (name: string, compare: "equal" | "lessEqual") =>
  operation(
    name,
    { N: REQUIRED, M: null, k: 0, dtype: null },
    (N: number, M: number | null = null, k = 0, dtype = "float32") =>
      distances(N, M ?? N)
        [compare](tensorFlowNow().scalar(k, "int32"))
        .cast(dtype),
  );
/**
 * Ones on a diagonal, `k` above the main one, of a matrix of `N` rows and `M` columns, default as many.
 *
 * @example
 * console.log(ops.eye(2).arraySync()); // [[1, 0], [0, 1]]
 */
export const eye = band("eye", "equal");
/**
 * A matrix of `n` rows with ones on its diagonal.
 *
 * @example
 * console.log(ops.identity(2).arraySync()); // [[1, 0], [0, 1]]
 */
export const identity = operation("identity", { n: REQUIRED, dtype: null }, (n: number, dtype = "float32") =>
  eye(n, n, 0, dtype),
);
/**
 * The numbers from `start`, default 0, up to `stop`, without it. Of whole numbers the type is int32.
 *
 * @example
 * console.log(ops.arange(3).arraySync()); // [0, 1, 2]
 */
export const arange = operation(
  "arange",
  { start: REQUIRED, stop: null, step: null, dtype: null },
  (start: number, stop: number | null = null, step = 1, dtype: string | null = null) => {
    const [from, to] = stop === null ? [0, start] : [start, stop];
    const count = Math.max(0, Math.ceil((to - from) / step));
    const values = Array.from({ length: count }, (_, i) => from + i * step);
    const isWhole = [from, to, step].every(Number.isInteger);
    return tensorFlowNow().tensor1d(values, dtype ?? (isWhole ? "int32" : "float32"));
  },
);
/** Numbers at equal distances, in double precision. */
const spaced = (start: number, stop: number, num: number, endpoint: boolean): number[] =>
  Array.from({ length: num }, (_, i) =>
    num === 1 && endpoint ? start : start + (i * (stop - start)) / (endpoint ? num - 1 : num),
  );
const row = (values: number[]): TensorFlowTensor => tensorFlowNow().tensor1d(values, "float32");
/**
 * `num` numbers from `start` to `stop` at equal distances.
 *
 * @example
 * console.log(ops.linspace(0, 1, 3).arraySync()); // [0, 0.5, 1]
 */
export const linspace = operation(
  "linspace",
  { start: REQUIRED, stop: REQUIRED, num: 50, endpoint: true },
  (start: number, stop: number, num = 50, endpoint = true) => row(spaced(start, stop, num, endpoint)),
);
/**
 * `num` powers of `base`, default 10, with exponents from `start` to `stop` at equal distances.
 *
 * @example
 * console.log(ops.logspace(0, 2, 3).arraySync()); // [1, 10, 100]
 */
export const logspace = operation(
  "logspace",
  { start: REQUIRED, stop: REQUIRED, num: 50, endpoint: true, base: 10 },
  (start: number, stop: number, num = 50, endpoint = true, base = 10) =>
    row(spaced(start, stop, num, endpoint).map((exponent) => base ** exponent)),
);
/**
 * `num` numbers from `start` to `stop`, each a multiple of the one before by the same factor.
 *
 * @example
 * console.log(ops.geomspace(1, 100, 3).arraySync()); // [1, 10, 100]
 */
export const geomspace = operation(
  "geomspace",
  { start: REQUIRED, stop: REQUIRED, num: 50, endpoint: true },
  (start: number, stop: number, num = 50, endpoint = true) =>
    row(spaced(0, 1, num, endpoint).map((share) => start * (stop / start) ** share)),
);

/** The column of each element of a matrix minus its row. */
function distances(rows: number, columns: number): TensorFlowTensor {
  const tf = tensorFlowNow();
  return tf.range(0, columns, 1, "int32").sub(tf.range(0, rows, 1, "int32").expandDims(1));
}

/**
 * A matrix of `N` rows and `M` columns, default as many, with ones up to its diagonal, or up to the one `k` above it.
 *
 * @example
 * console.log(ops.tri(2).arraySync()); // [[1, 0], [1, 1]]
 */
export const tri = band("tri", "lessEqual");
/** Zero where an element's distance from the diagonal does not fit. */
const triangle = (name: string, compare: "lessEqual" | "greaterEqual") =>
  operation(name, { x: TENSOR, k: 0 }, (x: TensorFlowTensor, k = 0) => {
    const tf = tensorFlowNow();
    const [rows, columns] = x.shape.slice(-2);
    const isKept = distances(rows, columns)[compare](tf.scalar(k, "int32"));
    return tf.where(isKept.broadcastTo(x.shape), x, tf.zerosLike(x));
  });
/**
 * A matrix with zeros above its diagonal, or above the one `k` above it.
 *
 * @example
 * console.log(ops.tril([[1, 2], [3, 4]]).arraySync()); // [[1, 0], [3, 4]]
 */
export const tril = triangle("tril", "lessEqual");
/**
 * A matrix with zeros below its diagonal, or below the one `k` above it.
 *
 * @example
 * console.log(ops.triu([[1, 2], [3, 4]]).arraySync()); // [[1, 2], [0, 4]]
 */
export const triu = triangle("triu", "greaterEqual");

/**
 * The diagonals of the matrices along two axes, default the first two, or those `offset` above them: the last axis of the result.
 *
 * @example
 * console.log(ops.diagonal([[1, 2], [3, 4]]).arraySync()); // [1, 4]
 */
export const diagonal = operation(
  "diagonal",
  { x: TENSOR, offset: 0, axis1: 0, axis2: 1 },
  (x: TensorFlowTensor, offset = 0, axis1 = 0, axis2 = 1) => diagonalOf(x, offset, axis1, axis2),
);

function diagonalOf(x: TensorFlowTensor, offset: number, axis1 = 0, axis2 = 1): TensorFlowTensor {
  const axes = axesOf([axis1, axis2], x.rank);
  const others = [...x.shape.keys()].filter((axis) => !axes.includes(axis));
  const [rows, columns] = axes.map((axis) => x.shape[axis]);
  const [row, column] = [Math.max(0, -offset), Math.max(0, offset)];
  const count = Math.max(0, Math.min(rows - row, columns - column));
  const at = Array.from({ length: count }, (_, i) => (row + i) * columns + column + i);
  const outer = others.map((axis) => x.shape[axis]);
  const matrices = x.transpose([...others, ...axes]).reshape([...outer, rows * columns]);
  return matrices.gather(tensorFlowNow().tensor1d(at, "int32"), outer.length);
}
/**
 * The diagonal of a matrix, or a matrix with that diagonal; `k` above the main one.
 *
 * @example
 * console.log(ops.diag([1, 2]).arraySync()); // [[1, 0], [0, 2]]
 */
export const diag = operation("diag", { x: TENSOR, k: 0 }, (x: TensorFlowTensor, k = 0) => {
  if (x.rank === 2) return diagonalOf(x, k);
  const tf = tensorFlowNow();
  const size = x.size + Math.abs(k);
  const padded = x.pad([[Math.max(0, k), Math.max(0, -k)]]);
  const isOn = distances(size, size).equal(tf.scalar(k, "int32"));
  return isOn.cast(x.dtype).mul(padded);
});
/**
 * The sums of the diagonals of the matrices along two axes, default the first two, or those `offset` above them.
 *
 * @example
 * console.log(ops.trace([[1, 2], [3, 4]]).arraySync()); // 5
 */
export const trace = operation(
  "trace",
  { x: TENSOR, offset: 0, axis1: 0, axis2: 1 },
  (x: TensorFlowTensor, offset = 0, axis1 = 0, axis2 = 1) => diagonalOf(x, offset, axis1, axis2).sum(-1),
);

/**
 * A tensor for values to come: zeros.
 *
 * @example
 * console.log(ops.empty([2]).shape); // [2]
 */
export const empty = filled("empty", "zeros");
/**
 * A tensor of the shape of `x` for values to come: zeros.
 *
 * @example
 * console.log(ops.emptyLike([1, 2]).shape); // [2]
 */
export const emptyLike = filledLike("emptyLike", "zeros");
