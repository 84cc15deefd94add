import { received, ValueError } from "../errors.ts";
import type { History } from "../keras/index.ts";
import type { MimeBundle } from "../kernel-api.ts";
import { type ArrayInput, asArray, NDArray } from "../ndarray.ts";
import { tenth } from "../plot/compact-svg.ts";
import { rgbOf } from "../plot/contrast.ts";
import { PALETTE } from "../plot/palette.ts";
import { png } from "../plot/png.ts";
import { escapeHtml } from "../table/table.ts";
import { type Curve, curveSvg, INK, PANEL } from "./curve-svg.ts";

/** Points along each axis at which the model predicts. */
const GRID = 40;
/** Side of the map of predictions, in pixels. */
const MAP = 300;
/** Space around the samples, as a fraction of their range. */
const MARGIN = 0.1;
/** A wider layer is drawn with its first units only. */
const MOST_UNITS = 16;

/** The part of a model that is drawn. */
interface Drawn {
  readonly name: string;
  readonly layers: readonly { getWeights(): NDArray[] }[];
  predict(x: NDArray): Promise<NDArray>;
}

/** A picture, as the last expression of a cell or through `display`. */
export interface NetworkPicture {
  readonly svg: string;
}

/**
 * Draws a network of two features in a millisecond or two, for pictures that change while it learns: what it predicts in the plane, its
 * weights as lines (blue above zero, orange below, wider for larger ones), and its loss and accuracy over the epochs.
 *
 * @param model a built model of two inputs, and one output (a probability) or one per class
 * @param X `[n, 2]` samples
 * @param y `[n]` class numbers
 * @param history the result of `fit`. Default: no curves
 * @throws ValueError unless the samples have two features, and a class number each
 * @example
 * import { Dense, Sequential } from "../lib/keras";
 *
 * const model = new Sequential([new Dense(3, { inputShape: [2] }), new Dense(1, { activation: "sigmoid" })]);
 * await networkPicture(model, [[0, 0], [1, 1]], [0, 1]);
 */
export async function networkPicture(
  model: Drawn,
  X: ArrayInput,
  y: ArrayInput,
  history?: History,
): Promise<NetworkPicture> {
  const samples = asArray(X, "float64", "X");
  const labels = asArray(y, "float64", "y");
  if (samples.ndim !== 2 || samples.shape[1] !== 2 || samples.shape[0] === 0) {
    throw new ValueError(
      `networkPicture expects \`X\` to have two features: shape (samples, 2). Received: shape (${samples.shape.join(", ")})`,
    );
  }
  if (
    labels.size !== samples.shape[0] ||
    !labels.values.every((label) => Number.isInteger(label) && label >= 0)
  ) {
    throw new ValueError(
      `networkPicture expects \`y\` to have a class number from 0 for each of ${samples.shape[0]} samples. Received: ${received(y)}`,
    );
  }
  const [horizontal, vertical] = [0, 1].map((feature) => range(samples, feature));
  const map = await predictionMap(model, horizontal, vertical);
  const curves = curvesOf(history);
  const alt = `Predictions of ${model.name}, its weights${curves.length > 0 ? ", and its training" : ""}`;
  const parts = [
    map + points(samples, labels, horizontal, vertical),
    `<g transform="translate(${MAP + 20})">${weightLines(model)}</g>`,
  ];
  const { epoch = [] } = history ?? {};
  const epochs = { first: (epoch[0] ?? 0) + 1, last: (epoch.at(-1) ?? 0) + 1 };
  curves.forEach((curve, i) => {
    const y = i * PANEL.height;
    parts.push(`<g transform="translate(${2 * MAP + 40} ${y})">${curveSvg([curve], epochs, curve.name)}</g>`);
  });
  const width = 2 * MAP + 40 + (curves.length > 0 ? PANEL.width : 0);
  const svg =
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escapeHtml(alt)}" width="${width}" height="${MAP}" ` +
    `viewBox="0 0 ${width} ${MAP}">${parts.join("")}</svg>`;
  return shown(svg, alt);
}

