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

/** True if the cells were run once each, from top to bottom, in a new session. */
export const isCountedInOrder = (notebook: Notebook): boolean =>
  codeCells(notebook)
    .filter(({ source }) => wholeText(source).trim() !== "")
    .every(({ execution_count }, index) => execution_count === index + 1);

/** The indices of the code cells that end in an error which the submitted notebook does not show. */
export function failures(submitted: Notebook, executed: Notebook): number[] {
  const before = codeCells(submitted);
  return codeCells(executed).flatMap((cell, at) =>
    errorOf(cell) !== undefined && errorOf(before[at]) === undefined ? [at] : [],
  );
}

/** An error for a name that is declared in no cell above. */
const UNKNOWN_NAME = /\bNameError\b|Cannot find name|is not defined/;

/** The place of each code cell if those that fail for a name that they do not know come last; undefined if there are none. */
export function unknownNamesLast(submitted: Notebook, executed: Notebook): number[] | undefined {
  const cells = codeCells(executed);
  const failing = failures(submitted, executed).filter((at) => UNKNOWN_NAME.test(errorOf(cells[at]) ?? ""));
  if (failing.length === 0) return undefined;
  return cells.map((_, index) => (failing.includes(index) ? cells.length + index : index));
}
