import { isPlainObject } from "../errors.ts";
import type { PlotlyObject } from "./figure-json.ts";

/** Maximum number of markers in a static drawing, over all traces. */
const MAX_MARKERS = 1500;

/**
 * Keeps only every `step`-th marker if there are so many that the drawing would make the notebook large. Lines are
 * left to plotly, which simplifies them itself.
 */
export function thinPoints(data: readonly PlotlyObject[]): { data: PlotlyObject[]; step: number } {
  const isCloud = ({ type, mode }: PlotlyObject) => type === "scatter" && mode === "markers";
  const count = data.filter(isCloud).reduce((sum, trace) => sum + pointsOf(trace), 0);
  const step = Math.ceil(count / MAX_MARKERS);
  if (step <= 1) return { data: [...data], step: 1 };
  return {
    data: data.map((trace) =>
      isCloud(trace) ? (thinned(trace, pointsOf(trace), step) as PlotlyObject) : trace,
    ),
    step,
  };
}

function pointsOf({ x, y }: PlotlyObject): number {
  const values = y ?? x;
  return isList(values) ? values.length : 0;
}

/**
 * Every list with one value per point, such as `x` and `marker.color`, without the points that are left out. `x` and `y` stay pairs where
 * one is longer than the other.
 */
function thinned(value: unknown, points: number, step: number, name = ""): unknown {
  if (isList(value)) {
    const isPerPoint = (value.length === points && name !== "colorscale") || name === "x" || name === "y";
    return isPerPoint ? Array.from(value).filter((_, i) => i % step === 0) : value;
  }
  if (!isPlainObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, part]) => [key, thinned(part, points, step, key)]),
  );
}

function isList(value: unknown): value is ArrayLike<unknown> {
  return Array.isArray(value) || ArrayBuffer.isView(value);
}
