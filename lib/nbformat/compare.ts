import { structuredPatch } from "diff";
import { type Comparable, comparable } from "./comparable.ts";
import { type Notebook, type Output, textForm, wholeText } from "./notebook.ts";

/** A cell whose outputs differ from the committed ones. */
export interface Difference {
  notebook: string;
  /** Its position among the code cells, from 1, which is the execution count in a fresh run; `null`: the whole notebook. */
  cell: number | null;
  /** A diff: `-` lines are committed, `+` lines printed. Long lines are cut to where they differ. */
  diff: string[];
}

/** The cells whose outputs differ between two runs; empty if the notebook is reproduced. */
export function compare(name: string, committed: Notebook, executed: Notebook): Difference[] {
  const before = comparable(committed);
  const after = comparable(executed);
  const differences: Difference[] = [];
  for (let index = 0; index < Math.max(before.length, after.length); index++) {
    if (JSON.stringify(before[index]) === JSON.stringify(after[index])) continue;
    differences.push({
      notebook: name,
      cell: index + 1,
      diff: diff(shown(before[index]), shown(after[index])),
    });
  }
  return differences;
}

/** A cell's outputs as readable lines. */
function shown(cell: Comparable | undefined): string {
  if (!cell) return "no such cell";
  return [`execution count ${cell.execution_count}`, ...cell.outputs.flatMap(outputLines)].join("\n");
}

function outputLines(output: Output): string[] {
  if (output.output_type === "stream") return [`${output.name}:`, ...indented(wholeText(output.text))];
  if (output.output_type === "error") {
    return ["error:", ...indented([`${output.ename}: ${output.evalue}`, ...output.traceback].join("\n"))];
  }
  const count = output.output_type === "execute_result" ? ` ${output.execution_count}` : "";
  const metadata =
    Object.keys(output.metadata ?? {}).length > 0 ? [["metadata", output.metadata] as const] : [];
  return [...Object.entries(output.data), ...metadata].flatMap(([type, value]) => {
    const text = textForm(type, value) ?? JSON.stringify(value, null, 1);
    return [`${output.output_type}${count}, ${type}:`, ...indented(text)];
  });
}

function indented(text: string): string[] {
  return text.split("\n").map((line) => `  ${line}`);
}

const CONTEXT = 1;
const WIDTH = 160;

function diff(before: string, after: string): string[] {
  const { hunks } = structuredPatch("", "", before, after, "", "", { context: CONTEXT });
  return hunks.flatMap(({ lines }, index) => [
    ...(index > 0 ? ["…"] : []),
    // The texts do not end with a line break, which the patch notes in a line of its own.
    ...cut(lines.filter((line) => !line.startsWith("\\"))),
  ]);
}

/** Shortens long lines, such as pictures, to where the two sides begin to differ. */
function cut(lines: readonly string[]): string[] {
  const from = lines.map(() => 0);
  let removed = 0; // number of "-" lines in the current group: the "+" line of each is that many lines below
  for (const [at, line] of lines.entries()) {
    if (line[0] === " ") removed = 0;
    if (line[0] === "-") removed++;
    if (line[0] !== "+" || lines[at - removed][0] !== "-") continue;
    from[at] = Math.max(0, firstDifference(line, lines[at - removed]) - WIDTH / 4);
    from[at - removed] = from[at];
  }
  return lines.map((line, at) => part(line, from[at]));
}

function part(line: string, from: number): string {
  if (line.length <= WIDTH) return line;
  const head = from > 1 ? "…" : "";
  const tail = from + WIDTH < line.length ? "…" : "";
  return line[0] + head + line.slice(Math.max(1, from), from + WIDTH) + tail;
}

/** The first place, after the sign, where two lines differ. */
function firstDifference(a: string, b: string): number {
  let at = 1;
  while (at < a.length && a[at] === b[at]) at++;
  return at;
}
