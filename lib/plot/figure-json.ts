import { TEMPLATE } from "./theme.ts";

/** A trace or layout in plotly's own attributes: https://plotly.com/javascript/reference */
export type PlotlyObject = Record<string, unknown>;

/** A figure as plotly reads it. */
export interface FigureContent {
  readonly data: PlotlyObject[];
  readonly layout: PlotlyObject & { width: number; height: number };
  readonly alt: string;
}

/** A figure as a notebook stores it under `application/vnd.plotly.v1+json`. */
export interface FigureJson {
  data: PlotlyObject[];
  layout: PlotlyObject;
}

/** Traces and layout as plotly's JSON, with the template that all figures share. */
export function figureJson(data: readonly PlotlyObject[], layout: PlotlyObject): FigureJson {
  return {
    data: data.map((trace) => encoded(trace) as PlotlyObject),
    layout: { template: TEMPLATE, ...layout },
  };
}

/** Plotly's names of element types. */
const DTYPES = [
  [Float64Array, "f8"],
  [Float32Array, "f4"],
  [Int32Array, "i4"],
  [Uint32Array, "u4"],
  [Int16Array, "i2"],
  [Uint16Array, "u2"],
  [Int8Array, "i1"],
  [Uint8Array, "u1"],
  [Uint8ClampedArray, "u1c"],
] as const;

/** Encodes typed arrays, and lists of them (matrices), in plotly's base64 form, and dates as text. */
function encoded(value: unknown): unknown {
  if (Array.isArray(value) && value.length > 0 && value.every((row) => ArrayBuffer.isView(row))) {
    const rows = value as Float32Array[];
    const [first] = rows;
    const isMatrix = rows.every(
      (row) => row.length === first.length && row.constructor === first.constructor,
    );
    return isMatrix ? encodedMatrix(rows) : rows.map((row) => Array.from(row));
  }
  if (value instanceof Date) return dateText(value);
  if (Array.isArray(value)) return value.map(encoded);
  if (ArrayBuffer.isView(value)) return encodedArray(value as Float32Array);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encoded(item)]));
}

/** A date as plotly reads it from a `Date`: by the clock of this machine. */
function dateText(date: Date): string | null {
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return Number.isNaN(local.getTime()) ? null : local.toISOString().slice(0, -1);
}

function encodedArray(array: Float32Array): { dtype: string; bdata: string } {
  const [, dtype] = DTYPES.find(([type]) => array instanceof type) ?? [];
  if (dtype === undefined) throw new TypeError(`plotly cannot read a ${array.constructor.name}`);
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

/** The name of that axis in a layout: `xaxis`, `xaxis2`, `xaxis3`. */
export const axisKey = (letter: "x" | "y", panel: number): string =>
  axisName(letter, panel).replace(letter, `${letter}axis`);

/** Plotly's name of the axis of the panel with this index, from 0: `x`, `x2`, `x3`. */
export function axisName(letter: "x" | "y", panel: number): string {
  return panel === 0 ? letter : `${letter}${panel + 1}`;
}
