/** Keras' constraints: they change a kernel or bias after each update. Norms are computed in float64. */
import { ConstraintKind } from "./kinds";
import { Variable } from "./records";
import { shareEnd, shareStart } from "./thread";

/** Keras' `epsilon()`: keeps a norm of zero from dividing. */
const EPSILON: f64 = 1e-7;

/** Applies a constraint to this thread's share of columns, rows or (axis 2) all values. */
export function constrain(v: Variable): void {
  // A bias is a column.
  const columns = v.rows == 0 ? 1 : v.columns;
  const rows = <i32>(v.bytes >> 2) / columns;
  const norms = v.axis == 0 ? columns : v.axis == 1 ? rows : 1;
  const from = shareStart(norms, 4);
  const to = shareEnd(norms, 4);
  if (from >= to) return;
  const firstRow = v.axis == 1 ? from : 0;
  const endRow = v.axis == 1 ? to : rows;
  const first = v.axis == 0 ? from : 0;
  const end = v.axis == 0 ? to : columns;
  if (v.constraint == ConstraintKind.nonNeg) {
    for (let row = firstRow; row < endRow; row++) {
      for (let column = first; column < end; column++) {
        const at = valueAt(v, row * columns + column);
        f32.store(at, max(f32.load(at), 0));
      }
    }
    return;
  }
  for (let i = from; i < to; i++) f64.store(normAt(v, i), 0);
  for (let row = firstRow; row < endRow; row++) {
    for (let column = first; column < end; column++) {
      const norm = normAt(v, normOf(v, row, column));
      const w = <f64>f32.load(valueAt(v, row * columns + column));
      f64.store(norm, f64.load(norm) + w * w);
    }
  }
  for (let i = from; i < to; i++) {
    const norm = <f64>(<f32>sqrt(f64.load(normAt(v, i))));
    f64.store(normAt(v, i), wanted(v, norm) / (EPSILON + norm));
  }
  for (let row = firstRow; row < endRow; row++) {
    for (let column = first; column < end; column++) {
      const at = valueAt(v, row * columns + column);
      f32.store(at, <f32>(<f64>f32.load(at) * f64.load(normAt(v, normOf(v, row, column)))));
    }
  }
}

function wanted(v: Variable, norm: f64): f64 {
  if (v.constraint == ConstraintKind.unitNorm) return 1;
  const smallest = f64.load(v.bounds);
  const largest = f64.load(v.bounds, 8);
  const rate = f64.load(v.bounds, 16);
  if (v.constraint == ConstraintKind.maxNorm) return min(norm, largest);
  return rate * min(max(norm, smallest), largest) + (1 - rate) * norm;
}

// @ts-ignore: decorator
@inline
function valueAt(v: Variable, i: i32): usize {
  return v.address + (<usize>i << 2);
}

// @ts-ignore: decorator
@inline
function normOf(v: Variable, row: i32, column: i32): i32 {
  return v.axis == 0 ? column : v.axis == 1 ? row : 0;
}

// @ts-ignore: decorator
@inline
function normAt(v: Variable, i: i32): usize {
  return v.bounds + 24 + (<usize>i << 3);
}
