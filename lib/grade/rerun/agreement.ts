import { comparable } from "../../nbformat/comparable.ts";
import type { Notebook } from "../../nbformat/notebook.ts";

/** How the output of a rerun compares with the submitted output. */
export type Agreement = "equal" | "within tolerance" | "different";

/** No figure is drawn when a notebook is run again: its JSON is beside the pictures. */
const DRAWINGS = ["image/png", "image/svg+xml"];
const NUMBER = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi;
const ADDRESS = /0x[0-9a-f]+/gi;

/** Compares two texts: the words must be equal, the numbers may differ by `tolerance`. Memory addresses are ignored. */
export function agreementOf(before: string, after: string, tolerance: number): Agreement {
  const [a, b] = [before, after].map((text) => text.replaceAll(ADDRESS, "0x…").trim());
  if (a === b) return "equal";
  if (tolerance === 0 || a.replaceAll(NUMBER, "#") !== b.replaceAll(NUMBER, "#")) return "different";
  const others = b.match(NUMBER) ?? [];
  const near = (a.match(NUMBER) ?? []).every(
    (number, at) => Math.abs(Number(number) - Number(others[at])) <= tolerance,
  );
  return near ? "within tolerance" : "different";
}

/**
 * Compares two runs of a notebook cell by cell.
 *
 * @returns `agreement` the worst of all cells, `different` the number of cells that differ by more than the tolerance,
 *   `changed` the number of those that had an output before
 */
export function compareRuns(
  before: Notebook,
  after: Notebook,
  tolerance: number,
): { agreement: Agreement; different: number; changed: number } {
  const [a, b] = [before, after].map((notebook) =>
    comparable(notebook, DRAWINGS).map(({ outputs }) => JSON.stringify(outputs, withoutCounts)),
  );
  const cells = Array.from({ length: Math.max(a.length, b.length) }, (_, at) =>
    agreementOf(a[at] ?? "", b[at] ?? "", tolerance),
  );
  const different = cells.filter((cell) => cell === "different").length;
  const changed = cells.filter((cell, at) => cell === "different" && (a[at] ?? "[]") !== "[]").length;
  return { agreement: worstAgreement(cells) ?? "equal", different, changed };
}

/** The number of figures that a notebook showed, and does not show when it is run again. */
export function otherFigures(before: Notebook, after: Notebook): number {
  const [shown, again] = [before, after].map((notebook) => {
    const text = JSON.stringify(comparable(notebook, DRAWINGS), withoutCountsAndImages);
    return new Set(text.replaceAll(ADDRESS, "").match(NUMBER));
  });
  return [...shown].filter((figure) => !again.has(figure)).length;
}

/** The worst agreement among cells or notebooks; `null` if none was run again. */
export const worstAgreement = (all: readonly (Agreement | null)[]): Agreement | null =>
  (["different", "within tolerance", "equal"] as const).find((worst) => all.includes(worst)) ?? null;

/** Drops execution counts, which depend on how long the session had been in use. */
function withoutCounts(key: string, value: unknown): unknown {
  return key === "execution_count" ? undefined : value;
}

/** The digits of a picture's bytes are no figures either. */
const withoutCountsAndImages = (key: string, value: unknown): unknown =>
  key.startsWith("image/") ? undefined : withoutCounts(key, value);
