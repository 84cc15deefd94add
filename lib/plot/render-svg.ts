/// <reference path="./jsdom.d.ts" />
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { DOMElement, DOMWindow } from "jsdom";
import type { Figure, PlotlyObject } from "./figure";

interface Plotly {
  version: string;
  toImage(figure: { data: PlotlyObject[]; layout: PlotlyObject }, options: PlotlyObject): Promise<string>;
  validate(data: PlotlyObject[], layout: PlotlyObject): { msg: string }[] | undefined;
}

interface Page {
  plotly: Plotly;
  seed(value: number): void;
}

let page: Promise<Page> | undefined;

/** Kinds of trace that plotly draws with WebGL, which a page without a screen does not have. */
const NEEDS_WEBGL = /gl$|3d$|^(surface|mesh3d|cone|streamtube|volume|isosurface|splom|parcoords)$/;

/** plotly.js, loaded once into a page without a screen. */
export async function loadPlotly(): Promise<Plotly> {
  page ??= openPage();
  return (await page).plotly;
}

/**
 * A figure as SVG, drawn by plotly.js itself. plotly draws random ids: they are seeded from the figure's digest, so
 * that the same figure is always the same bytes.
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
  const plotly = await loadPlotly();
  const problems = plotly.validate(data, layout);
  if (problems !== undefined)
    throw new Error(`plotly does not know: ${problems.map(({ msg }) => msg).join("; ")}`);

  const { seed } = await page!;
  seed(createHash("sha256").update(JSON.stringify({ data, layout })).digest().readUInt32LE(0));
  const { width, height } = layout;
  // plotly writes defaults into the objects that it is given.
  const copy = structuredClone({ data, layout });
  const svg = await plotly.toImage(copy, { format: "svg", width, height, imageDataOnly: true });
  return svg.replace("<svg ", `<svg role="img" aria-label="${escapeAttribute(alt)}" `);
}

async function openPage(): Promise<Page> {
  const { JSDOM } = await import("jsdom");
  const { window } = new JSDOM("<!doctype html><body></body>", {
    pretendToBeVisual: true,
    runScripts: "outside-only",
  });
  layOutWithoutScreen(window);
  let state = 0;
  // mulberry32: 32 bits of state are enough for ids.
  window.Math.random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  window.eval(readFileSync(createRequire(import.meta.url).resolve("plotly.js-dist"), "utf8"));
  return {
    plotly: (window as unknown as { Plotly: Plotly }).Plotly,
    seed: (value) => {
      state = value;
    },
  };
}

/** What plotly asks of a browser and jsdom does not have: sizes of text and boxes, and a canvas that it only measures on. */
function layOutWithoutScreen(window: DOMWindow): void {
  const AVERAGE_GLYPH = 0.55; // of the font size, for plotly's default family
  const fontSize = (element: DOMElement) => Number.parseFloat(element.style?.fontSize ?? "") || 12;
  const lines = (element: DOMElement) => {
    const spans = [...element.querySelectorAll("tspan.line")];
    return spans.length > 0 ? spans : [element];
  };
  const size = (element: DOMElement) => {
    const widths = lines(element).map((line) => (line.textContent ?? "").length);
    const font = fontSize(element);
    return { width: Math.max(...widths) * font * AVERAGE_GLYPH, height: widths.length * font * 1.2 };
  };
  const define = (prototype: object, methods: object) => Object.assign(prototype, methods);

  define(window.SVGElement.prototype, {
    getBBox(this: DOMElement) {
      return { x: 0, y: -fontSize(this), ...size(this) };
    },
    getComputedTextLength(this: DOMElement) {
      return size(this).width;
    },
    getBoundingClientRect(this: DOMElement) {
      const { width, height } = size(this);
      return { x: 0, y: 0, left: 0, top: 0, right: width, bottom: height, width, height };
    },
  });
  define(window.HTMLCanvasElement.prototype, {
    getContext: () => ({ measureText: (text: string) => ({ width: text.length * 12 * AVERAGE_GLYPH }) }),
  });
  define(window.URL, { createObjectURL: () => "" });
  define(window, {
    matchMedia: () => ({ matches: false, addEventListener() {}, removeEventListener() {} }),
  });
}

function escapeAttribute(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;");
}
