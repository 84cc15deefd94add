import { ValueError } from "../errors.ts";
import { type ArrayInput, asArray } from "../ndarray.ts";
import { Figure } from "./figure.ts";
import { PALETTE } from "./palette.ts";

export interface HistplotOptions {
  /** Number of bins of equal width. Default: a bar for each distinct value, or 60 bins for more than 60. */
  bins?: number;
  /** Label of the x axis: what the values are. Default: the name of a column, `"accuracy"` for other values from 0 to 1, else `"value"`. */
  metric?: string;
  /** Label of the y axis: what is counted. Default `"rows"` for a column, `"networks"` for accuracies, else `"values"`. */
  unit?: string;
  /** Default: `metric` and the number of values, such as `"accuracy of 1000 networks"`, or the number alone. */
  title?: string;
}

const MAX_BARS = 60;

/**
 * A histogram of one list of values. Without `bins`, up to 60 distinct values get a bar each, so that accuracies on a small data
 * set show as they are; more are counted in 60 bins of equal width.
 *
 * @param values the values to count, such as one accuracy per network
 * @param options bins, labels and title
 * @throws ValueError if there are no values, or one is not finite
 * @example
 * histplot([0.97, 0.98, 0.98, 0.99], { metric: "accuracy", unit: "seeds" });
 *
 * After `seaborn.histplot`.
 */
export function histplot(values: ArrayInput, options: HistplotOptions = {}): Figure {
  const { bins, title } = options;
  if (bins !== undefined && !(Number.isInteger(bins) && bins > 0))
    throw new ValueError(`Expected \`bins\` to be a positive integer. Received: bins=${bins}`);
  const numbers = Array.from(asArray(values, "float64", "values").values);
  if (numbers.length === 0) throw new ValueError("Expected at least one value to draw. Received: none");
  const bad = numbers.findIndex((value) => !Number.isFinite(value));
  if (bad !== -1) throw new ValueError(`Expected finite values. Received: ${numbers[bad]} at index ${bad}`);

  // Not Math.min(...numbers): a long list of arguments overflows the stack.
  const sorted = Float64Array.from(numbers).sort();
  const { x, y } = count(sorted, bins);
  const column = columnName(values);
  const isAccuracy = column === undefined && sorted[0] >= 0 && sorted[sorted.length - 1] <= 1;
  const { metric = isAccuracy ? "accuracy" : column } = options;
  const { unit = isAccuracy ? "networks" : column === undefined ? "values" : "rows" } = options;
  const heading = title ?? `${metric === undefined ? "" : `${metric} of `}${numbers.length} ${unit}`;
  const middle = (sorted.length - 1) / 2;
  const median = (sorted[Math.floor(middle)] + sorted[Math.ceil(middle)]) / 2;
  const range = [sorted[0], median, sorted[sorted.length - 1]].map((value) => value.toFixed(4));
  return new Figure(
    [{ type: "bar", x, y, marker: { color: PALETTE[1] } }],
    {
      title: { text: heading },
      width: 760,
      height: 360,
      margin: { l: 60, r: 20, t: 60, b: 60 },
      xaxis: { title: { text: metric ?? "value" } },
      yaxis: { title: { text: unit } },
      bargap: 0.1,
    },
    `${heading}: from ${range[0]} to ${range[2]}, the median is ${range[1]}`,
  );
}

/** The name of a column of a danfojs frame; those of a list are numbers. */
function columnName(values: ArrayInput): string | undefined {
  const { columns } = (values ?? {}) as { columns?: unknown };
  const [name] = Array.isArray(columns) && columns.length === 1 ? columns : [];
  return typeof name === "string" && !/^\d*$/.test(name) ? name : undefined;
}

/** Centres and heights of the bars, from sorted values. */
function count(values: Float64Array, bins?: number): { x: number[]; y: number[] } {
  const distinct = new Map<number, number>();
  for (const value of values) distinct.set(value, (distinct.get(value) ?? 0) + 1);
  if (distinct.size === 1 || (bins === undefined && distinct.size <= MAX_BARS)) {
    return { x: [...distinct.keys()], y: [...distinct.values()] };
  }
  const size = bins ?? MAX_BARS;
  const low = values[0];
  const width = (values[values.length - 1] - low) / size;
  const y = new Array<number>(size).fill(0);
  for (const value of values) y[Math.min(size - 1, Math.floor((value - low) / width))]++;
  return { x: y.map((_, i) => low + (i + 0.5) * width), y };
}
