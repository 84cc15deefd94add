import { originsOf, unknown, type Value } from "./value.ts";

/** Items of a known list that a loop goes through one by one. */
const TURNS = 200;

/** The items to go through: the known ones, or one that stands for all. */
export function eachItem(value: Value): Value[] {
  if (value.items) return value.items.slice(0, TURNS);
  return [value.each ?? { isLabels: value.isLabels, from: new Set(originsOf(value)) }];
}

/** One name takes the whole item, several take it apart. */
export function bindings(names: readonly string[], item: Value): [string, Value][] {
  return names.map((name, index) => [
    name,
    names.length === 1 ? item : (item.items?.[index] ?? unknown(new Set(originsOf(item)))),
  ]);
}