function shown(svg: string, alt: string): NetworkPicture {
  const bundle: MimeBundle = { "image/svg+xml": svg, "text/plain": alt };
  return Object.defineProperty({ svg }, Symbol.for("Jupyter.display"), { value: () => bundle });
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function range({ values }: NDArray, feature: number): Range {
  let [low, high] = [Infinity, -Infinity];
  for (let i = feature; i < values.length; i += 2) {
    low = Math.min(low, values[i]);
    high = Math.max(high, values[i]);
  }
  const margin = MARGIN * (high - low || 1);
  return { low: low - margin, high: high + margin };
}

/** The loss and the first metric. */
function curvesOf(history: History | undefined): Curve[] {
  if (history === undefined) return [];
  const [first = 0] = history.epoch;
  // Validation may run only every few epochs.
  const byEpoch = (name: string) => {
    const values: number[] = [];
    const epochs = history.epochsOf(name);
    history.history[name].forEach((value, i) => {
      while (values.length < (epochs[i] ?? first + i) - first) values.push(Number.NaN);
      values.push(value);
    });
    return values;
  };
  return Object.keys(history.history)
    .filter((name) => !name.startsWith("val_"))
    .slice(0, 2)
    .map((name) => ({
      name,
      values: byEpoch(name),
      ...(`val_${name}` in history.history && { validation: byEpoch(`val_${name}`) }),
    }));
}

/** A pixel for each prediction, from the tint of one class to that of another. */
async function predictionMap(model: Drawn, horizontal: Range, vertical: Range): Promise<string> {
  const grid = new Float64Array(2 * GRID * GRID);
  const at = ({ low, high }: Range, i: number) => low + ((i + 0.5) / GRID) * (high - low);
  for (let i = 0; i < GRID * GRID; i++) {
    grid[2 * i] = at(horizontal, i % GRID);
    grid[2 * i + 1] = at(vertical, GRID - 1 - Math.floor(i / GRID));
  }
  const predicted = await model.predict(new NDArray(grid, [GRID * GRID, 2]));
  const classes = predicted.shape[1];
  const pixels = new Uint8Array(4 * GRID * GRID);
  for (let i = 0; i < GRID * GRID; i++) {
    const p = predicted.values[i];
    const shares = classes === 1 ? [1 - p, p] : predicted.values.subarray(i * classes, (i + 1) * classes);
    pixels.set([...tint(shares), 255], 4 * i);
  }
  const data = png(GRID, GRID, pixels).toString("base64");
  return `<image width="${MAP}" height="${MAP}" preserveAspectRatio="none" href="data:image/png;base64,${data}"/>`;
}

/** The colours of the classes mixed by their shares, halfway to white. */
function tint(shares: ArrayLike<number>): [number, number, number] {
  const mixed: [number, number, number] = [0, 0, 0];
  for (let i = 0; i < shares.length; i++) {
    const color = rgbOf(colorOf(i));
    const share = Math.min(1, Math.max(0, shares[i]));
    for (let part = 0; part < 3; part++) {
      mixed[part] += share * (128 + color[part] / 2);
    }
  }
  return mixed.map((value) => Math.min(255, Math.round(value))) as [number, number, number];
}

const colorOf = (label: number) => PALETTE[label % PALETTE.length];

function points(samples: NDArray, labels: NDArray, horizontal: Range, vertical: Range): string {
  const place = (value: number, { low, high }: Range) => (MAP * (value - low)) / (high - low);
  return Array.from(labels.values, (label, i) => {
    const x = place(samples.values[2 * i], horizontal);
    const y = MAP - place(samples.values[2 * i + 1], vertical);
    return `<circle cx="${tenth(x)}" cy="${tenth(y)}" r="3" fill="${colorOf(label)}" stroke="#ffffff" stroke-width="0.7"/>`;
  }).join("");
}

/** The layers with weights from left to right, each unit a circle, each weight a line. */
function weightLines(model: Drawn): string {
  const kernels = model.layers.flatMap((layer) => layer.getWeights().filter(({ ndim }) => ndim === 2));
  const sizes = [2, ...kernels.map(({ shape }) => shape[1])];
  const step = MAP / sizes.length;
  const drawn = (size: number) => Math.min(size, MOST_UNITS);
  const center = (layer: number, unit: number): [number, number] => [
    step * (layer + 0.5),
    (MAP * (unit + 0.5)) / drawn(sizes[layer]),
  ];
  const lines = kernels.flatMap((kernel, layer) => {
    const [inputs, units] = kernel.shape;
    let largest = Number.MIN_VALUE;
    for (const value of kernel.values) largest = Math.max(largest, Math.abs(value));
    return Array.from({ length: drawn(inputs) * drawn(units) }, (_, n) => {
      const [from, to] = [Math.floor(n / drawn(units)), n % drawn(units)];
      const weight = kernel.values[from * units + to];
      const [x1, y1] = center(layer, from);
      const [x2, y2] = center(layer + 1, to);
      const width = tenth((4 * Math.abs(weight)) / largest + 0.2);
      return `<path d="M${tenth(x1)} ${tenth(y1)}L${tenth(x2)} ${tenth(y2)}" stroke="${weight < 0 ? PALETTE[0] : PALETTE[1]}" stroke-width="${width}" stroke-opacity="0.7"/>`;
    });
  });
  const circles = sizes.flatMap((size, layer) =>
    Array.from({ length: drawn(size) }, (_, unit) => {
      const [x, y] = center(layer, unit);
      return `<circle cx="${tenth(x)}" cy="${tenth(y)}" r="6" fill="#ffffff" stroke="${INK}"/>`;
    }),
  );
  return [...lines, ...circles].join("");
}
