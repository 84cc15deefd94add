import { PALETTE } from "../plot/palette.ts";

/** One figure over the epochs; `validation` beside it where there is one. */
export interface Curve {
  name: string;
  /** A value per epoch, from `first` on. */
  values: readonly number[];
  validation?: readonly number[];
}

export const PANEL = { width: 300, height: 150 };
/** Room around a panel's plot for its title and its axes' ends. */
export const EDGE = { left: 46, right: 14, top: 28, bottom: 24 };
export const PLOT = {
  width: PANEL.width - EDGE.left - EDGE.right,
  height: PANEL.height - EDGE.top - EDGE.bottom,
};
/** A line of more points than it is wide cannot show them. */
const MOST_POINTS = PLOT.width;
/** Of the largest value: what changes less is nearly flat, and looks so. */
const LEAST_SPAN = 0.02;
/** Contrast of 4.5 on white paper, and 4.2 on JupyterLab's dark one: a picture cannot know which it lies on. */
const INK = "#777777";

/**
 * A small picture of a training so far, a panel for each figure. It is drawn by hand since it has to be quick: many times
 * during a training. The same figures give the same bytes.
 *
 * @param curves at least one
 * @param epochs the first and the last of the training, from 1: the width that the lines are going to fill
 * @param alt one sentence for those who cannot see it
 */
export function curveSvg(
  curves: readonly Curve[],
  epochs: { first: number; last: number },
  alt: string,
): string {
  const width = PANEL.width * curves.length;
  const panels = curves.map(
    (curve, i) => `<g transform="translate(${PANEL.width * i})">${panel(curve, epochs)}</g>`,
  );
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escaped(alt)}" width="${width}" height="${PANEL.height}" ` +
    `viewBox="0 0 ${width} ${PANEL.height}" font-family="sans-serif" font-size="11" fill="${INK}">${panels.join("")}</svg>`
  );
}

function panel(
  { name, values, validation = [] }: Curve,
  { first, last }: { first: number; last: number },
): string {
  const shown = [...values, ...validation].filter(Number.isFinite);
  const [low, high] = range(shown);
  const x = (epoch: number) => EDGE.left + (PLOT.width * (epoch - first)) / Math.max(1, last - first);
  const y = (value: number) => EDGE.top + PLOT.height * (1 - (value - low) / (high - low));
  const bottom = EDGE.top + PLOT.height;
  return [
    text(EDGE.left, 16, "start", heading({ name, values, validation }), ' font-size="12" font-weight="bold"'),
    `<path d="M${EDGE.left} ${EDGE.top}V${bottom}H${EDGE.left + PLOT.width}" fill="none" stroke="${INK}"/>`,
    ...(shown.length > 0
      ? [
          text(EDGE.left - 4, EDGE.top + 4, "end", label(high)),
          text(EDGE.left - 4, bottom + 4, "end", label(low)),
        ]
      : []),
    text(EDGE.left, bottom + 16, "start", String(first)),
    ...(last > first ? [text(EDGE.left + PLOT.width, bottom + 16, "end", `epoch ${last}`)] : []),
    line(values, PALETTE[0], ""),
    line(validation, PALETTE[1], ' stroke-dasharray="5 3"'),
  ].join("");

  function line(points: readonly number[], colour: string, dash: string): string {
    const step = Math.ceil(points.length / MOST_POINTS);
    // The last one always, then every step back from it.
    const drawn = points
      .map((value, i) => ({ value, epoch: first + i }))
      .filter(({ value }, i) => Number.isFinite(value) && (points.length - 1 - i) % step === 0);
    if (drawn.length === 0) return "";
    const at = drawn.map(({ value, epoch }) => `${round(x(epoch))} ${round(y(value))}`);
    const path = `<path d="M${at.join("L")}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"${dash}/>`;
    const [cx, cy] = at[at.length - 1].split(" ");
    return `${path}<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`;
  }
}

/** What a panel shows, and where it stands now. */
export function heading({ name, values, validation = [] }: Curve): string {
  const now = [values, validation].flatMap((line) => line.slice(-1));
  return [name, now.map(label).join(" / ")].join(" ").trim();
}

/** The ends of the axis: of the values, or around them where they hardly differ. */
export function range(values: readonly number[]): [low: number, high: number] {
  if (values.length === 0) return [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const least = LEAST_SPAN * Math.max(Math.abs(low), Math.abs(high)) || 1;
  if (high - low >= least) return [low, high];
  const middle = (low + high) / 2;
  return [middle - least / 2, middle + least / 2];
}

function text(x: number, y: number, anchor: "start" | "end", content: string, more = ""): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${more}>${escaped(content)}</text>`;
}

/** Tenths of a pixel. */
const round = (value: number) => String(Math.round(value * 10) / 10);

/** Four digits or so. */
export function label(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || value === 0) return String(value);
  return size >= 1e-3 && size < 1e4 ? value.toFixed(size >= 100 ? 1 : 4) : value.toExponential(1);
}

function escaped(content: string): string {
  return content.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;");
}
