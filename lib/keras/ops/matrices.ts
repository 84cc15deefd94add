/** `keras.ops`: inverses, determinants and factors of square matrices, and systems of equations. */
import { ValueError } from "../../errors.ts";
import { tuple } from "../../python-repr.ts";
import { tensorFlowNow } from "../backend/eager.js";
import { isTracing } from "../backend/scope.ts";
import type { TensorFlowTensor } from "../backend/tensor-types.ts";
import { operation, unary } from "./operation.ts";
import { TENSOR } from "./signature.ts";

/** The numbers of each matrix of a batch, in double precision. */
function matrices(x: TensorFlowTensor): Float64Array[] {
  const size = x.shape.at(-2) * x.shape.at(-1);
  const values = Float64Array.from(x.dataSync());
  return Array.from({ length: values.length / size }, (_, i) => values.subarray(i * size, (i + 1) * size));
}

/** Parts in one tensor. */
const batchOf = (parts: readonly (Float64Array | number[])[], shape: readonly number[]): TensorFlowTensor =>
  tensorFlowNow().tensor(
    parts.flatMap((part) => [...part]),
    [...shape],
    "float32",
  );

/** @throws ValueError for anything but square matrices */
function square(x: TensorFlowTensor): TensorFlowTensor {
  if (x.rank < 2) {
    throw new ValueError(
      `Expected input to have rank >= 2. Received input with shape ${tuple([...x.shape])}.`,
    );
  }
  if (x.shape.at(-1) === x.shape.at(-2)) return x.toFloat();
  throw new ValueError(
    `Expected a square matrix. Received non-square input with shape ${tuple([...x.shape])}`,
  );
}

/**
 * Solves A·X = B in place by Gauss' elimination: B becomes X.
 *
 * @param columns of B, may be 0
 * @returns the pivots, whose product is the determinant; a zero if the matrix is singular
 */
function eliminate(a: Float64Array, b: Float64Array, columns: number): number[] {
  const n = Math.sqrt(a.length);
  const pivots: number[] = [];
  const swap = (x: Float64Array, width: number, i: number, j: number) => {
    for (let k = 0; k < width; k++) {
      const at = x[i * width + k];
      x[i * width + k] = x[j * width + k];
      x[j * width + k] = at;
    }
  };
  const subtract = (x: Float64Array, width: number, row: number, from: number, factor: number) => {
    for (let k = 0; k < width; k++) x[from * width + k] -= factor * x[row * width + k];
  };
  for (let i = 0; i < n; i++) {
    let best = i;
    for (let j = i + 1; j < n; j++) if (Math.abs(a[j * n + i]) > Math.abs(a[best * n + i])) best = j;
    const pivot = a[best * n + i];
    pivots.push(best === i ? pivot : -pivot);
    if (pivot === 0) return pivots;
    if (best !== i) {
      swap(a, n, i, best);
      swap(b, columns, i, best);
    }
    for (let k = 0; k < columns; k++) b[i * columns + k] /= pivot;
    for (let k = 0; k < n; k++) a[i * n + k] /= pivot;
    for (let j = 0; j < n; j++) {
      const factor = a[j * n + i];
      if (j === i || factor === 0) continue;
      subtract(a, n, i, j, factor);
      subtract(b, columns, i, j, factor);
    }
  }
  return pivots;
}

const transposed = (x: TensorFlowTensor): TensorFlowTensor =>
  x.transpose([...Array(x.rank - 2).keys(), x.rank - 1, x.rank - 2]);

function solved(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
  const tf = tensorFlowNow();
  const compute = tf.customGrad(
    (a: TensorFlowTensor, b: TensorFlowTensor, save: (all: unknown[]) => void) => {
      const results = matrices(b);
      const isSingular = matrices(a).some((one, i) => eliminate(one, results[i], b.shape.at(-1)).includes(0));
      if (isSingular && !isTracing()) throw new ValueError("Input matrix is not invertible.");
      const value = batchOf(results, b.shape);
      save([a, value]);
      return {
        value,
        gradFunc(dy: TensorFlowTensor, [a, x]: TensorFlowTensor[]) {
          const db = solved(transposed(a), dy);
          return [db.matMul(x, false, true).neg(), db];
        },
      };
    },
  );
  return compute(a, b);
}

