import { inspect } from "node:util";

const VALUES = "Values";

/**
 * The text that Node's `console.table` prints.
 *
 * @param data rows: an array, a typed array, an object, a `Set` or a `Map`
 * @param properties the columns to show; all by default
 * @returns `undefined` if `data` is not an object, which is printed as it is
 */
export function consoleTable(data: unknown, properties?: readonly string[]): string | undefined {
  if (data === null || typeof data !== "object") return undefined;
  if (data instanceof Map) {
    const rows = [...data].map(([key, value], i) => [String(i), shown(key), shown(value)]);
    return drawn(["(iteration index)", "Key", VALUES], rows);
  }
  if (data instanceof Set) {
    const rows = [...data].map((value, i) => [String(i), shown(value)]);
    return drawn(["(iteration index)", VALUES], rows);
  }
  const rows = Object.entries(data);
  const columns = new Set<string>(properties);
  if (properties === undefined) {
    for (const [, row] of rows) if (hasColumns(row)) for (const name of Object.keys(row)) columns.add(name);
  }
  const hasValues = properties === undefined && rows.some(([, row]) => !hasColumns(row));
  const cells = rows.map(([name, row]) => [
    name,
    ...[...columns].map((column) =>
      hasColumns(row) && Object.hasOwn(row, column) ? shown((row as Record<string, unknown>)[column]) : "",
    ),
    ...(hasValues ? [hasColumns(row) ? "" : shown(row)] : []),
  ]);
  const head = ["(index)", ...columns, ...(hasValues ? [VALUES] : [])];
  return drawn(head, cells);
}

const hasColumns = (row: unknown): row is object =>
  row !== null && (typeof row === "object" || typeof row === "function");

/** The text of a cell. An object with more than two properties is shown by its kind only. */
function shown(value: unknown): string {
  const isLarge = hasColumns(value) && !Array.isArray(value) && Object.keys(value).length > 2;
  return inspect(value, { depth: isLarge ? -1 : 0, maxArrayLength: 3, breakLength: Infinity });
}

function drawn(head: string[], rows: string[][]): string {
  const widths = head.map((name, i) => Math.max(...[name, ...rows.map((row) => row[i])].map(width)) + 2);
  const rule = (left: string, middle: string, right: string) =>
    left + widths.map((size) => "─".repeat(size)).join(middle) + right;
  const line = (cells: string[]) =>
    `│${cells.map((cell, i) => ` ${cell}${" ".repeat(widths[i] - 1 - width(cell))}`).join("│")}│`;
  return [rule("┌", "┬", "┐"), line(head), rule("├", "┼", "┤"), ...rows.map(line), rule("└", "┴", "┘")].join(
    "\n",
  );
}

/** Columns of a terminal that a text takes: East Asian characters and emoji take two. */
const width = (text: string): number =>
  [...text].reduce(
    (sum, character) =>
      sum + (/\p{Script=Han}|[\u3040-\u30ff\uac00-\ud7a3]|\p{Emoji_Presentation}/u.test(character) ? 2 : 1),
    0,
  );
