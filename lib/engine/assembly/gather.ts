/** Copies rows of the data into `[features][samples]`, and outputs back. */
import { scratch } from "./thread";

/** Rows from which it pays to fetch them first, and the most bytes of a row: those of a line of the cache. */
const MANY: i32 = 256;
const LINE: usize = 64;

/**
 * Rows `order[0 … rows)` (or, without an order, `first` and the rows after it) of `data`, `columns` wide. The last row is repeated
 * up to a multiple of eight samples, so that the padding holds no value that no sample has.
 */
export function gather(
  data: usize,
  columns: i32,
  order: usize,
  first: i32,
  rows: i32,
  out: usize,
  stride: usize,
): void {
  const bytes = <usize>columns << 2;
  const last = rows - 1;
  if (order != 0 && rows >= MANY && bytes <= LINE) fetchRows(data, bytes, order, rows);
  for (let row = 0; row < rows; row += 8) {
    for (let half = 0; half < 8; half += 4) {
      const at = row + half;
      const p0 = data + <usize>rowOf(order, first, min(at, last)) * bytes;
      const p1 = data + <usize>rowOf(order, first, min(at + 1, last)) * bytes;
      const p2 = data + <usize>rowOf(order, first, min(at + 2, last)) * bytes;
      const p3 = data + <usize>rowOf(order, first, min(at + 3, last)) * bytes;
      transpose(p0, p1, p2, p3, columns, out + (<usize>at << 2), stride);
    }
  }
}

/** Reads a value of each row, without waiting for it, so that many rows are on their way from memory at once. */
function fetchRows(data: usize, bytes: usize, order: usize, rows: i32): void {
  let sum = 0;
  for (const end = order + (<usize>rows << 2); order < end; order += 4) {
    sum += load<i32>(data + <usize>load<i32>(order) * bytes);
  }
  store<i32>(scratch, sum);
}

// @ts-ignore: decorator
@inline
function rowOf(order: usize, first: i32, i: i32): i32 {
  return order != 0 ? i32.load(order + (<usize>i << 2)) : first + i;
}

function transpose(p0: usize, p1: usize, p2: usize, p3: usize, columns: i32, out: usize, stride: usize): void {
  let column = 0;
  for (; column + 4 <= columns; column += 4) {
    const at = <usize>column << 2;
    const a = v128.load(p0 + at);
    const b = v128.load(p1 + at);
    const c = v128.load(p2 + at);
    const d = v128.load(p3 + at);
    const ab = v128.shuffle<f32>(a, b, 0, 4, 1, 5);
    const cd = v128.shuffle<f32>(c, d, 0, 4, 1, 5);
    const AB = v128.shuffle<f32>(a, b, 2, 6, 3, 7);
    const CD = v128.shuffle<f32>(c, d, 2, 6, 3, 7);
    v128.store(out, v128.shuffle<f32>(ab, cd, 0, 1, 4, 5));
    v128.store(out + stride, v128.shuffle<f32>(ab, cd, 2, 3, 6, 7));
    v128.store(out + 2 * stride, v128.shuffle<f32>(AB, CD, 0, 1, 4, 5));
    v128.store(out + 3 * stride, v128.shuffle<f32>(AB, CD, 2, 3, 6, 7));
    out += 4 * stride;
  }
  for (; column < columns; column++) {
    const at = <usize>column << 2;
    f32.store(out, f32.load(p0 + at));
    f32.store(out, f32.load(p1 + at), 4);
    f32.store(out, f32.load(p2 + at), 8);
    f32.store(out, f32.load(p3 + at), 12);
    out += stride;
  }
}

/** Back to `[rows][units]`. */
export function scatter(values: usize, stride: usize, units: i32, rows: i32, out: usize): void {
  for (let row = 0; row < rows; row++) {
    let from = values + (<usize>row << 2);
    for (let unit = 0; unit < units; unit++) {
      f32.store(out, f32.load(from));
      from += stride;
      out += 4;
    }
  }
}
