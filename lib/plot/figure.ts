import { inspect } from "node:util";
import { drawSvg, NO_DRAWINGS } from "./drawing.ts";
import { type FigureContent, type FigureJson, figureJson, type PlotlyObject } from "./figure-json.ts";

export type { FigureJson, PlotlyObject };

/** A figure's representations by MIME type. */
export interface FigureBundle extends Record<string, unknown> {
  "application/vnd.plotly.v1+json": FigureJson;
  /** Empty if `NO_DRAWINGS` is set. */
  "image/svg+xml": string;
  "text/plain": string;
}

/**
 * A plotly figure. As the last expression of a cell, or through `display`, it is interactive where the client supports
 * plotly's JSON, a static SVG elsewhere, and its alternative text where there are no images.
 *
 * @example
 * const trace = { type: "scatter", x: [1, 2, 3], y: [2, 4, 8] };
 * new Figure([trace], { width: 400, height: 300 }, "Powers of two");
 */
export class Figure implements FigureContent {
  /**
   * @param data plotly traces; typed arrays take a third of the space of plain ones in a notebook
   * @param layout plotly layout; `width` and `height` in pixels are required, so that it looks the same everywhere
   * @param alt alternative text: one sentence for readers who cannot see the figure
   */
  constructor(
    readonly data: PlotlyObject[],
    readonly layout: PlotlyObject & { width: number; height: number },
    readonly alt: string,
  ) {}

  /**
   * The figure as SVG; the same figure always gives the same bytes.
   *
   * @throws Error for traces that need WebGL, and for attributes that plotly does not know
   */
  toSvg(): Promise<string> {
    return drawSvg(this);
  }

  toString(): string {
    return this.alt;
  }

  /** Called by the kernel to display the value. */
  async [Symbol.for("Jupyter.display")](): Promise<FigureBundle> {
    return {
      "application/vnd.plotly.v1+json": figureJson(this.data, this.layout),
      "image/svg+xml": process.env[NO_DRAWINGS] === "1" ? "" : await this.toSvg(),
      "text/plain": this.alt,
    };
  }

  [inspect.custom](): string {
    return this.alt;
  }
}
