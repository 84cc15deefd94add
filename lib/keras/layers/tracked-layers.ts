/** The layers that a custom layer or model holds in its properties: their weights are among its own. */
import { isPlainObject } from "../../errors.ts";
import type { Variable } from "../variable.ts";
import { Layer } from "./layer.ts";

/** The layers in an object's properties by name, and the weights beside them. */
export function trackedIn(owner: object, weights: readonly Variable[]) {
  const held = Object.entries(owner).map(([name, value]) => [name, heldIn(value) ?? []] as const);
  return { layers: Object.fromEntries(held.filter(([, layers]) => allOf(layers).length > 0)), weights };
}

/** The layers in an object's properties, also in lists and dictionaries. */
export function layersIn(owner: object): Layer[] {
  return [...new Set(Object.values(owner).flatMap((value) => allOf(heldIn(value) ?? [])))];
}

/** A layer, or those in a list or a dictionary, which may hold lists and dictionaries. */
type Held = Layer | Held[];

/** The layers that a value holds; undefined for anything but a layer, a list, or a dictionary that holds nothing else. */
function heldIn(value: unknown, inDictionary = false, around: readonly unknown[] = []): Held | undefined {
  if (value instanceof Layer) return value;
  const isDictionary = isPlainObject(value);
  const parts = Array.isArray(value) ? value : isDictionary ? Object.values(value) : undefined;
  if (parts === undefined || around.includes(value)) return undefined;
  // Data.
  if (typeof parts[0] === "number") return inDictionary ? undefined : [];
  const isWhole = inDictionary || isDictionary;
  const held: Held[] = [];
  for (const part of parts) {
    const one = heldIn(part, isWhole, [...around, value]);
    if (one !== undefined) held.push(one);
    else if (isWhole) return undefined;
  }
  return isWhole && held.length === 0 ? undefined : held;
}

const allOf = (held: Held): Layer[] => (Array.isArray(held) ? held.flatMap(allOf) : [held]);
