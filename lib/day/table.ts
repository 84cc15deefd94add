import pc from "picocolors";
import type { Verdict } from "../grade/index.ts";
import { questionTable, whereText } from "../grade/report/terminal.ts";
import { isMet } from "../grade/verdict.ts";

/** A table of the verdicts, as wide as the terminal. */
export function verdictTable(verdicts: readonly Verdict[], columns?: number): string {
  const rows = verdicts.map(({ id, asked, found, where, said }) => [
    id,
    asked,
    found,
    whereText({ where }),
    isMet({ said }) ? pc.green(said) : pc.red(said),
  ]);
  return questionTable(rows, { question: 8, where: 22, verdict: 7 }, 0.45, columns);
}
