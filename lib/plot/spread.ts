import { ValueError } from "../errors.ts";
import { Figure } from "./figure.ts";
import { PALETTE } from "./palette.ts";

export interface SpreadOptions {
  /** What the values are, for the axis. Default `"accuracy"`. */
  metric?: string;
  /** What each value is one of, for the other axis. Default `"networks"`. */
  unit?: string;
  /** Default: the metric, then the number of values. */
  title?: string;
}

const MOST_BARS = 60;

/**
 * How often each value came up: a bar for every distinct value, or, if there are more than 60, for each of 60 ranges of
 * equal width. Accuracies on n samples take few values, and a bar each shows them as they are.
 *
 * @param values one figure per network
 * @throws ValueError when there are none, or one is not finite
 */
export function spread(
  values: ArrayLike<number>,
  { metric = "accuracy", unit = "networks", title }: SpreadOptions = {},
): Figure {
  const figures = Array.from(values);
  if (figures.length === 0) throw new ValueError("Expected at least one value to draw. Received: none");
  const bad = figures.findIndex((value) => !Number.isFinite(value));
  if (bad !== -1) throw new ValueError(`Expected finite values. Received: ${figures[bad]} at index ${bad}`);

  // Its ends are least and most: Math.min(...figures) would put every figure on the stack, where many do not fit.
  const sorted = Float64Array.from(figures).sort();
  const { x, y } = count(sorted);
  const heading = title ?? `${metric} of ${figures.length} ${unit}`;
  const median = sorted[Math.floor((sorted.length - 1) / 2)];
  const range = [sorted[0], median, sorted[sorted.length - 1]].map((value) => value.toFixed(4));
  return new Figure(
    [{ type: "bar", x, y, marker: { color: PALETTE[1] } }],
    {
      title: { text: heading },
      width: 760,
      height: 360,
      margin: { l: 60, r: 20, t: 60, b: 60 },
      xaxis: { title: { text: metric } },
      yaxis: { title: { text: unit } },
      bargap: 0.1,
    },
    `${heading}: from ${range[0]} to ${range[2]}, the median is ${range[1]}`,
  );
}

/** Middles of the bars, and their heights, of sorted values. */
function count(values: Float64Array): { x: number[]; y: number[] } {
  const distinct = new Map<number, number>();
  for (const value of values) distinct.set(value, (distinct.get(value) ?? 0) + 1);
  if (distinct.size <= MOST_BARS) {
    return { x: [...distinct.keys()], y: [...distinct.values()] };
  }
  const low = values[0];
  const width = (values[values.length - 1] - low) / MOST_BARS;
  const y = new Array<number>(MOST_BARS).fill(0);
  for (const value of values) y[Math.min(MOST_BARS - 1, Math.floor((value - low) / width))]++;
  return { x: y.map((_, i) => low + (i + 0.5) * width), y };
}
