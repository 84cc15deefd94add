import Table from "cli-table3";
import pc from "picocolors";
import type { Verdict } from "../grade/index.ts";

/** Width of the borders and the padding of five columns. */
const FRAME = 16;
const FIXED = { question: 8, where: 22, verdict: 7 };

/** A table of the verdicts, as wide as the terminal. */
export function verdictTable(verdicts: readonly Verdict[], columns = 120): string {
  const free = Math.max(40, Math.min(columns, 160) - FRAME - FIXED.question - FIXED.where - FIXED.verdict);
  const asked = Math.floor(free * 0.45);
  const table = new Table({
    head: ["question", "asked", "found", "where", "verdict"],
    colWidths: [FIXED.question, asked, free - asked, FIXED.where, FIXED.verdict].map((width) => width + 2),
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const verdict of verdicts) {
    const { id, verdict: result } = verdict;
    const found = withShortWords(verdict.found, free - asked);
    table.push([
      id,
      verdict.asked,
      found,
      where(verdict),
      result === "met" ? pc.green(result) : pc.red(result),
    ]);
  }
  return table.toString();
}

function where({ notebook, cell }: Verdict): string {
  return cell === null ? notebook : `${notebook} [${cell}]`;
}

/** Breaks words that are wider than their column, which the table would truncate. */
function withShortWords(text: string, width: number): string {
  return text.replace(new RegExp(`\\S{${width}}(?=\\S)`, "g"), "$&\n");
}
