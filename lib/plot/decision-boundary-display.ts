import { ValueError } from "../errors.ts";
import { type ArrayInput, asArray, NDArray } from "../ndarray.ts";
import { classGroups, classLook } from "./class-groups.ts";
import { Figure, type PlotlyObject } from "./figure.ts";

/** Anything with a `predict` that maps `[n, 2]` samples to one probability, one probability per class, or one label each. */
export interface Predictor {
  predict(X: NDArray): ArrayInput | Promise<ArrayInput>;
}

export interface DecisionBoundaryDisplayOptions {
  /** Labels of the axes. Default `["x0", "x1"]`. */
  featureNames?: readonly [string, string];
  /** Names of the classes, in the order of the labels. Default: the labels. */
  targetNames?: readonly string[];
  /** Number of grid points along each axis, from 2 to 500. Default 50. */
  gridResolution?: number;
  /** Probability from which a sample counts as the second class, for models with one output. Default 0.5. */
  threshold?: number;
  /** Default `"Decision boundary"`. */
  title?: string;
}

/** Tints of the palette's colours, light enough for the points to stand out. */
const TINTS = ["#f6d3bb", "#c3ddee", "#c2e6db", "#f3dfea"];
/** From the first class's tint to the second's. */
const PROBABILITY_SCALE = [
  [0, TINTS[0]],
  [0.5, "#fbfbfb"],
  [1, TINTS[1]],
];
/** Colour of boundary lines: visible on the tints, and in the legend on light and dark backgrounds. */
const INK = "#6b7480";
const MARGIN = 0.08;

/**
 * Draws which class a model of two features predicts in each region of the plane, the boundary between the regions, and
 * the samples on top.
 *
 * @param model its `predict` is called with a grid of points and returns `[n, 1]` probabilities of the second class,
 * `[n, classes]` probabilities, or `[n]` labels
 * @param X `[n, 2]` samples
 * @param y `[n]` labels of the samples
 * @param options names, title, threshold, and resolution of the grid
 * @throws ValueError unless `X` has two features and the predictions have one of these shapes
 * @example
 * const model = { predict: (grid) => grid.arraySync().map(([width]) => [width > 2 ? 1 : 0]) };
 * await decisionBoundaryDisplay(model, [[1, 5], [3, 4]], [0, 1], { featureNames: ["width", "height"] });
 *
 * After `sklearn.inspection.DecisionBoundaryDisplay.from_estimator`.
 */
export async function decisionBoundaryDisplay(
  model: Predictor,
  X: ArrayInput,
  y: ArrayInput | readonly string[],
  options: DecisionBoundaryDisplayOptions = {},
): Promise<Figure> {
  const { featureNames = ["x0", "x1"], targetNames, gridResolution = 50, threshold = 0.5 } = options;
  const { title = "Decision boundary" } = options;
  const samples = asArray(X, "float64", "X");
  if (samples.ndim !== 2 || samples.shape[1] !== 2 || samples.shape[0] === 0) {
    throw new ValueError(
      `Expected \`X\` to have two features: shape (samples, 2). Received: shape (${samples.shape.join(", ")}). ` +
        "Train a model on two columns to draw its decision boundary.",
    );
  }
  if (!samples.values.every(Number.isFinite)) throw new ValueError("Expected `X` to hold finite numbers.");
  if (!Number.isInteger(gridResolution) || gridResolution < 2 || gridResolution > 500) {
    throw new ValueError(
      `Expected \`gridResolution\` to be a whole number from 2 to 500. Received: ${gridResolution}`,
    );
  }
  const groups = classGroups(y, samples.shape[0], targetNames);
  const [xs, ys] = [0, 1].map((feature) => ticks(column(samples, feature), gridResolution));
  const grid = new NDArray(
    Float64Array.from({ length: xs.length * ys.length * 2 }, (_, i) => {
      const point = i >> 1;
      return i % 2 === 0 ? xs[point % xs.length] : ys[Math.floor(point / xs.length)];
    }),
    [xs.length * ys.length, 2],
  );
  const predictions = asArray(await model.predict(grid), "float64", "the predictions");
  const regions = regionTraces(predictions, grid.shape[0], {
    threshold,
    labels: groups.map(({ label }) => label),
  });
  const isSingle = predictions.ndim === 2 && predictions.shape[1] === 1;
  const classes = predictions.ndim === 2 ? Math.max(2, predictions.shape[1]) : 0;
  // A class has the colour of its region, also if `y` lacks one of the classes.
  const isClass = (label: unknown) =>
    Number.isInteger(label) && Number(label) >= 0 && Number(label) < classes;
  const areNumbers = groups.every(({ label }) => isClass(label));
  const lookOf = (label: number | string, i: number) => classLook(areNumbers ? (label as number) : i);
  const rows = (values: Float64Array) =>
    Array.from({ length: ys.length }, (_, i) =>
      Float32Array.from(values.subarray(i * xs.length, (i + 1) * xs.length)),
    );
  const grid2d = { x0: xs[0], dx: xs[1] - xs[0], y0: ys[0], dy: ys[1] - ys[0] };
  return new Figure(
    [
      ...regions.map(({ values, ...trace }) => ({ ...trace, type: "contour", ...grid2d, z: rows(values) })),
      ...groups.map(({ label, name, indices }, i) => ({
        type: "scatter",
        mode: "markers",
        name,
        x: Float32Array.from(indices, (i) => samples.values[2 * i]),
        y: Float32Array.from(indices, (i) => samples.values[2 * i + 1]),
        marker: { ...lookOf(label, i), size: 7, line: { color: "#ffffff", width: 0.8 } },
      })),
    ],
    {
      title: { text: title },
      width: isSingle ? 680 : 600,
      height: 500,
      margin: { l: 70, r: isSingle ? 110 : 30, t: 60, b: 90 },
      xaxis: {
        title: { text: featureNames[0] },
        range: [xs[0], xs[xs.length - 1]],
        showgrid: false,
        zeroline: false,
      },
      yaxis: {
        title: { text: featureNames[1] },
        range: [ys[0], ys[ys.length - 1]],
        showgrid: false,
        zeroline: false,
      },
      legend: { orientation: "h", x: 0.5, xanchor: "center", y: -0.16, yanchor: "top" },
    },
    `${title}: where the model sees ${groups.map(({ name }) => name).join(", ")} in the plane of ${featureNames.join(" and ")}, ` +
      `with ${samples.shape[0]} samples`,
  );
}

