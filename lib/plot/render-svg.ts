import { createHash } from "node:crypto";
import { compactSvg } from "./compact-svg.ts";
import type { Figure, PlotlyObject } from "./figure.ts";
import { type Plotly, screenlessPage } from "./screenless-page.ts";
import { darkStyle, TEMPLATE } from "./theme.ts";
import { thinPoints } from "./thin-points.ts";

/** Kinds of trace that plotly draws with WebGL, which a page without a screen does not have. */
const NEEDS_WEBGL = /gl$|3d$|^(surface|mesh3d|cone|streamtube|volume|isosurface|splom|parcoords)$/;

/** Words that plotly knows and has no use for in this figure: the size of a label that is not shown. */
const HARMLESS = ["unused", "dynamic", "invisible"];

/** On the root element, so that rules for a drawing reach nothing else on a page that it is part of. */
const CLASS = "keras-day-figure";

/** plotly.js, loaded once into a page without a screen. */
export async function loadPlotly(): Promise<Plotly> {
  return (await screenlessPage()).plotly;
}

/**
 * A figure as SVG, drawn by plotly.js itself, with a title and a description for screen readers, dark where its reader's
 * system is. Of very many points it draws some: the description says so. plotly draws random ids: they are seeded from
 * the figure's digest, so that the same figure is always the same bytes.
 *
 * @throws Error for traces that need WebGL, and for what plotly does not know
 */
export async function renderSvg({ data, layout, alt }: Figure): Promise<string> {
  const webgl = data.find(({ type }) => NEEDS_WEBGL.test(String(type)));
  if (webgl !== undefined) {
    throw new Error(
      `Expected traces that can be drawn without WebGL. Received: type=${JSON.stringify(webgl.type)}. ` +
        "Use its 2-D kind, for example 'scatter' for 'scattergl'.",
    );
  }
  const { plotly, seed } = await screenlessPage();
  const problems = (plotly.validate(data, layout) ?? []).filter(({ code }) => !HARMLESS.includes(code));
  if (problems.length > 0)
    throw new Error(`plotly does not know: ${problems.map(({ msg }) => msg).join("; ")}`);

  const digest = createHash("sha256").update(JSON.stringify({ data, layout })).digest();
  seed(digest.readUInt32LE(0));
  const { width, height } = layout;
  const { data: drawn, step } = thinPoints(data);
  // plotly writes defaults into the objects that it is given.
  const copy = structuredClone({ data: drawn, layout: { template: TEMPLATE, ...layout } });
  const svg = await plotly.toImage(copy, { format: "svg", width, height, imageDataOnly: true });
  const note = step > 1 ? ` (one point of ${step} is drawn)` : "";
  return described(compactSvg(svg), titleOf(layout), alt + note);
}

function described(svg: string, title: string | undefined, alt: string): string {
  const tag = /^<svg class="main-svg"/;
  if (!tag.test(svg)) throw new Error("plotly's drawing does not begin as expected");
  const head = [
    ...(title === undefined ? [] : [`<title>${escapeXml(title)}</title>`]),
    `<desc>${escapeXml(alt)}</desc>`,
    `<style>${darkStyle(`.${CLASS}`)}</style>`,
  ].join("");
  return svg
    .replace(tag, () => `<svg class="main-svg ${CLASS}" role="img" aria-label="${escapeXml(alt)}"`)
    .replace(/^<svg [^>]*>/, (whole) => whole + head);
}

function titleOf(layout: PlotlyObject): string | undefined {
  return (layout.title as { text?: string } | undefined)?.text;
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
