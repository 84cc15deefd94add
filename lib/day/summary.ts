import pc from "picocolors";
import { questionTable, whereText } from "../grade/report/terminal.ts";
import { isMet, type Verdict } from "../grade/verdict.ts";
import type { Difference } from "../nbformat/compare.ts";
import type { NotebookResult } from "./day.ts";

/** Lines of one cell's diff shown on the terminal. The report has them all. */
const SHOWN = 30;

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

/** The differences for the terminal: the cell, then a diff of its committed and its printed outputs. */
export function differencesText(differences: readonly Difference[]): string {
  return differences
    .map(({ notebook, cell, diff }) => {
      const head = pc.bold(cell === null ? notebook : `${notebook} [${cell}]`);
      const rest = diff.length - SHOWN;
      const more = rest > 0 ? [pc.dim(`  … ${rest} more lines in .day/reports/day.json`)] : [];
      return [head, ...diff.slice(0, SHOWN).map(coloured), ...more].join("\n");
    })
    .join("\n\n");
}

function coloured(line: string): string {
  if (line.startsWith("-")) return pc.red(`  ${line}`);
  return line.startsWith("+") ? pc.green(`  ${line}`) : `  ${line}`;
}

/** One sentence on the questions, if there are any, and one on the outputs. */
export function summary(results: readonly NotebookResult[], written: readonly string[] | undefined): string {
  const questions = results.flatMap((result) => result.questions);
  const unmet = questions.filter((question) => !isMet(question)).map(({ id }) => id);
  const outputs = written ? writtenSentence(written) : reproducedSentence(results);
  if (questions.length === 0) return outputs;
  const count = `${questions.length - unmet.length} of ${questions.length} questions met`;
  const met = unmet.length === 0 ? pc.green(`${count}.`) : pc.red(`${count}; not ${unmet.join(", ")}.`);
  return `${met}\n${outputs}`;
}

function reproducedSentence(results: readonly NotebookResult[]): string {
  const differences = results.flatMap((result) => result.differences);
  if (differences.length === 0)
    return pc.green("Reproduced: every output is the committed one, byte for byte.");
  const names = [...new Set(differences.map(({ notebook }) => notebook))];
  const other = results.some(({ trouble, differences }) => !trouble && differences.length > 0);
  const remedy = other ? " If this run is right, npm start -- --update writes it down." : "";
  return pc.red(`Not reproduced: ${names.join(", ")}.${remedy}`);
}

function writtenSentence(written: readonly string[]): string {
  return written.length === 0
    ? "Nothing to write: the notebooks are up to date."
    : `Written: ${written.join(", ")}.`;
}
