import Table from "cli-table3";
import pc from "picocolors";
import type { Graded } from "../grade.ts";
import { worstAgreement } from "../rerun/agreement.ts";
import type { Reconciled } from "../rerun/reconcile.ts";
import { plainLines, plainText } from "./plain-text.ts";

const FIXED = { question: 8, where: 22, points: 6, verdict: 13 };
const FRAME = 19;

const PAINT = {
  met: pc.green,
  "met in Keras 3's wording": pc.green,
  "not met": pc.red,
  "not confirmed": pc.yellow,
};

/** The verdicts of one person as a terminal table. */
export function submissionTable(
  { id, questions, points, of, notebooks, remarks }: Graded,
  columns = 120,
): string {
  const free = Math.max(40, Math.min(columns, 160) - FRAME - Object.values(FIXED).reduce((a, b) => a + b));
  const asked = Math.floor(free * 0.4);
  const table = new Table({
    head: ["question", "asked", "found", "where", "points", "verdict"],
    colWidths: [FIXED.question, asked, free - asked, FIXED.where, FIXED.points, FIXED.verdict].map(
      (width) => width + 2,
    ),
    wordWrap: true,
    style: { head: [], border: [] },
  });
  for (const question of questions) {
    const found = [question.found, ...question.reasons.map((reason) => `– ${reason}`)].join("\n");
    table.push([
      question.id,
      question.asked,
      breakWords(plainLines(found), free - asked),
      plainText(whereText(question)),
      `${question.points}/${question.of}`,
      PAINT[question.said](verdictText(question)),
    ]);
  }
  const notes = [
    ...notebooks.filter(({ trouble }) => trouble).map(({ path, trouble }) => `${path}: ${trouble}`),
    ...remarks,
  ].map((note) => pc.dim(`  ${plainText(note)}`));
  return [pc.bold(`${plainText(id)}  ${points} of ${of} points`), table.toString(), ...notes].join("\n");
}

/** A terminal table of a class, one row per person. */
export function classTable(works: readonly Graded[]): string {
  const table = new Table({
    head: ["person", "points", "met", "not met", "not confirmed", "run again"],
    style: { head: [], border: [] },
  });
  for (const { id, points, of, questions, notebooks } of works) {
    const count = (said: RegExp) => questions.filter((question) => said.test(question.said)).length;
    table.push([
      plainText(id),
      `${points}/${of}`,
      count(/^met/),
      count(/^not met$/),
      count(/^not confirmed$/),
      worstAgreement(notebooks) ?? "–",
    ]);
  }
  return table.toString();
}

/** Notebook and cell, such as `ex04_optimize [3]`. */
export function whereText({ where }: Reconciled): string {
  if (!where) return "–";
  const notebook = where.notebook
    .split("/")
    .at(-1)!
    .replace(/\.ipynb$/, "");
  return where.cell === null ? notebook : `${notebook} [${where.cell}]`;
}

const verdictText = ({ said, agreement }: Reconciled) =>
  agreement === null ? said : `${said}\n(${agreement})`;

/** Breaks words wider than their column, which cli-table3 would truncate. */
function breakWords(text: string, width: number): string {
  return text.replace(new RegExp(`\\S{${width}}(?=\\S)`, "g"), "$&\n");
}
