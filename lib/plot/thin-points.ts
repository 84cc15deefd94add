import type { PlotlyObject } from "./figure-json.ts";

/** Maximum number of markers in a static drawing, over all traces. */
const MAX_MARKERS = 1500;

/** Attributes with one value per point. */
const PER_POINT = ["x", "y", "text", "customdata"];

/**
 * Keeps only every `step`-th marker if there are so many that the drawing would make the notebook large. Lines are
 * left to plotly, which simplifies them itself.
 */
export function thinPoints(data: readonly PlotlyObject[]): { data: PlotlyObject[]; step: number } {
  const isCloud = ({ type, mode }: PlotlyObject) => type === "scatter" && mode === "markers";
  const count = data.filter(isCloud).reduce((sum, { x }) => sum + (x as ArrayLike<number>).length, 0);
  const step = Math.ceil(count / MAX_MARKERS);
  if (step <= 1) return { data: [...data], step: 1 };
  const thin = (trace: PlotlyObject) => {
    const fewer = PER_POINT.filter((key) => isList(trace[key])).map((key) => [
      key,
      Array.from(trace[key] as ArrayLike<unknown>).filter((_, i) => i % step === 0),
    ]);
    return { ...trace, ...Object.fromEntries(fewer) };
  };
  return { data: data.map((trace) => (isCloud(trace) ? thin(trace) : trace)), step };
}

function isList(value: unknown): boolean {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}
