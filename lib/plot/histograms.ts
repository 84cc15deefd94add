import { ValueError } from "../errors.ts";
import type { ArrayInput } from "../ndarray.ts";
import { classGroups } from "./class-groups.ts";
import { Figure, type PlotlyObject } from "./figure.ts";
import { type Columns, type ColumnsOptions, type NamedColumn, readColumns } from "./frame-columns.ts";

export interface HistogramsOptions extends ColumnsOptions {
  /** Labels `[n]`, or the name of the column that holds them: one colour a class. Default: none. */
  y?: ArrayInput | readonly string[] | string;
  /** What to call the classes, in the labels' order. Default: the labels. */
  targetNames?: readonly string[];
  /** Ranges of equal width, default 20. */
  bins?: number;
  /** Default `"Histograms"`. */
  title?: string;
}

/** More panels make a picture that nobody reads and a notebook that nobody opens. */
export const MOST_PANELS = 12;
const PANEL = { width: 160, height: 125 };

/**
 * How the values of each column are spread: a panel for each of the first 12 columns, or of those named, the classes
 * over one another.
 *
 * @param data a danfojs frame, a matrix `[samples, features]`, or lists of numbers by name
 * @throws ValueError for no numbers, unknown columns, more than 12 named, a bad number of bins
 *
 * After pandas' `DataFrame.hist`.
 */
export function histograms(data: Columns, options: HistogramsOptions = {}): Figure {
  const { y, targetNames, bins = 20, title = "Histograms" } = options;
  if (!Number.isInteger(bins) || bins < 1 || bins > 200) {
    throw new ValueError(`Expected \`bins\` to be a whole number from 1 to 200. Received: ${bins}`);
  }
  if ((options.columns?.length ?? 0) > MOST_PANELS) {
    throw new ValueError(`Expected at most ${MOST_PANELS} columns. Received: ${options.columns?.length}`);
  }
  const all = readColumns(data, options, typeof y === "string" ? y : undefined);
  const columns = all.slice(0, MOST_PANELS);
  const groups = classGroups(labelsOf(data, y), columns[0].values.length, targetNames);
  // Three are as wide as a notebook's cell.
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

/** The labels, from the frame where they are one of its columns. */
export function labelsOf(
  data: Columns,
  y: ArrayInput | readonly string[] | string | undefined,
): ArrayInput | readonly string[] | undefined {
  if (typeof y !== "string") return y;
  const frame = data as { columns?: readonly string[]; values?: unknown[][] };
  const place = frame.columns?.indexOf(y) ?? -1;
  const own = place >= 0 ? frame.values?.map((row) => row[place]) : (data as Record<string, unknown>)[y];
  if (!Array.isArray(own) && !ArrayBuffer.isView(own)) {
    throw new ValueError(
      `Expected \`y\` to be labels or the name of a column. Received: y=${JSON.stringify(y)}`,
    );
  }
  return own as number[];
}

type Group = ReturnType<typeof classGroups>[number];

/** Counts per class in ranges that all classes share. */
function binned({ values }: NamedColumn, bins: number, groups: readonly Group[]) {
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  // A column of one value has one bar, one wide, as NumPy's.
  const start = high === low ? low - 0.5 : low;
  const width = ((high === low ? 1 : high - low) / bins) as number;
  return groups.map((group) => {
    const counts = new Array<number>(bins).fill(0);
    for (const i of group.indices) counts[Math.min(bins - 1, Math.floor((values[i] - start) / width))]++;
    return { counts, low: start, width, group };
  });
}

/** Plotly's name of a panel's axis: `x`, `x2`, `x3`. */
export function axisName(letter: "x" | "y", panel: number): string {
  return panel === 0 ? letter : `${letter}${panel + 1}`;
}

function axes(name: string, panel: number, across: number, down: number): [string, PlotlyObject][] {
  const [column, row] = [panel % across, Math.floor(panel / across)];
  const number = panel === 0 ? "" : String(panel + 1);
  const gap = { x: 40 / (across * (PANEL.width + 30)), y: 50 / (down * (PANEL.height + 50)) };
  const left = column / across + (column === 0 ? 0 : gap.x / 2);
  const bottom = 1 - (row + 1) / down;
  const font = { size: 10 };
  return [
    [
      `xaxis${number}`,
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
      `yaxis${number}`,
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
