/** The layers and variables that a custom layer or model holds in its properties: their weights are among its own. */
import { isPlainObject } from "../../errors.ts";
import { Variable } from "../variable.ts";
import { Layer } from "./layer.ts";

/** The layers in an object's properties by name, and the weights beside them. */
export function trackedIn(owner: object, weights: readonly Variable[]) {
  const held = Object.entries(owner).map(([name, value]) => [name, heldIn(value, isLayer) ?? []] as const);
  return { layers: Object.fromEntries(held.filter(([, layers]) => allOf(layers).length > 0)), weights };
}

/** The layers in an object's properties, also in lists and dictionaries. */
export const layersIn = (owner: object): Layer[] => partsIn(owner, isLayer);

/** The variables in an object's properties, also in lists and dictionaries. */
export const variablesIn = (owner: object): Variable[] => partsIn(owner, isVariable);

/** Runs a function; the weights of the listed layers that are made in it have the owner's name in their path, as in Keras. */
export function prefixingPaths<T>(owner: string, layers: () => readonly Layer[], run: () => T): T {
  const weights = () => layers().flatMap((layer) => layer.weights);
  const before = weights();
  try {
    return run();
  } finally {
    const after = weights();
    if (after.some((variable, i) => variable !== before[i])) {
      const old = new Set(before);
      for (const made of new Set(after)) {
        const isNamed = old.has(made) || made.path.startsWith(`${owner}/`);
        if (!isNamed) made.path = `${owner}/${made.path}`;
      }
    }
  }
}

const isLayer = (value: unknown): value is Layer => value instanceof Layer;
const isVariable = (value: unknown): value is Variable => value instanceof Variable;

/** The parts of one kind in an object's properties, each once. */
export function partsIn<Part>(owner: object, isPart: IsPart<Part>): Part[] {
  return [...new Set(Object.values(owner).flatMap((value) => allOf(heldIn(value, isPart) ?? [])))];
}

type IsPart<Part> = (value: unknown) => value is Part;

/** A part, or those in a list or a dictionary, which may hold lists and dictionaries. */
type Held<Part> = Part | Held<Part>[];

/** The parts that a value holds; undefined for anything but a part, a list or a dictionary. */
function heldIn<Part>(
  value: unknown,
  isPart: IsPart<Part>,
  around: readonly unknown[] = [],
): Held<Part> | undefined {
  if (Object(value) !== value) return undefined;
  if (isPart(value)) return value;
  const parts = Array.isArray(value) ? value : isPlainObject(value) ? Object.values(value) : undefined;
  if (parts === undefined || around.includes(value)) return undefined;
  // Data.
  if (typeof parts[0] === "number" && Array.isArray(value)) return [];
  const within = [...around, value];
  return parts.flatMap((part) => {
    const held = heldIn(part, isPart, within);
    return held === undefined ? [] : [held];
  });
}

const allOf = <Part>(held: Held<Part>): Part[] =>
  (Array.isArray(held) ? held.flatMap(allOf) : [held]) as Part[];
