import { Table } from "./table.ts";

/** As much of a danfojs `DataFrame` as a table of it needs. */
export interface DataFrameLike {
  readonly columns: readonly string[];
  readonly index: readonly (string | number)[];
  readonly values: unknown;
  readonly shape: readonly number[];
}

/** pandas' `display.max_rows`, `min_rows` and `max_columns`. */
const MAX_ROWS = 60;
const MIN_ROWS = 10;
const MAX_COLUMNS = 20;
const ELLIPSIS = "…";

/** Whether a value is a danfojs `DataFrame`: asked of its form, so that danfojs need not be loaded. */
export function isDataFrame(value: unknown): value is DataFrameLike {
  if (typeof value !== "object" || value === null) return false;
  const frame = value as Record<string, unknown>;
  return (
    frame.$isSeries !== true &&
    Array.isArray(frame.columns) &&
    Array.isArray(frame.index) &&
    Array.isArray(frame.shape) &&
    frame.shape.length === 2 &&
    typeof frame.print === "function" &&
    Array.isArray(frame.values)
  );
}

/**
 * A danfojs frame as pandas shows one: all of it up to 60 rows and 20 columns, beyond that the first and last five rows
 * (ten columns), and its size underneath.
 */
export function dataFrameTable(frame: DataFrameLike): Table {
  const [height, width] = frame.shape;
  const rows = shown(height, height > MAX_ROWS ? MIN_ROWS : height);
  const columns = shown(width, Math.min(width, MAX_COLUMNS));
  const values = frame.values as unknown[][];
  const cell = (row: number | undefined, column: number | undefined) =>
    row === undefined || column === undefined ? ELLIPSIS : text(values[row][column]);
  const size = `${height} rows × ${width} columns`;
  return new Table({
    caption: `DataFrame of ${size}`,
    columns: columns.map((column) => (column === undefined ? ELLIPSIS : frame.columns[column])),
    rows: rows.map((row) => columns.map((column) => cell(row, column))),
    rowHeaders: rows.map((row) => (row === undefined ? ELLIPSIS : String(frame.index[row]))),
    footer: size,
  });
}

/** Indices of the first and last `most` of `count`, with `undefined` for those between. */
function shown(count: number, most: number): (number | undefined)[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (most >= count) return all;
  return [...all.slice(0, Math.ceil(most / 2)), undefined, ...all.slice(count - Math.floor(most / 2))];
}

/** Numbers with at most six digits behind the point, as pandas' `display.precision` has it. */
function text(value: unknown): string {
  if (typeof value !== "number" || !Number.isFinite(value)) return value === null ? "null" : String(value);
  if (value !== 0 && Math.abs(value) < 5e-7) return value.toExponential(3);
  return String(Number(value.toFixed(6)));
}
