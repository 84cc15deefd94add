import { comparable } from "../../nbformat/comparable.ts";
import type { Notebook } from "../../nbformat/notebook.ts";

/** How what a run shows relates to what was handed in. */
export type Agreement = "equal" | "within tolerance" | "different";

const NUMBER = /-?\d+(?:\.\d+)?(?:e[-+]?\d+)?/gi;

/** Of two texts: the same words, and figures that are the same or no further apart than the tolerance. */
export function agreementOf(before: string, after: string, tolerance: number): Agreement {
  const [a, b] = [before, after].map((text) => text.replaceAll(/0x[0-9a-fA-F]+/g, "0x…").trim());
  if (a === b) return "equal";
  if (tolerance === 0 || a.replaceAll(NUMBER, "#") !== b.replaceAll(NUMBER, "#")) return "different";
  const others = b.match(NUMBER) ?? [];
  const near = (a.match(NUMBER) ?? []).every(
    (number, at) => Math.abs(Number(number) - Number(others[at])) <= tolerance,
  );
  return near ? "within tolerance" : "different";
}

/** Of two runs of a notebook, cell by cell: the worst of them, how many cells differ by more than the tolerance, and
 * how many of these showed something before. */
export function compareRuns(
  before: Notebook,
  after: Notebook,
  tolerance: number,
): { agreement: Agreement; different: number; changed: number } {
  const [a, b] = [before, after].map((notebook) =>
    comparable(notebook).map(({ outputs }) => JSON.stringify(outputs, withoutCounts)),
  );
  const cells = Array.from({ length: Math.max(a.length, b.length) }, (_, at) =>
    agreementOf(a[at] ?? "", b[at] ?? "", tolerance),
  );
  const different = cells.filter((cell) => cell === "different").length;
  const changed = cells.filter((cell, at) => cell === "different" && (a[at] ?? "[]") !== "[]").length;
  if (different > 0) return { agreement: "different", different, changed };
  return { agreement: cells.includes("within tolerance") ? "within tolerance" : "equal", different, changed };
}

/** The count of a result is the cell's, which a session that was used for longer has higher. */
function withoutCounts(key: string, value: unknown): unknown {
  return key === "execution_count" ? undefined : value;
}
