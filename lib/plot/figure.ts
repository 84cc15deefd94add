import { inspect } from "node:util";
import { renderSvg } from "./render-svg";

/** Plotly's own words for traces and layout: https://plotly.com/javascript/reference */
export type PlotlyObject = Record<string, unknown>;

/** The picture's forms, by MIME type. */
export interface FigureBundle extends Record<string, unknown> {
  "application/vnd.plotly.v1+json": { data: PlotlyObject[]; layout: PlotlyObject };
  "image/svg+xml": string;
  "text/plain": string;
}

/**
 * A plotly picture. As the last expression of a cell, or through `display`, it shows itself: interactive where plotly's
 * JSON is understood, as a static drawing elsewhere, and as a sentence where there are no pictures.
 */
export class Figure {
  /**
   * @param data plotly traces
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
    return renderSvg(this);
  }

  toString(): string {
    return this.alt;
  }

  /** Jupyter's convention of a value that shows itself. */
  async [Symbol.for("Jupyter.display")](): Promise<FigureBundle> {
    const { data, layout } = this;
    return {
      "application/vnd.plotly.v1+json": { data, layout },
      "image/svg+xml": await this.toSvg(),
      "text/plain": this.alt,
    };
  }

  [inspect.custom](): string {
    return this.alt;
  }
}