/** Solves equations of which the right side may be a vector. */
function solution(a: TensorFlowTensor, b: TensorFlowTensor): TensorFlowTensor {
  const isVector = b.rank === a.rank - 1;
  const columns = isVector ? b.expandDims(-1) : b;
  const outer = (x: TensorFlowTensor) => String(x.shape.slice(0, -1));
  if (outer(a) === outer(columns)) {
    const x = solved(a, columns.toFloat());
    return isVector ? x.squeeze([-1]) : x;
  }
  const shown = `Received: a.shape=${tuple([...a.shape])}, b.shape=${tuple([...b.shape])}`;
  if (a.rank === b.rank && a.shape.at(-2) !== b.shape.at(-2)) {
    throw new ValueError(
      `Incompatible shapes between \`a\` and \`b\`. Expected \`a.shape[-2] == b.shape[-2]\`. ${shown}`,
    );
  }
  throw new ValueError(`All input tensors must have the same outer dimensions. ${shown}`);
}

/** One unit matrix for each matrix of a batch. */
const units = (x: TensorFlowTensor): TensorFlowTensor =>
  tensorFlowNow().eye(x.shape.at(-1)).broadcastTo(x.shape);

/** The elements on one side of the diagonal, and those on it times a factor. */
function triangle(x: TensorFlowTensor, isLower: boolean, diagonal = 1): TensorFlowTensor {
  const tf = tensorFlowNow();
  const n: number = x.shape.at(-1);
  const mask = tf.linalg.bandPart(tf.ones([n, n]), isLower ? -1 : 0, isLower ? 0 : -1);
  return x.mul(mask.sub(tf.eye(n).mul(1 - diagonal)));
}

/** The pivots of each matrix, whose product is its determinant. */
const pivotsOf = (x: TensorFlowTensor): number[][] =>
  matrices(x).map((one) => eliminate(one, new Float64Array(), 0));

/** A figure of the determinant of each matrix, and its slope with regard to that determinant's logarithm. */
function ofPivots(
  x: TensorFlowTensor,
  all: readonly (readonly number[])[],
  figure: (pivots: readonly number[]) => number,
  slope: (value: TensorFlowTensor) => TensorFlowTensor,
): TensorFlowTensor {
  const tf = tensorFlowNow();
  const compute = tf.customGrad((x: TensorFlowTensor, save: (all: unknown[]) => void) => {
    const value = batchOf([all.map(figure)], x.shape.slice(0, -2));
    save([x, value]);
    return {
      value,
      gradFunc: (dy: TensorFlowTensor, [x, value]: TensorFlowTensor[]) =>
        solved(transposed(x), units(x)).mul(dy.mul(slope(value)).expandDims(-1).expandDims(-1)),
    };
  });
  return compute(x);
}

/** The lower factor. @throws ValueError for a matrix that is not positive definite */
function lowerFactor(x: TensorFlowTensor): TensorFlowTensor {
  const tf = tensorFlowNow();
  const compute = tf.customGrad((x: TensorFlowTensor, save: (all: unknown[]) => void) => {
    const n: number = x.shape.at(-1);
    const factors = matrices(x).map((a) => {
      const l = new Float64Array(n * n);
      for (let i = 0; i < n; i++) {
        for (let j = 0; j <= i; j++) {
          let rest = a[i * n + j];
          for (let k = 0; k < j; k++) rest -= l[i * n + k] * l[j * n + k];
          l[i * n + j] = i === j ? Math.sqrt(rest) : rest / l[j * n + j];
        }
      }
      return l;
    });
    if (factors.some((l) => l.some(Number.isNaN)) && !isTracing())
      throw new ValueError("Cholesky decomposition failed: Tensor had NaN values");
    const value = batchOf(factors, x.shape);
    save([value]);
    return {
      value,
      gradFunc(dy: TensorFlowTensor, [l]: TensorFlowTensor[]) {
        const middle = triangle(l.matMul(dy, true), true, 0.5);
        const left = solved(transposed(l), middle);
        const both = solved(transposed(l), transposed(left));
        return both.add(transposed(both)).mul(0.5);
      },
    };
  });
  return compute(square(x));
}

/**
 * The inverse of a square matrix, `[…, n, n]`.
 *
 * @throws ValueError for a matrix that is singular or not square
 * @example
 * console.log(ops.inv([[2, 0], [0, 4]]).arraySync()); // [[0.5, 0], [0, 0.25]]
 */
