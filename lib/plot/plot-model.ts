import { received, ValueError } from "../errors.ts";
import { Figure, type PlotlyObject } from "./figure.ts";
import { edges, type NetworkColumn, unitPositions } from "./network-diagram.ts";
import { PALETTE } from "./palette.ts";
import { LIGHT } from "./theme.ts";

/** The part of a Keras model that `plotModel` reads. */
export interface ModelLike {
  readonly name: string;
  readonly built: boolean;
  readonly inputShape: readonly (number | null)[] | undefined;
  readonly layers: readonly ModelLayer[];
  /** The calls of the layers; undefined for a model whose code calls them. */
  readonly graph?: { readonly nodes: readonly ModelCall[] } | undefined;
  countParams(): number;
}

/** A call of a layer, with the tensors that it takes. */
interface ModelCall {
  readonly layer: { readonly name: string };
  readonly parents: readonly { readonly node: ModelCall }[];
}

/** The part of a Keras layer that `plotModel` reads. */
export interface ModelLayer {
  readonly name: string;
  readonly className: string;
  readonly inputShape: readonly (number | null)[] | undefined;
  readonly outputShape: readonly (number | null)[];
  readonly weights: readonly { readonly shape: readonly number[] }[];
  countParams(): number;
  getConfig(): Record<string, unknown>;
}

export interface PlotModelOptions {
  /** Default: the model's name and its number of parameters. */
  title?: string;
}

const COLUMN = 135;
const TOP = 60;
/** Height of the diagram if a layer fills it; less for narrower networks. */
const DIAGRAM = 300;
const LABELS = 110;
/** A deeper network is drawn with its first and last layers only. */
const MAX_LAYERS = 5;

/**
 * Draws a network as a diagram: a column of circles for each layer, lines between units that a weight or an elementwise layer connects
 * (wide layers are abbreviated), and below each column the layer's name, class, activation, units and parameters.
 *
 * @param model a built model
 * @param options title
 * @throws ValueError for a model that is not built, has no layers, or whose layers are no chain
 * @example
 * import { Dense, Sequential } from "../lib/keras";
 *
 * plotModel(new Sequential([new Dense(3, { inputShape: [2] }), new Dense(1, { activation: "sigmoid" })]));
 *
 * Named after `keras.utils.plot_model`, which draws boxes.
 */
export function plotModel(model: ModelLike, { title }: PlotModelOptions = {}): Figure {
  if (!Array.isArray(model?.layers)) {
    throw new ValueError(`Expected a model. Received: ${received(model)}`);
  }
  if (!model.built || model.inputShape === undefined) {
    throw new ValueError(
      `This model has not yet been built, so it has no shapes to draw. Give the first layer of '${model.name}' an ` +
        "`inputShape`, or call `build` or `fit` first.",
    );
  }
  if (model.layers.length === 0) throw new ValueError(`Model '${model.name}' has no layers to draw.`);
  checkChain(model);
  // The calls have operations of `keras.ops`, too.
  const called = model.graph?.nodes.map(({ layer }) => layer as ModelLayer);
  const layers = called ?? model.layers.filter(({ className }) => className !== "InputLayer");
  const columns = shortened([inputColumn(model.inputShape), ...layers.map(layerColumn)]);
  const parameters = (count: number) => `${count.toLocaleString("en")} parameter${count === 1 ? "" : "s"}`;
  const heading = title ?? `${model.name}: ${parameters(model.countParams())}`;
  const positions = columns.map((column, i) => unitPositions(column, i));
  const heights = positions.flat().map(({ y }) => Math.abs(y - 0.5));
  const half = Math.max(0.15, ...heights) + 0.05;
  const line = { color: LIGHT.axis, width: 0.6 };
  const data: PlotlyObject[] = [
    { type: "scatter", mode: "lines", hoverinfo: "skip", line, opacity: 0.6, ...edges(columns, positions) },
    ...columns.map((column, i) => ({
      type: "scatter",
      mode: "markers",
      x: positions[i].map(({ x }) => x),
      y: positions[i].map(({ y }) => y),
      text: positions[i].map(({ unit }) => `${column.title}, unit ${unit}`),
      hoverinfo: "text",
      marker: {
        size: 16,
        color: column.kind === "input" ? LIGHT.paper : PALETTE[column.kind === "output" ? 0 : 1],
        line: { color: column.kind === "input" ? LIGHT.axis : LIGHT.paper, width: 1.5 },
      },
    })),
  ];
  const width = Math.max(480, 40 + COLUMN * columns.length);
  return new Figure(
    data,
    {
      title: { text: heading },
      width,
      height: TOP + Math.round((DIAGRAM * half) / 0.55) + LABELS,
      margin: { l: 20, r: 20, t: TOP, b: LABELS },
      showlegend: false,
      hovermode: "closest",
      xaxis: { visible: false, range: [-0.5, columns.length - 0.5], fixedrange: true },
      yaxis: { visible: false, range: [0.5 - half, 0.5 + half], fixedrange: true },
      annotations: columns.flatMap((column, i) => labels(column, i)),
    },
    `Network ${heading}: ${columns.map(({ title, lines }) => [title, ...lines].filter(Boolean).join(", ")).join("; ")}`,
  );
}

