import { inspect } from "node:util";
import { keptDrawing } from "./kept-drawings.ts";
import { renderSvg } from "./render-svg.ts";
import { TEMPLATE } from "./theme.ts";

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
    const { data, layout } = this;
    return {
      "application/vnd.plotly.v1+json": {
        data: data.map((trace) => encoded(trace) as PlotlyObject),
        layout: { template: TEMPLATE, ...layout },
      },
      "image/svg+xml": await this.toSvg(),
      "text/plain": this.alt,
    };
  }

  [inspect.custom](): string {
    return this.alt;
  }
}

/** Plotly's names of element types. */
const DTYPES = [
  [Float64Array, "f8"],
  [Float32Array, "f4"],
  [Int32Array, "i4"],
  [Uint16Array, "u2"],
  [Uint8Array, "u1"],
] as const;

/** The same with typed arrays, and lists of them, in the base64 form that plotly reads. */
function encoded(value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && value.every((row) => ArrayBuffer.isView(row))) {
    return encodedMatrix(value as Float32Array[]);
  }
  if (Array.isArray(value)) return value.map(encoded);
  if (ArrayBuffer.isView(value)) return encodedArray(value as Float32Array);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encoded(item)]));
}

function encodedArray(array: Float32Array): { dtype: string; bdata: string } {
  const [, dtype] = DTYPES.find(([type]) => array instanceof type) ?? [];
  if (dtype === undefined) throw new TypeError(`plotly does not read a ${array.constructor.name}`);
  return {
    dtype,
    bdata: Buffer.from(array.buffer, array.byteOffset, array.byteLength).toString("base64"),
  };
}

function encodedMatrix(rows: readonly Float32Array[]): object {
  const whole = new (rows[0].constructor as Float32ArrayConstructor)(rows.length * rows[0].length);
  rows.forEach((row, i) => {
    whole.set(row, i * row.length);
  });
  return { ...encodedArray(whole), shape: `${rows.length}, ${rows[0].length}` };
}
