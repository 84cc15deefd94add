import { ValueError } from "../errors.ts";
import { asArray, type NDArray } from "../ndarray.ts";
import { Figure, type PlotlyObject } from "./figure.ts";

/** A layer with a kernel `[inputs, units]` and an optional bias `[units]`, such as `Dense`. */
export interface LayerLike {
  readonly name: string;
  readonly built: boolean;
  getWeights(): NDArray[];
}

export interface LayerWeightsOptions {
  /** Names of the inputs, one per row. Default: their indices. */
  featureNames?: readonly string[];
  /** Default: `Weights of` and the layer's name. */
  title?: string;
}

/** ColorBrewer's "RdBu", reversed: blue below zero, red above; safe for colour-blind readers. */
const DIVERGING = [
  [0, "#2166ac"],
  [0.25, "#92c5de"],
  [0.5, "#f7f7f7"],
  [0.75, "#f4a582"],
  [1, "#b2182b"],
];
/** Larger matrices are downsampled: neighbouring cells are averaged. */
const MAX_CELLS = 100;

/**
 * Draws the weights of a layer as a heat map: a row for each input, a column for each unit, and the biases below.
 *
 * @param layer a built layer with a kernel, such as `model.layers[0]`
 * @param options names of the inputs and title
 * @throws ValueError for a layer that is not built or has no kernel, and unless there is one name per input
 * @example
 * import { Dense, Sequential } from "../lib/keras";
 *
 * const model = new Sequential([new Dense(3, { inputShape: [2] })]);
 * layerWeights(model.layers[0], { featureNames: ["width", "height"] });
 */
export function layerWeights(layer: LayerLike, { featureNames, title }: LayerWeightsOptions = {}): Figure {
  if (typeof layer?.getWeights !== "function") {
    throw new ValueError("Expected a layer, such as `model.layers[0]`. Received: something without weights");
  }
  if (!layer.built) {
    throw new ValueError(
      `Layer '${layer.name}' has no weights because it is not built. Give the first layer an \`inputShape\`, or fit the model first.`,
    );
  }
  const [kernel, bias] = layer.getWeights().map((weights) => asArray(weights, "float64"));
  if (kernel?.ndim !== 2) {
    throw new ValueError(
      `Layer '${layer.name}' has no weights to draw. Expected a layer with a kernel, such as Dense.`,
    );
  }
  const [inputs, units] = kernel.shape;
  if (featureNames !== undefined && featureNames.length !== inputs) {
    throw new ValueError(`Expected ${inputs} featureNames. Received: ${featureNames.length}`);
  }
  const heading = title ?? `Weights of ${layer.name}`;
  const cells = downsampled(kernel.values, inputs, units);
  const biases = bias && downsampled(bias.values, 1, units);
  const largest = Math.max(...[...cells, ...(biases ?? [])].map(maxAbs)) || 1;
  const isWhole = cells.length === inputs && cells[0].length === units;
  const rows = isWhole ? (featureNames ?? range(inputs)) : undefined;
  const longestName = Math.max(4, ...(featureNames ?? []).map((name) => name.length));
  const left = 50 + Math.min(7 * longestName, 220);
  const plotHeight = Math.min(520, Math.max(160, 16 * cells.length));
  const biasShare = bias ? Math.max(0.05, 16 / plotHeight) : 0;
  const gap = bias ? 10 / plotHeight : 0;
  const scale = { zmin: -largest, zmax: largest, colorscale: DIVERGING };
  const colorbar = { title: { text: "weight" }, thickness: 14, outlinewidth: 0 };
  const data: PlotlyObject[] = [
    {
      type: "heatmap",
      z: cells,
      ...(rows ? { y: rows } : centres("y", inputs, cells.length)),
      ...(!isWhole && centres("x", units, cells[0].length)),
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
      ...(!isWhole && centres("x", units, cells[0].length)),
      yaxis: "y2",
      ...scale,
      showscale: false,
      hovertemplate: "bias of unit %{x}<br>%{z:.4f}<extra></extra>",
    });
  }
  const plainAxis = { showgrid: false, zeroline: false, ticks: "", ticklabelstandoff: 4 };
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
        ...plainAxis,
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
        ...plainAxis,
      },
      ...(bias && { yaxis2: { domain: [0, biasShare], ...plainAxis } }),
    },
    `${heading}: ${inputs} inputs by ${units} units${bias ? ", and the biases" : ""}; ` +
      `from ${minimum(kernel.values).toFixed(3)} to ${maximum(kernel.values).toFixed(3)}` +
      `${isWhole ? "" : `; drawn as means over ${cells.length} by ${cells[0].length} cells`}`,
  );
}

/** The matrix, reduced to at most 100 × 100 cells by averaging. */
function downsampled(values: ArrayLike<number>, rows: number, columns: number): Float32Array[] {
  const [height, width] = [Math.min(rows, MAX_CELLS), Math.min(columns, MAX_CELLS)];
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

/** Plotly's start and step of the cells' centres, if `count` rows or columns are drawn as `cells`. */
function centres(axis: "x" | "y", count: number, cells: number): PlotlyObject {
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
