import type { PlotlyObject } from "./figure.ts";

/** How many markers a static drawing has at most, over all traces. */
const MOST_MARKERS = 1500;

/** Values that belong to a point each. */
const PER_POINT = ["x", "y", "text", "customdata"];

/**
 * The same traces with every `step`-th marker, where there are so many that a drawing of all would weigh down the
 * notebook. Lines stay whole: plotly leaves out by itself what they can do without.
 */
export function thinPoints(data: readonly PlotlyObject[]): { data: PlotlyObject[]; step: number } {
  const isCloud = ({ type, mode }: PlotlyObject) => type === "scatter" && mode === "markers";
  const count = data.filter(isCloud).reduce((sum, { x }) => sum + (x as ArrayLike<number>).length, 0);
  const step = Math.ceil(count / MOST_MARKERS);
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
