import { ValueError } from "../errors.ts";
import type { ArrayInput } from "../ndarray.ts";
import { type ClassGroup, classGroups } from "./class-groups.ts";
import { Figure, type PlotlyObject } from "./figure.ts";
import { axisKey, axisName } from "./figure-json.ts";
import { type Columns, type ColumnsOptions, type NamedColumn, readColumns } from "./frame-columns.ts";
import { binned, labelsOf } from "./histograms.ts";

export interface ScatterMatrixOptions extends ColumnsOptions {
  /** `[n]` labels, or the name of their column: each class gets its own colour and symbol. Default: none. */
  y?: ArrayInput | readonly string[] | string;
  /** Names of the classes, in the order of the labels. Default: the labels. */
  targetNames?: readonly string[];
  /** Default `"Scatter matrix"`. */
  title?: string;
}

/** Number of columns drawn by default, and at most. */
const DEFAULT_COLUMNS = 4;
const MAX_COLUMNS = 6;
/** More points would hide one another: every n-th row is drawn. */
const MAX_ROWS = 1000;
const PANEL = 165;
const BINS = 16;

/**
 * Draws a scatter plot of each pair of columns, below a diagonal of histograms: it shows which columns separate the
 * classes, and which are correlated. Without `columns`, the first four are drawn.
 *
 * @param data a danfojs frame, a matrix `[samples, features]`, or an object with an array per column
 * @param options two to six columns, labels and title
 * @throws ValueError for fewer than two columns, more than six named columns, and values that are not numbers
 * @example
 * scatterMatrix({ width: [1, 2, 3, 4], height: [4, 1, 3, 2] }, { y: ["a", "b", "b", "a"] });
 *
 * After `pandas.plotting.scatter_matrix`.
 */
export function scatterMatrix(data: Columns, options: ScatterMatrixOptions = {}): Figure {
  const { y, targetNames, title = "Scatter matrix" } = options;
  const all = readColumns(data, options, typeof y === "string" ? y : undefined);
  const columns = options.columns === undefined ? all.slice(0, DEFAULT_COLUMNS) : all;
  const size = columns.length;
  if (size < 2 || size > MAX_COLUMNS) {
    throw new ValueError(
      `Expected from two to ${MAX_COLUMNS} columns. Received: ${size}. Select them with \`columns\`.`,
    );
  }
  const count = columns[0].values.length;
  const step = Math.ceil(count / MAX_ROWS);
  const groups = classGroups(labelsOf(data, y), count, targetNames);
  const part = [
    ...(size < all.length ? [`the first ${size} of ${all.length} columns`] : []),
    ...(step > 1 ? [`one row of ${step}`] : []),
  ];
  const heading = part.length === 0 ? title : `${title} of ${part.join(", ")}`;
  const traces: PlotlyObject[] = [];
  const layout: Record<string, PlotlyObject> = {};
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const panel = Object.keys(layout).length / 2;
      for (const group of groups) {
        const at = {
          xaxis: axisName("x", panel),
          yaxis: axisName("y", panel),
          name: group.name,
          legendgroup: group.name,
        };
        const trace =
          row === column
            ? diagonal(columns[row], group, groups.length)
            : cloud(columns[column], columns[row], group, step);
        traces.push({ ...trace, ...at, showlegend: groups.length > 1 && row === 1 && column === 0 });
      }
      Object.assign(layout, axes({ row, column, size, panel, columns }));
    }
  }
  return new Figure(
    traces,
    {
      title: { text: heading },
      width: 90 + PANEL * size,
      height: 130 + PANEL * size,
      margin: { l: 70, r: 20, t: 60, b: 70 },
      barmode: "overlay",
      bargap: 0,
      legend: { x: 0.98, xanchor: "right", y: 0.98, yanchor: "top" },
      ...layout,
    },
    `${heading}: every pair of ${columns.map(({ name }) => name).join(", ")}` +
      (groups.length > 1 ? `, by class: ${groups.map(({ name }) => name).join(", ")}` : ""),
  );
}

/** The points of a class. */
export function cloud(x: NamedColumn, y: NamedColumn, group: ClassGroup, step: number): PlotlyObject {
  const drawn = group.indices.filter((_, i) => i % step === 0);
  return {
    type: "scatter",
    mode: "markers",
    x: Float32Array.from(drawn, (i) => x.values[i]),
    y: Float32Array.from(drawn, (i) => y.values[i]),
    marker: { color: group.color, symbol: group.symbol, size: 5, opacity: 0.75 },
    hovertemplate: `${x.name} %{x}<br>${y.name} %{y}`,
  };
}

function diagonal(column: NamedColumn, group: ClassGroup, classes: number): PlotlyObject {
  const [{ counts, low, width }] = binned(column, BINS, [group]);
  return {
    type: "bar",
    x0: low + width / 2,
    dx: width,
    y: counts,
    marker: { color: group.color, opacity: classes > 1 ? 0.7 : 1 },
  };
}

interface Panel {
  row: number;
  column: number;
  size: number;
  panel: number;
  columns: readonly NamedColumn[];
}

/** Only the outer panels have tick labels and axis titles. */
function axes({ row, column, size, panel, columns }: Panel): Record<string, PlotlyObject> {
  const gap = 0.014;
  const domain = (index: number) => [index / size + gap / 2, (index + 1) / size - gap / 2];
  const isBottom = row === size - 1;
  const isLeft = column === 0 && row > 0;
  const font = {
    tickfont: { size: 10 },
    ticklabelstandoff: 4,
    nticks: 4,
    zeroline: false,
    automargin: false,
  };
  const heading = (name: string) => ({ text: name, font: { size: 11 }, standoff: 6 });
  return {
    [axisKey("x", panel)]: {
      domain: domain(column),
      anchor: axisName("y", panel),
      showticklabels: isBottom,
      ...font,
      ...(isBottom && { title: heading(columns[column].name) }),
    },
    [axisKey("y", panel)]: {
      domain: domain(size - 1 - row),
      anchor: axisName("x", panel),
      showticklabels: isLeft,
      ...font,
      ...(isLeft && { title: heading(columns[row].name) }),
    },
  };
}
