import { isPlainObject, received, ValueError } from "../errors.ts";
import { type ArrayInput, asArray } from "../ndarray.ts";
import { type DataFrameLike, isDataFrame } from "../table/index.ts";

/** Data with named columns: a danfojs frame, a matrix `[samples, features]`, or an object with an array per column. */
export type Columns = DataFrameLike | ArrayInput | Readonly<Record<string, ArrayLike<number>>>;

export interface ColumnsOptions {
  /** The columns to draw, in this order. Default: all numeric ones. */
  columns?: readonly string[];
  /** Names of a matrix's columns. Default: `x0`, `x1`, … */
  featureNames?: readonly string[];
}

export interface NamedColumn {
  name: string;
  values: Float64Array;
}

/**
 * Reads the numeric columns of `data`.
 *
 * @param without a column to leave out, such as the one with the class labels
 * @throws ValueError if there are no numeric columns or no rows, a name is unknown, or a value is not a finite number
 */
export function readColumns(
  data: Columns,
  { columns, featureNames }: ColumnsOptions = {},
  without?: string,
): NamedColumn[] {
  const all = isDataFrame(data)
    ? frameColumns(data, columns)
    : isPlainObject(data)
      ? Object.entries(data as Readonly<Record<string, ArrayLike<number>>>)
      : matrixColumns(data as ArrayInput, featureNames);
  const byName = new Map(all);
  const names = columns ?? all.map(([name]) => name).filter((name) => name !== without);
  if (names.length === 0) throw new ValueError("Expected at least one column of numbers. Received: none");
  const read = names.map((name) => {
    const values = byName.get(name);
    if (values === undefined) {
      throw new ValueError(
        `Expected \`columns\` to name some of: ${[...byName.keys()].join(", ")}. Received: ${name}`,
      );
    }
    const bad = Array.from(values).findIndex((value) => !Number.isFinite(value));
    if (bad !== -1) {
      throw new ValueError(
        `Expected column '${name}' to hold finite numbers. Received: ${received(values[bad])} in row ${bad}`,
      );
    }
    return { name, values: Float64Array.from(values) };
  });
  const other = read.find(({ values }) => values.length !== read[0].values.length);
  if (other !== undefined) {
    throw new ValueError(
      `Expected columns of equal length. Received: ${read[0].values.length} values in '${read[0].name}', ` +
        `${other.values.length} in '${other.name}'`,
    );
  }
  if (read[0].values.length === 0) throw new ValueError("Expected at least one row. Received: none");
  return read;
}

/** A frame's numeric columns, and those requested by name whatever they hold. */
function frameColumns(frame: DataFrameLike, requested: readonly string[] = []): [string, number[]][] {
  const rows = frame.values as unknown[][];
  return frame.columns
    .map((name, i): [string, unknown[]] => [name, rows.map((row) => row[i])])
    .filter(
      ([name, values]) => requested.includes(name) || values.every((value) => typeof value === "number"),
    )
    .map(([name, values]) => [name, values as number[]]);
}

function matrixColumns(data: ArrayInput, names?: readonly string[]): [string, Float64Array][] {
  const matrix = asArray(data, "float64");
  if (matrix.ndim > 2 || matrix.ndim === 0) {
    throw new ValueError(
      `Expected data with samples and features. Received: shape (${matrix.shape.join(", ")})`,
    );
  }
  const [rows, width = 1] = matrix.shape;
  if (names !== undefined && names.length !== width) {
    throw new ValueError(`Expected ${width} featureNames. Received: ${names.length}`);
  }
  return Array.from({ length: width }, (_, column) => [
    names?.[column] ?? `x${column}`,
    Float64Array.from({ length: rows }, (_, row) => matrix.values[row * width + column]),
  ]);
}
