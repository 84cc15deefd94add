import { Table } from "./table.ts";

/** The part of a danfojs `DataFrame` that a table needs. */
export interface DataFrameLike {
  /** Names of the columns. */
  readonly columns: readonly string[];
  /** Labels of the rows. */
  readonly index: readonly (string | number)[];
  /** An array of rows. */
  readonly values: unknown;
  /** `[rows, columns]`. */
  readonly shape: readonly number[];
}

/** pandas' `display.max_rows`, `min_rows` and `max_columns`. */
const MAX_ROWS = 60;
const MIN_ROWS = 10;
const MAX_COLUMNS = 20;
const ELLIPSIS = "…";

/**
 * True if a value is a danfojs `DataFrame`, judged by its properties, so that danfojs need not be loaded.
 *
 * @param value anything
 * @example
 * isDataFrame([[1, 2]]); // false
 */
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
 * A table of a danfojs frame, abbreviated as pandas does: above 60 rows, the first and last five; above 20 columns, the
 * first and last ten. Its size is shown below.
 *
 * @param frame a danfojs `DataFrame`
 * @example
 * const frame = { columns: ["a", "b"], index: [0, 1], values: [[1, 2], [3, 4]], shape: [2, 2] };
 * console.log(String(dataFrameTable(frame)));
 */
export function dataFrameTable(frame: DataFrameLike): Table {
  const [height, width] = frame.shape;
  const rows = abbreviated(height, height > MAX_ROWS ? MIN_ROWS : height);
  const columns = abbreviated(width, Math.min(width, MAX_COLUMNS));
  const values = frame.values as unknown[][];
  const cell = (row: number | undefined, column: number | undefined) =>
    row === undefined || column === undefined ? ELLIPSIS : text(values[row][column]);
  const size = `${height} rows × ${width} columns`;
  const hint = separatorHint(frame);
  return new Table({
    caption: `DataFrame of ${size}`,
    columns: columns.map((column) => (column === undefined ? ELLIPSIS : frame.columns[column])),
    rows: rows.map((row) => columns.map((column) => cell(row, column))),
    rowHeaders: rows.map((row) => (row === undefined ? ELLIPSIS : String(frame.index[row]))),
    footer: hint === undefined ? size : `${size}. ${hint}`,
  });
}

/**
 * A sentence for a frame that was read from a file with another separator: its one column has all names in its own.
 *
 * @param frame a danfojs `DataFrame`
 */
export function separatorHint({ columns }: DataFrameLike): string | undefined {
  const [separator] = (columns.length === 1 && /[;\t|]/.exec(String(columns[0]))) || [];
  if (separator === undefined) return undefined;
  const [name, text] = [columns[0], separator].map((one) => JSON.stringify(one));
  return `There is one column, ${name}: if the file separates values by ${text}, read it with { delimiter: ${text} }.`;
}

/** Indices from 0 to `count`; if there are more than `max`, the first and last ones with `undefined` in between. */
function abbreviated(count: number, max: number): (number | undefined)[] {
  const all = Array.from({ length: count }, (_, i) => i);
  if (max >= count) return all;
  return [...all.slice(0, Math.ceil(max / 2)), undefined, ...all.slice(count - Math.floor(max / 2))];
}

/** Numbers with at most six decimals, pandas' `display.precision`. */
function text(value: unknown): string {
  if (typeof value !== "number" || !Number.isFinite(value)) return value === null ? "null" : String(value);
  if (value !== 0 && Math.abs(value) < 5e-7) return value.toExponential(3);
  return String(Number(value.toFixed(6)));
}
