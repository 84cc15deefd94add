import { createHash } from "node:crypto";
import { escapeHtml } from "../table/table.ts";
import { compactSvg } from "./compact-svg.ts";
import type { FigureContent, PlotlyObject } from "./figure-json.ts";
import { screenlessPage } from "./screenless-page.ts";
import { darkStyle, TEMPLATE } from "./theme.ts";
import { thinPoints } from "./thin-points.ts";

/** Trace types that plotly draws with WebGL, which jsdom does not have. */
const NEEDS_WEBGL = /gl$|3d$|^(surface|mesh3d|cone|streamtube|volume|isosurface|splom|parcoords)$/;

/** Codes for known attributes without effect in this figure, such as the size of a hidden label. */
const HARMLESS = ["unused", "dynamic", "invisible"];

/** Class of the root element; it scopes the drawing's CSS when the SVG is part of a page. */
const CLASS = "keras-day-figure";

/** The version of plotly.js. */
export async function plotlyVersion(): Promise<string> {
  return (await screenlessPage()).plotly.version;
}

/** plotly's own drawing of a figure. */
export async function toImage(
  figure: { data: PlotlyObject[]; layout: PlotlyObject },
  options: PlotlyObject,
): Promise<string> {
  return (await screenlessPage()).plotly.toImage(figure, options);
}

/**
 * Renders a figure as SVG with plotly.js, with a title and description for screen readers, and dark colours for readers
 * whose system is dark. Large point clouds are thinned out, and the description says so. plotly's random ids are seeded
 * from a digest of the figure, so that the same figure always gives the same bytes.
 *
 * @throws Error for traces that need WebGL, and for attributes that plotly does not know
 */
export async function renderSvg({ data, layout, alt }: FigureContent): Promise<string> {
  const webgl = data.find(({ type }) => NEEDS_WEBGL.test(String(type)));
  if (webgl !== undefined) {
    throw new Error(
      `Expected traces that can be drawn without WebGL. Received: type=${JSON.stringify(webgl.type)}. ` +
        "Use its 2-D counterpart, for example 'scatter' for 'scattergl'.",
    );
  }
  const { plotly, seed, drawn } = await screenlessPage();
  const problems = (plotly.validate(data, layout) ?? []).filter(({ code }) => !HARMLESS.includes(code));
  if (problems.length > 0)
    throw new Error(`plotly does not know: ${problems.map(({ msg }) => msg).join("; ")}`);

  const digest = createHash("sha256").update(JSON.stringify({ data, layout })).digest();
  seed(digest.readUInt32LE(0));
  const { width, height } = layout;
  const { data: thinned, step } = thinPoints(data);
  // A copy, since plotly writes defaults into its arguments.
  const copy = structuredClone({ data: thinned, layout: { template: TEMPLATE, ...layout } });
  const svg = await plotly.toImage(copy, { format: "svg", width, height, imageDataOnly: true });
  drawn();
  const note = step > 1 ? ` (one point of ${step} is drawn)` : "";
  return described(compactSvg(svg), titleOf(layout), alt + note);
}

function described(svg: string, title: string | undefined, alt: string): string {
  const tag = /^<svg class="main-svg"/;
  if (!tag.test(svg)) throw new Error("plotly's SVG does not start as expected");
  const head = [
    ...(title === undefined ? [] : [`<title>${escapeHtml(title)}</title>`]),
    `<desc>${escapeHtml(alt)}</desc>`,
    `<style>${darkStyle(`.${CLASS}`)}</style>`,
  ].join("");
  return svg
    .replace(tag, () => `<svg class="main-svg ${CLASS}" role="img" aria-label="${escapeHtml(alt)}"`)
    .replace(/^<svg [^>]*>/, (whole) => whole + head);
}

function titleOf(layout: PlotlyObject): string | undefined {
  return (layout.title as { text?: string } | undefined)?.text;
}
