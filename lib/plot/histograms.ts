import { ValueError } from "../errors.ts";
import type { ArrayInput } from "../ndarray.ts";
import { type ClassGroup, classGroups } from "./class-groups.ts";
import { Figure, type PlotlyObject } from "./figure.ts";
import { axisKey, axisName } from "./figure-json.ts";
import { type Columns, type ColumnsOptions, type NamedColumn, readColumns } from "./frame-columns.ts";

export interface HistogramsOptions extends ColumnsOptions {
  /** `[n]` labels, or the name of their column: each class gets its own colour. Default: none. */
  y?: ArrayInput | readonly string[] | string;
  /** Names of the classes, in the order of the labels. Default: the labels. */
  targetNames?: readonly string[];
  /** Number of bins of equal width, from 1 to 200. Default 20. */
  bins?: number;
  /** Default `"Histograms"`. */
  title?: string;
}

/** More panels would be unreadable, and make the notebook slow to open. */
const MAX_PANELS = 12;
const PANEL = { width: 160, height: 125 };

/**
 * Draws a histogram of each column, one panel each, with the classes overlaid. Without `columns`, the first 12 are drawn.
 *
 * @param data a danfojs frame, a matrix `[samples, features]`, or an object with an array per column
 * @param options columns, labels, bins and title
 * @throws ValueError for data without numbers, unknown columns, more than 12 named columns, and an invalid `bins`
 * @example
 * histograms({ width: [1, 2, 2, 3], height: [4, 4, 5, 6] }, { y: [0, 0, 1, 1], bins: 4 });
 *
 * After pandas' `DataFrame.hist`.
 */
export function histograms(data: Columns, options: HistogramsOptions = {}): Figure {
  const { y, targetNames, bins = 20, title = "Histograms" } = options;
  if (!Number.isInteger(bins) || bins < 1 || bins > 200) {
    throw new ValueError(`Expected \`bins\` to be a whole number from 1 to 200. Received: ${bins}`);
  }
  if ((options.columns?.length ?? 0) > MAX_PANELS) {
    throw new ValueError(`Expected at most ${MAX_PANELS} columns. Received: ${options.columns?.length}`);
  }
  const all = readColumns(data, options, typeof y === "string" ? y : undefined);
  const columns = all.slice(0, MAX_PANELS);
  const groups = classGroups(labelsOf(data, y), columns[0].values.length, targetNames);
  // Three panels fill the width of a notebook's cell.
  const across = Math.min(3, columns.length <= 3 ? columns.length : Math.ceil(Math.sqrt(columns.length)));
  const down = Math.ceil(columns.length / across);
  const part = columns.length < all.length ? ` of the first ${columns.length} of ${all.length} columns` : "";
  const heading = `${title}${part}`;
  return new Figure(
    columns.flatMap((column, panel) =>
      binned(column, bins, groups).map(({ counts, low, width, group }) => ({
        type: "bar",
        name: group.name,
        legendgroup: group.name,
        showlegend: panel === 0 && groups.length > 1,
        x0: low + width / 2,
        dx: width,
        y: counts,
        xaxis: axisName("x", panel),
        yaxis: axisName("y", panel),
        marker: { color: group.color, opacity: groups.length > 1 ? 0.7 : 1 },
      })),
    ),
    {
      title: { text: heading },
      barmode: "overlay",
      bargap: 0,
      width: Math.max(420, 70 + across * (PANEL.width + 30)),
      height: 70 + down * (PANEL.height + 50) + (groups.length > 1 ? 40 : 10),
      margin: { l: 50, r: 20, t: 60, b: groups.length > 1 ? 40 : 10 },
      ...(groups.length > 1 && {
        legend: { orientation: "h", x: 0.5, xanchor: "center", y: 0, yanchor: "bottom", yref: "container" },
      }),
      ...Object.fromEntries(columns.flatMap(({ name }, i) => axes(name, i, across, down))),
    },
    `${heading}, ${columns[0].values.length} rows: ${columns.map(({ name }) => name).join(", ")}` +
      (groups.length > 1 ? `, by class: ${groups.map(({ name }) => name).join(", ")}` : ""),
  );
}

/** The labels: `y` itself, or the column that it names. */
export function labelsOf(
  data: Columns,
  y: ArrayInput | readonly string[] | string | undefined,
): ArrayInput | readonly string[] | undefined {
  if (typeof y !== "string") return y;
  const frame = data as { columns?: readonly string[]; values?: unknown[][] };
  const index = frame.columns?.indexOf(y) ?? -1;
  const column = index >= 0 ? frame.values?.map((row) => row[index]) : (data as Record<string, unknown>)[y];
  if (!Array.isArray(column) && !ArrayBuffer.isView(column)) {
    throw new ValueError(
      `Expected \`y\` to be labels or the name of a column. Received: y=${JSON.stringify(y)}`,
    );
  }
  return column as number[];
}

/** Counts per class, in bins that all classes share. */
export function binned({ values }: NamedColumn, bins: number, groups: readonly ClassGroup[]) {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  // A constant column gets a range of width 1 around its value, as in NumPy.
  const start = high === low ? low - 0.5 : low;
  const width = (high === low ? 1 : high - low) / bins;
  return groups.map((group) => {
    const counts = new Array<number>(bins).fill(0);
    for (const i of group.indices) counts[Math.min(bins - 1, Math.floor((values[i] - start) / width))]++;
    return { counts, low: start, width, group };
  });
}

function axes(name: string, panel: number, across: number, down: number): [string, PlotlyObject][] {
  const [column, row] = [panel % across, Math.floor(panel / across)];
  const gap = { x: 40 / (across * (PANEL.width + 30)), y: 50 / (down * (PANEL.height + 50)) };
  const left = column / across + (column === 0 ? 0 : gap.x / 2);
  const bottom = 1 - (row + 1) / down;
  const font = { size: 10 };
  return [
    [
      axisKey("x", panel),
      {
        domain: [left, (column + 1) / across - gap.x / 2],
        anchor: axisName("y", panel),
        title: { text: name, font: { size: 11 }, standoff: 4 },
        tickfont: font,
        ticklabelstandoff: 5,
        nticks: 5,
        zeroline: false,
        automargin: false,
      },
    ],
    [
      axisKey("y", panel),
      {
        domain: [bottom + gap.y, 1 - row / down],
        anchor: axisName("x", panel),
        tickfont: font,
        nticks: 4,
        automargin: false,
      },
    ],
  ];
}
