import { tenth } from "../plot/compact-svg.ts";
import { PALETTE } from "../plot/palette.ts";
import { escapeHtml } from "../table/table.ts";

/** A metric over the epochs, with its validation values if there are any. */
export interface Curve {
  name: string;
  /** One value per epoch, starting at epoch `first`. */
  values: readonly number[];
  validation?: readonly number[];
}

export const PANEL = { width: 300, height: 150 };
/** Margins of a panel, for its title and axis labels. */
export const MARGIN = { left: 46, right: 14, top: 28, bottom: 24 };
export const PLOT = {
  width: PANEL.width - MARGIN.left - MARGIN.right,
  height: PANEL.height - MARGIN.top - MARGIN.bottom,
};
/** More points than pixels would not be visible. */
const MAX_POINTS = PLOT.width;
/** Minimum range of the y axis, relative to the largest value, so that small changes look small. */
const MIN_SPAN = 0.02;
/** Has a contrast of 4.5 on white and 4.2 on JupyterLab's dark background: an SVG cannot know which it is shown on. */
export const INK = "#777777";

/**
 * A small chart of a training in progress, with a panel for each metric. It is written without plotly because it is drawn
 * many times during a training. The same values give the same bytes.
 *
 * @param curves at least one
 * @param epochs first and last epoch of the training, counted from 1: the range of the x axis
 * @param alt alternative text
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
    `<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="${escapeHtml(alt)}" width="${width}" height="${PANEL.height}" ` +
    `viewBox="0 0 ${width} ${PANEL.height}" font-family="sans-serif" font-size="11" fill="${INK}">${panels.join("")}</svg>`
  );
}

function panel(
  { name, values, validation = [] }: Curve,
  { first, last }: { first: number; last: number },
): string {
  const shown = [...values, ...validation].filter(Number.isFinite);
  const [low, high] = range(shown);
  const x = (epoch: number) => MARGIN.left + (PLOT.width * (epoch - first)) / Math.max(1, last - first);
  const y = (value: number) => MARGIN.top + PLOT.height * (1 - (value - low) / (high - low));
  const bottom = MARGIN.top + PLOT.height;
  return [
    text(
      MARGIN.left,
      16,
      "start",
      heading({ name, values, validation }),
      ' font-size="12" font-weight="bold"',
    ),
    `<path d="M${MARGIN.left} ${MARGIN.top}V${bottom}H${MARGIN.left + PLOT.width}" fill="none" stroke="${INK}"/>`,
    ...(shown.length > 0
      ? [
          text(MARGIN.left - 4, MARGIN.top + 4, "end", label(high)),
          text(MARGIN.left - 4, bottom + 4, "end", label(low)),
        ]
      : []),
    text(MARGIN.left, bottom + 16, "start", String(first)),
    ...(last > first ? [text(MARGIN.left + PLOT.width, bottom + 16, "end", `epoch ${last}`)] : []),
    line(values, PALETTE[0], ""),
    line(validation, PALETTE[1], ' stroke-dasharray="5 3"'),
  ].join("");

  function line(points: readonly number[], colour: string, dash: string): string {
    const step = Math.ceil(points.length / MAX_POINTS);
    // Counted from the end, so that the last point is always drawn.
    const drawn = points
      .map((value, i) => ({ value, epoch: first + i }))
      .filter(({ value }, i) => Number.isFinite(value) && (points.length - 1 - i) % step === 0);
    if (drawn.length === 0) return "";
    const at = drawn.map(({ value, epoch }) => `${tenth(x(epoch))} ${tenth(y(value))}`);
    const path = `<path d="M${at.join("L")}" fill="none" stroke="${colour}" stroke-width="2" stroke-linejoin="round"${dash}/>`;
    const [cx, cy] = at[at.length - 1].split(" ");
    return `${path}<circle cx="${cx}" cy="${cy}" r="3" fill="${colour}"/>`;
  }
}

/** Title of a panel: the metric and its latest values. */
export function heading({ name, values, validation = [] }: Curve): string {
  const now = [values, validation].flatMap((line) => line.slice(-1));
  return [name, now.map(label).join(" / ")].join(" ").trim();
}

/** Range of the y axis: the range of the values, widened if they hardly differ. */
export function range(values: readonly number[]): [low: number, high: number] {
  if (values.length === 0) return [0, 1];
  const low = values.reduce((a, b) => Math.min(a, b));
  const high = values.reduce((a, b) => Math.max(a, b));
  const minSpan = MIN_SPAN * Math.max(Math.abs(low), Math.abs(high)) || 1;
  if (high - low >= minSpan) return [low, high];
  const middle = (low + high) / 2;
  return [middle - minSpan / 2, middle + minSpan / 2];
}

function text(x: number, y: number, anchor: "start" | "end", content: string, more = ""): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}"${more}>${escapeHtml(content)}</text>`;
}

/** About four significant digits. */
export function label(value: number): string {
  const size = Math.abs(value);
  if (!Number.isFinite(value) || value === 0) return String(value);
  return size >= 1e-3 && size < 1e4 ? value.toFixed(size >= 100 ? 1 : 4) : value.toExponential(1);
}
