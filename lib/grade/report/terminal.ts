import Table from "cli-table3";
import pc from "picocolors";
import type { Graded, GradedQuestion } from "../graded.ts";
import { cellName, type Verdict } from "../verdict.ts";
import { plainLines, plainText } from "./plain-text.ts";
import { pointsText, rerunText, verdictOf } from "./verdict-words.ts";

const PAINT = {
  met: pc.green,
  "not-met": pc.red,
  "to-review": pc.yellow,
};

/**
 * A table of questions as wide as the terminal. The columns `asked` and `found` share the space that the fixed ones leave.
 *
 * @param rows in the order question, asked, found, and then the other fixed columns
 * @param fixed widths of the other columns
 * @param askedShare share of `asked` in the free space
 */
export function questionTable(
  rows: readonly string[][],
  { question, ...others }: { question: number; [column: string]: number },
  askedShare: number,
  columns = 120,
): string {
  const taken = Object.values(others).reduce((sum, width) => sum + width, question);
  const frame = 3 * (Object.keys(others).length + 3) + 1;
  const free = Math.max(40, Math.min(columns, 160) - frame - taken);
  const asked = Math.floor(free * askedShare);
  const widths = { question, asked, found: free - asked, ...others };
  const table = new Table({
    head: Object.keys(widths),
    colWidths: Object.values(widths).map((width) => width + 2),
    wordWrap: true,
    style: { head: [], border: [] },
  });
  // cli-table3 would truncate words wider than their column.
  const longWord = new RegExp(`\\S{${widths.found}}(?=\\S)`, "g");
  for (const row of rows) {
    table.push(row.map((text, column) => (column === 2 ? text.replace(longWord, "$&\n") : text)));
  }
  return table.toString();
}

/** The verdicts of one person as a terminal table. */
export function submissionTable(graded: Graded, columns?: number): string {
  const { id, questions, of, notebooks, remarks } = graded;
  const rows = questions.map((question) => [
    question.id,
    question.asked,
    plainLines([question.found, ...question.reasons.map((reason) => `– ${reason}`)].join("\n")),
    plainText(whereText(question)),
    `${question.points}/${question.of}`,
    PAINT[verdictOf(question).kind as keyof typeof PAINT](verdictText(question)),
  ]);
  const table = questionTable(rows, { question: 8, where: 22, points: 6, verdict: 13 }, 0.4, columns);
  const notes = [
    ...notebooks.filter(({ trouble }) => trouble).map(({ path, trouble }) => `${path}: ${trouble}`),
    ...remarks,
  ].map((note) => pc.dim(`  ${plainText(note)}`));
  return [pc.bold(`${plainText(id)}  ${pointsText(graded)} of ${of} points`), table, ...notes].join("\n");
}

/** A terminal table of a class, one row per person. */
export function classTable(works: readonly Graded[]): string {
  const table = new Table({
    head: ["person", "points", "met", "not met", "to review", "run again"],
    style: { head: [], border: [] },
  });
  for (const work of works) {
    const { id, of, questions, notebooks } = work;
    const count = (kind: string) => questions.filter((question) => verdictOf(question).kind === kind).length;
    table.push([
      plainText(id),
      `${pointsText(work)}/${of}`,
      count("met"),
      count("not-met"),
      count("to-review"),
      rerunText(notebooks),
    ]);
  }
  return table.toString();
}

export const whereText = ({ where }: Pick<Verdict, "where">): string => (where ? cellName(where) : "–");

function verdictText(question: GradedQuestion): string {
  const { words } = verdictOf(question);
  return question.agreement === null ? words : `${words}\n(${question.agreement})`;
}
