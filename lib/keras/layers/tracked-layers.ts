/** The layers that a custom layer or model holds in its properties: their weights are among its own. */
import type { Variable } from "../variable.ts";
import { Layer } from "./layer.ts";

/** The layers in an object's properties by name, and the weights beside them. */
export function trackedIn(owner: object, weights: readonly Variable[]) {
  const isLayer = (value: unknown): value is Layer => value instanceof Layer;
  const entries = Object.entries(owner).flatMap(([name, value]): [string, Layer | Layer[]][] => {
    if (isLayer(value)) return [[name, value]];
    const held: Layer[] = Array.isArray(value) ? value.filter(isLayer) : [];
    return held.length > 0 ? [[name, held]] : [];
  });
  return { layers: Object.fromEntries(entries), weights };
}

/** The layers in an object's properties, also in lists. */
export function layersIn(owner: object): Layer[] {
  const found = Object.values(owner).flatMap((value) => (Array.isArray(value) ? value : [value]));
  return [...new Set(found.filter((value): value is Layer => value instanceof Layer))];
}
