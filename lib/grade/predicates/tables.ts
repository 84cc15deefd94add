import { columnOf } from "./training-words.ts";

const BOX = /[│┃║|]/;
/** A line of box-drawing characters. */
const RULE = /^[\s\u2500-\u257f+=|:-]+$/;
const TOKEN = /\([^)]*\)|\[[^\]]*\]|'[^']*'|"[^"]*"|\S+/g;
const LONG_HEADS = ["batch_input_shape", "activation"];
/** Column names by which a line is recognised as the head of a table. */
const HEAD = /^(?:units|accuracy|loss|activation)$/;

/**
 * The rows of the tables in a text, by column: pandas' columns of blanks, Markdown, the boxes of `console.table` and
 * others. A column without a name, as an index is, has the name "".
 */
export function readTables(text: string): Record<string, string>[] {
  const rows: Record<string, string>[] = [];
  let head: string[] | undefined;
  for (const line of text.split("\n")) {
    if (line.length > 500 || (RULE.test(line) && line.trim() !== "")) continue;
    const cells = cellsOf(line);
    const names = cells.map(columnName);
    const named = names.filter((name) => HEAD.test(name)).length;
    if (cells.length >= 2 && (named >= 2 || (named === 1 && BOX.test(line)))) head = names;
    else if (head && cells.length === head.length) rows.push(record(head, cells));
    else if (head && cells.length === head.length + 1) rows.push(record(["", ...head], cells));
    // pandas puts the index's name on a line of its own.
    else if (line.trim() !== "" && !(head && cells.length === 1 && /^\w+$/.test(cells[0]))) head = undefined;
  }
  return rows;
}

function cellsOf(line: string): string[] {
  if (!BOX.test(line)) return line.match(TOKEN) ?? [];
  const inner = line.trim().replace(new RegExp(`^${BOX.source}|${BOX.source}$`, "g"), "");
  return inner.split(BOX).map((cell) => cell.trim());
}

function columnName(cell: string): string {
  const bare = cell.replaceAll(/^['"]|['"]$/g, "");
  if (bare === "(index)") return "";
  // danfojs cuts a head that is longer than its column.
  if (bare.endsWith("…")) return LONG_HEADS.find((head) => head.startsWith(bare.slice(0, -1))) ?? bare;
  return columnOf(bare.replaceAll(/(?<=\w)[A-Z]/g, (letter) => `_${letter}`).toLowerCase());
}

function record(head: readonly string[], cells: readonly string[]): Record<string, string> {
  return Object.fromEntries(head.map((name, index) => [name, cells[index]]));
}
