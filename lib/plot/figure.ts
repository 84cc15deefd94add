import { inspect } from "node:util";
import { type FigureJson, figureJson, type PlotlyObject } from "./figure-json.ts";
import { keptDrawing } from "./kept-drawings.ts";
import { renderSvg } from "./render-svg.ts";

export type { PlotlyObject };

/** The picture's forms, by MIME type. */
export interface FigureBundle extends Record<string, unknown> {
  "application/vnd.plotly.v1+json": FigureJson;
  "image/svg+xml": string;
  "text/plain": string;
}

/**
 * A plotly picture. As the last expression of a cell, or through `display`, it shows itself: interactive where plotly's
 * JSON is understood, as a static drawing elsewhere, and as a sentence where there are no pictures.
 */
export class Figure {
  /**
   * @param data plotly traces; numbers may be typed arrays, which take a third of the space in a notebook
   * @param layout plotly layout; `width` and `height` in pixels are required, so that every page draws the same
   * @param alt one sentence for those who cannot see the picture
   */
  constructor(
    readonly data: PlotlyObject[],
    readonly layout: PlotlyObject & { width: number; height: number },
    readonly alt: string,
  ) {}

  /** The static drawing, the same bytes for the same figure. */
  toSvg(): Promise<string> {
    return keptDrawing(this, () => renderSvg(this));
  }

  toString(): string {
    return this.alt;
  }

  /** Jupyter's convention of a value that shows itself. */
  async [Symbol.for("Jupyter.display")](): Promise<FigureBundle> {
    return {
      "application/vnd.plotly.v1+json": figureJson(this.data, this.layout),
      "image/svg+xml": await this.toSvg(),
      "text/plain": this.alt,
    };
  }

  [inspect.custom](): string {
    return this.alt;
  }
}
