import { codeCells, type Notebook, wholeText } from "../../nbformat/notebook.ts";
import { errorOf } from "../evidence.ts";

/**
 * The place of each code cell among them all, as the execution counts tell it; empty cells come last.
 *
 * @returns undefined if the cells were run from top to bottom, one of them was not run, or two have the same count
 */
export function placesByCounts(notebook: Notebook): number[] | undefined {
  const cells = codeCells(notebook);
  const counts = cells.flatMap(({ execution_count, source }, index) =>
    wholeText(source).trim() === "" ? [] : [{ index, count: execution_count }],
  );
  const all = counts.map(({ count }) => count);
  if (all.includes(null) || new Set(all).size < all.length) return undefined;
  const order = counts.toSorted((a, b) => a.count! - b.count!).map(({ index }) => index);
  if (order.every((index, at) => at === 0 || index > order[at - 1])) return undefined;
  const places = cells.map((_, index) => cells.length + index);
  for (const [place, index] of order.entries()) places[index] = place;
  return places;
}

/** The index of the first code cell that ends in an error which the submitted notebook does not show; -1 if there is none. */
export function firstFailure(submitted: Notebook, executed: Notebook): number {
  const before = codeCells(submitted);
  return codeCells(executed).findIndex(
    (cell, at) => errorOf(cell) !== undefined && errorOf(before[at]) === undefined,
  );
}