export const inv = unary("inv", (x) => {
  const a = square(x);
  return solved(a, units(a));
});
/**
 * The determinant of a square matrix: `[…]` of `[…, n, n]`.
 *
 * @throws ValueError for a matrix that is not square
 * @example
 * console.log(ops.det([[1, 2], [3, 4]]).arraySync()); // -2
 */
export const det = unary("det", (x) => {
  const a = square(x);
  return ofPivots(
    a,
    pivotsOf(a),
    (pivots) => pivots.reduce((product, pivot) => product * pivot, 1),
    (value) => value,
  );
});
/**
 * The sign of a square matrix' determinant, and the logarithm of its size: two of `[…]` of `[…, n, n]`.
 *
 * @throws ValueError for a matrix that is not square
 * @example
 * const [sign, logarithm] = ops.slogdet([[1, 0], [0, -1]]);
 * console.log(sign.arraySync(), logarithm.arraySync()); // -1 0
 */
export const slogdet = unary("slogdet", (x) => {
  const a = square(x);
  const all = pivotsOf(a);
  return [
    ofPivots(
      a,
      all,
      (pivots) => pivots.reduce((sign, pivot) => sign * Math.sign(pivot), 1),
      (value) => value.zerosLike(),
    ),
    ofPivots(
      a,
      all,
      (pivots) => pivots.reduce((sum, pivot) => sum + Math.log(Math.abs(pivot)), 0),
      (value) => value.onesLike(),
    ),
  ];
});
/**
 * The logarithm of the determinant of a positive definite matrix: `[…]` of `[…, n, n]`.
 *
 * @throws ValueError for a matrix that is not square or not positive definite
 * @example
 * console.log(ops.logdet([[1, 0], [0, 1]]).arraySync()); // 0
 */
export const logdet = unary("logdet", (x) => {
  const l = lowerFactor(x);
  return l.mul(units(l)).sum(-1).log().sum(-1).mul(2);
});
/**
 * Solves `a · x = b` for a square matrix `a`, `[…, n, n]`, and a vector or a matrix `b`, `[…, n]` or `[…, n, m]`, whose shape `x` has.
 *
 * @throws ValueError for a matrix that is singular or not square, and for a `b` of another shape
 * @example
 * console.log(ops.solve([[2, 0], [0, 4]], [2, 2]).arraySync()); // [1, 0.5]
 */
export const solve = operation(
  "solve",
  { a: TENSOR, b: TENSOR },
  (a: TensorFlowTensor, b: TensorFlowTensor) => solution(square(a), b),
);
/**
 * Solves `a · x = b` as `solve` does, of which only the upper triangle of `a` counts, with `lower` (default false) the lower one.
 *
 * @throws ValueError for a triangle that is singular, and for other shapes
 * @example
 * console.log(ops.solveTriangular([[2, 2], [0, 1]], [4, 1]).arraySync()); // [1, 1]
 */
export const solveTriangular = operation(
  "solveTriangular",
  { a: TENSOR, b: TENSOR, lower: false },
  (a: TensorFlowTensor, b: TensorFlowTensor, lower = false) => solution(triangle(square(a), lower), b),
);
/**
 * The triangular factor of a symmetric, positive definite matrix, `[…, n, n]`: the lower one, or with `upper` (default false) its
 * transpose.
 *
 * @throws ValueError for a matrix that is not square or not positive definite
 * @example
 * console.log(ops.cholesky([[4, 2], [2, 2]]).arraySync()); // [[2, 0], [1, 1]]
 */
export const cholesky = operation(
  "cholesky",
  { x: TENSOR, upper: false },
  (x: TensorFlowTensor, upper = false) => (upper ? transposed(lowerFactor(x)) : lowerFactor(x)),
);
/**
 * The inverse of a matrix of which `x`, `[…, n, n]`, is the factor that `cholesky` gives, with `upper` (default false) the upper one.
 *
 * @throws ValueError for a factor that is singular or not square
 * @example
 * console.log(ops.choleskyInverse([[2, 0], [0, 1]]).arraySync()); // [[0.25, 0], [0, 1]]
 */
export const choleskyInverse = operation(
  "choleskyInverse",
  { x: TENSOR, upper: false },
  (x: TensorFlowTensor, upper = false) => {
    const factor = triangle(square(x), !upper);
    const inverse = solved(factor, units(factor));
    return inverse.matMul(inverse, !upper, upper);
  },
);
