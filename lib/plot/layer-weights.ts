import { ValueError } from "../errors.ts";
import { asArray, type NDArray } from "../ndarray.ts";
import { Figure, type PlotlyObject } from "./figure.ts";

/** A layer with a kernel `[inputs, units]`, and perhaps a bias `[units]`. */
export interface LayerLike {
  readonly name: string;
  readonly built: boolean;
  getWeights(): NDArray[];
}

export interface LayerWeightsOptions {
  /** Names of the inputs, for the rows. Default: their numbers. */
  featureNames?: readonly string[];
  /** Default: the layer's name. */
  title?: string;
}

/** Blue below zero, red above, as ColorBrewer's "RdBu": apart for colour-blind readers, and by lightness from zero. */
const DIVERGING = [
  [0, "#2166ac"],
  [0.25, "#92c5de"],
  [0.5, "#f7f7f7"],
  [0.75, "#f4a582"],
  [1, "#b2182b"],
];
/** Cells along a side beyond which neighbours are drawn as one, by their mean. */
const MOST_CELLS = 100;

/**
 * The weights of a layer as a heat map: a row for each input, a column for each unit, and under them the biases.
 *
 * @param layer a built layer with a kernel, such as `model.layers[0]`
 * @throws ValueError for a layer that is not built or has no weights, and for another number of names
 */
export function layerWeights(layer: LayerLike, { featureNames, title }: LayerWeightsOptions = {}): Figure {
  if (typeof layer?.getWeights !== "function") {
    throw new ValueError("Expected a layer, such as `model.layers[0]`. Received: something without weights");
  }
  if (!layer.built) {
    throw new ValueError(
      `Layer '${layer.name}' has no weights yet, as it is not built. Give the first layer an \`inputShape\`, or fit the model first.`,
    );
  }
  const [kernel, bias] = layer.getWeights().map((weights) => asArray(weights, "float64"));
  if (kernel?.ndim !== 2) {
    throw new ValueError(
      `Layer '${layer.name}' has no weights to draw. Expected a layer with a kernel, as Dense.`,
    );
  }
  const [inputs, units] = kernel.shape;
  if (featureNames !== undefined && featureNames.length !== inputs) {
    throw new ValueError(`Expected ${inputs} featureNames. Received: ${featureNames.length}`);
  }
  const heading = title ?? `Weights of ${layer.name}`;
  const cells = pooled(kernel.values, inputs, units);
  const biases = bias && pooled(bias.values, 1, units);
  const largest = Math.max(...[...cells, ...(biases ?? [])].map(maxAbs)) || 1;
  const isWhole = cells.length === inputs && cells[0].length === units;
  const rows = isWhole ? (featureNames ?? range(inputs)) : undefined;
  const longest = Math.max(4, ...(featureNames ?? []).map((name) => name.length));
  const left = 50 + Math.min(7 * longest, 220);
  const plotHeight = Math.min(520, Math.max(160, 16 * cells.length));
  const biasShare = bias ? Math.max(0.05, 16 / plotHeight) : 0;
  const gap = bias ? 10 / plotHeight : 0;
  const scale = { zmin: -largest, zmax: largest, colorscale: DIVERGING };
  const colorbar = { title: { text: "weight" }, thickness: 14, outlinewidth: 0 };
  const data: PlotlyObject[] = [
    {
      type: "heatmap",
      z: cells,
      ...(rows ? { y: rows } : middles("y", inputs, cells.length)),
      ...(!isWhole && middles("x", units, cells[0].length)),
      ...scale,
      colorbar,
      hovertemplate: "input %{y}, unit %{x}<br>%{z:.4f}<extra></extra>",
    },
  ];
  if (bias) {
    data.push({
      type: "heatmap",
      z: biases,
      y: ["bias"],
      ...(!isWhole && middles("x", units, cells[0].length)),
      yaxis: "y2",
      ...scale,
      showscale: false,
      hovertemplate: "bias of unit %{x}<br>%{z:.4f}<extra></extra>",
    });
  }
  const tidy = { showgrid: false, zeroline: false, ticks: "", ticklabelstandoff: 4 };
  return new Figure(
    data,
    {
      title: { text: heading },
      width: left + Math.min(520, Math.max(260, 40 * cells[0].length)) + 110,
      height: plotHeight + 120,
      margin: { l: left, r: 110, t: 60, b: 60 },
      xaxis: {
        title: { text: "unit" },
        anchor: bias ? "y2" : "y",
        ...(isWhole && units <= 20 && { dtick: 1 }),
        ...tidy,
      },
      yaxis: {
        title: { text: "input" },
        domain: [biasShare + gap, 1],
        autorange: "reversed",
        ...(isWhole && inputs <= 30 && { dtick: 1 }),
        ...(rows &&
          featureNames && {
            type: "category",
            tickmode: "array",
            tickvals: rows,
            tickfont: { size: 11 },
          }),
        ...tidy,
      },
      ...(bias && { yaxis2: { domain: [0, biasShare], ...tidy } }),
    },
    `${heading}: ${inputs} inputs by ${units} units${bias ? ", and the biases" : ""}; ` +
      `from ${minimum(kernel.values).toFixed(3)} to ${maximum(kernel.values).toFixed(3)}` +
      `${isWhole ? "" : `; drawn as means over ${cells.length} by ${cells[0].length} cells`}`,
  );
}

/** The matrix in at most 100 × 100 cells, each the mean of those that it stands for. */
function pooled(values: ArrayLike<number>, rows: number, columns: number): Float32Array[] {
  const [height, width] = [Math.min(rows, MOST_CELLS), Math.min(columns, MOST_CELLS)];
  const start = (i: number, of: number, count: number) => Math.floor((i * of) / count);
  return Array.from({ length: height }, (_, i) =>
    Float32Array.from({ length: width }, (_, j) => {
      let sum = 0;
      let count = 0;
      for (let row = start(i, rows, height); row < start(i + 1, rows, height); row++) {
        for (let column = start(j, columns, width); column < start(j + 1, columns, width); column++) {
          sum += values[row * columns + column];
          count++;
        }
      }
      return sum / count;
    }),
  );
}

/** Where the middle of the first of `cells` is among `count`, and how far it is to the next. */
function middles(axis: "x" | "y", count: number, cells: number): PlotlyObject {
  return { [`${axis}0`]: (count / cells - 1) / 2, [`d${axis}`]: count / cells };
}

function range(count: number): number[] {
  return Array.from({ length: count }, (_, i) => i);
}

function minimum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => Math.min(a, b));
}

function maximum(values: ArrayLike<number>): number {
  return Array.from(values).reduce((a, b) => Math.max(a, b));
}

function maxAbs(values: ArrayLike<number>): number {
  return Math.max(-minimum(values), maximum(values));
}