type Region = PlotlyObject & { values: Float64Array };

function regionTraces(
  predictions: NDArray,
  count: number,
  { threshold, labels }: { threshold: number; labels: readonly (number | string)[] },
): Region[] {
  const [rows, width = 1] = predictions.shape;
  const isLabels = predictions.ndim === 1;
  if (rows !== count || predictions.ndim > 2 || predictions.ndim === 0) {
    throw new ValueError(
      `Expected \`predict\` to return one prediction for each of ${count} samples. Received: shape (${predictions.shape.join(", ")})`,
    );
  }
  if (predictions.values.some(Number.isNaN)) throw new ValueError("The model predicts NaN.");
  if (!isLabels && width === 1) {
    const fill = { start: 0, end: 1, size: 0.1, coloring: "fill", showlines: false };
    const title = { text: "prediction", side: "right" };
    const bar = { title, thickness: 14, outlinewidth: 0, tickvals: [0, 0.5, 1] };
    const values = Float64Array.from(predictions.values, (value) => Number(value.toFixed(4)));
    return [
      {
        values,
        contours: fill,
        colorscale: PROBABILITY_SCALE,
        zmin: 0,
        zmax: 1,
        colorbar: bar,
        autocontour: false,
        hoverinfo: "x+y+z",
      },
      boundary(values, threshold),
    ];
  }
  const classes = isLabels ? labels.length : width;
  if (classes > TINTS.length) {
    throw new ValueError(`Expected at most ${TINTS.length} classes. Received: ${classes}`);
  }
  if (isLabels && predictions.values.some((label) => !labels.includes(label))) {
    throw new ValueError("The model predicts a label that is not in `y`.");
  }
  // One region per class: where its score exceeds that of every other class.
  return Array.from({ length: classes }, (_, index) => ({
    values: Float64Array.from({ length: count }, (_, point) => {
      if (isLabels) return predictions.values[point] === labels[index] ? 1 : -1;
      const row = Array.from(predictions.values.subarray(point * width, (point + 1) * width));
      const [own] = row.splice(index, 1);
      return own - Math.max(...row);
    }),
    // plotly fills the area that the constraint excludes.
    contours: { type: "constraint", operation: "<", value: 0 },
    fillcolor: TINTS[index],
    line: { color: INK, width: 1.5 },
    showlegend: false,
    hoverinfo: "skip",
  }));
}

function boundary(values: Float64Array, threshold: number): Region {
  return {
    values,
    name: `boundary at ${threshold}`,
    contours: { start: threshold, end: threshold, size: 1, coloring: "none" },
    autocontour: false,
    line: { color: INK, width: 2.5 },
    showscale: false,
    showlegend: true,
    hoverinfo: "skip",
  };
}

/** `count` evenly spaced values that cover the data with a margin on both sides. */
function ticks(values: Float64Array, count: number): number[] {
  // Not Math.min(...values): a long list of arguments overflows the stack.
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const edge = (high - low || 1) * MARGIN;
  const step = (high - low + 2 * edge) / (count - 1);
  return Array.from({ length: count }, (_, i) => low - edge + i * step);
}

function column(matrix: NDArray, index: number): Float64Array {
  return matrix.values.filter((_, i) => i % 2 === index) as Float64Array;
}
