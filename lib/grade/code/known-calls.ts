import { LONGEST } from "./expressions.ts";
import type { Interpreter } from "./interpreter.ts";
import { constant, origins, unknown, type Value } from "./value.ts";

/** A longer range is not gone through turn by turn. */
const LONGEST_RANGE = 20;

/** Calls whose outcome is known where the items are: `enumerate(…)`, `zip(…)`, `dict.items()`, `list.reduce(…)` and their like. */
export function knownCall(
  interpreter: Interpreter,
  name: string,
  receiver: Value,
  given: readonly Value[],
): Value | undefined {
  const [first, second, third] = given;
  const list = (items: Value[] | undefined) => items && { items, from: origins([receiver, ...given]) };
  switch (name) {
    case "enumerate":
      return list(first?.items?.map((item, at) => pair(constant(at + Number(second?.constant ?? 0)), item)));
    case "zip": {
      const all = given.map(({ items }) => items);
      if (all.length === 0 || all.some((items) => items === undefined)) return undefined;
      const length = Math.min(...all.map((items) => items!.length));
      return list(Array.from({ length }, (_, at) => pair(...all.map((items) => items![at]))));
    }
    case "range":
      return list(range(given.map((value) => value.constant)));
    case "reversed":
      return list(first?.items && [...first.items].reverse());
    case "list":
    case "tuple":
      return list(first?.items);
    case "len":
      return first?.items ? constant(first.items.length) : undefined;
    case "entries":
    case "items":
      if (receiver.items && name === "entries")
        return list(receiver.items.map((item, at) => pair(constant(at), item)));
      return list(pairs(receiver) ?? (first && pairs(first)));
    case "reduce": {
      // Python's has the function first, and the list beside it.
      const [callback, items, start] = receiver.items
        ? [first, receiver.items, second]
        : [first, second?.items, third];
      if (callback?.thing?.kind !== "function" || !items || items.length > LONGEST_RANGE) return undefined;
      const [head, ...rest] = start ? [start, ...items] : items;
      return rest.reduce(
        (before, item, at) => interpreter.call(callback, [before, item, constant(start ? at : at + 1)]),
        head ?? unknown(),
      );
    }
    default:
      return undefined;
  }
}

/** The text that a list of known parts comes to: `["a", "b"].join("")`, `"".join(["a", "b"])`. */
export function joinedText(receiver: Value, given: Value | undefined): string | undefined {
  const [list, separator] = receiver.items ? [receiver, given] : [given, receiver];
  const parts = list?.items?.map(({ constant }) => constant);
  if (!parts?.length || parts.some((part) => part === undefined)) return undefined;
  return parts.join(typeof separator?.constant === "string" ? separator.constant : ",").slice(0, LONGEST);
}

const pair = (...items: Value[]): Value => ({ items, from: origins(items) });

function pairs({ entries }: Value): Value[] | undefined {
  return entries && [...entries].map(([key, value]) => pair(constant(key), value));
}

function range(bounds: readonly Value["constant"][]): Value[] | undefined {
  const [first, end = first] = bounds;
  const start = bounds.length > 1 ? first : 0;
  if (typeof start !== "number" || typeof end !== "number" || bounds.length > 2) return undefined;
  const length = end - start;
  if (!(length >= 0 && length <= LONGEST_RANGE)) return undefined;
  return Array.from({ length }, (_, at) => constant(start + at));
}