/** @throws ValueError if a layer takes anything but the output of the one before, so that columns would tell another order */
function checkChain({ name, graph }: ModelLike): void {
  const calls = graph?.nodes ?? [];
  const odd = calls.find(
    ({ parents }, i) => parents.length > 1 || (i > 0 && parents.some(({ node }) => node !== calls[i - 1])),
  );
  if (odd === undefined) return;
  throw new ValueError(
    `Expected a model whose layers form a chain, each taking the output of the one before. Received: '${name}', which has ` +
      `branches at '${odd.layer.name}'. \`model.summary()\` lists the connections of its layers.`,
  );
}

function inputColumn(shape: readonly (number | null)[]): NetworkColumn {
  const sizes = shape.slice(1);
  const units = product(sizes);
  return {
    title: "input",
    lines: [sizes.length > 1 ? sizes.join(" × ") : `${units} value${units === 1 ? "" : "s"}`],
    units,
    kind: "input",
    connections: "none",
  };
}

function layerColumn(layer: ModelLayer, index: number, all: readonly ModelLayer[]): NetworkColumn {
  const units = product(layer.outputShape.slice(1));
  const count = layer.countParams();
  const { activation, rate } = layer.getConfig();
  const detail =
    typeof activation === "string" ? ` · ${activation}` : typeof rate === "number" ? ` · ${rate}` : "";
  return {
    title: layer.name,
    lines: [
      `${layer.className}${detail}`,
      `${units} unit${units === 1 ? "" : "s"}`,
      ...(count > 0 ? [`${count.toLocaleString("en")} parameter${count === 1 ? "" : "s"}`] : []),
    ],
    units,
    kind: index === all.length - 1 ? "output" : "hidden",
    connections: connectionsOf(layer, units),
  };
}

function connectionsOf(
  { weights, inputShape = [] }: ModelLayer,
  units: number,
): NetworkColumn["connections"] {
  // A kernel, from the values of the layer before: an embedding has a row for each word instead.
  if (weights.some(({ shape }) => shape.length > 1 && shape.at(-2) === inputShape.at(-1))) return "all";
  // A layer such as Dropout or BatchNormalization treats each value on its own.
  return product(inputShape.slice(1)) === units ? "each" : "none";
}

function product(sizes: readonly (number | null)[]): number {
  return sizes.reduce<number>((total, size) => total * (size ?? 1), 1);
}

/** Replaces the middle of a deep network by the number of layers left out. */
function shortened(columns: NetworkColumn[]): NetworkColumn[] {
  if (columns.length <= MAX_LAYERS + 1) return columns;
  const [first, last] = [3, 2];
  const hidden = columns.length - first - last;
  const gap: NetworkColumn = {
    title: "",
    lines: [`${hidden} more layers`],
    units: 0,
    kind: "gap",
    connections: "none",
  };
  return [...columns.slice(0, first), gap, ...columns.slice(-last)];
}

function labels(column: NetworkColumn, x: number): PlotlyObject[] {
  const text = [column.title && `<b>${escapeText(column.title)}</b>`, ...column.lines.map(escapeText)]
    .filter((line) => line !== "")
    .join("<br>");
  const caption = {
    x,
    xanchor: "center",
    y: 0,
    yref: "paper",
    yanchor: "top",
    yshift: -8,
    showarrow: false,
    text,
    align: "center",
  };
  if (unitPositions(column, x).length === column.units && column.kind !== "gap") return [caption];
  const dots = {
    x,
    xanchor: "center",
    y: 0.5,
    yanchor: "middle",
    showarrow: false,
    text: column.kind === "gap" ? "…" : "⋮",
    font: { size: 20 },
  };
  return [caption, dots];
}

/** plotly interprets some HTML in text. */
function escapeText(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
