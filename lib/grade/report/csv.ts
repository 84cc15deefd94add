import Papa from "papaparse";
import type { ClassReport } from "./class-report.ts";
import { plainText } from "./plain-text.ts";

/** As `nbgrader export` names them. https://nbgrader.readthedocs.io */
const COLUMNS = [
  "assignment",
  "duedate",
  "timestamp",
  "student_id",
  "last_name",
  "first_name",
  "email",
  "raw_score",
  "late_submission_penalty",
  "score",
  "max_score",
];

/** How a formula begins, in full width too; some programs skip blanks before it. */
const FORMULA = /^\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/;

/**
 * One line a person, with nbgrader's columns; those that only a gradebook knows are empty. A name that a spreadsheet would
 * take for a formula gets an apostrophe before it.
 */
export function gradesCsv({ assignment, works }: ClassReport): string {
  const rows = works.map(({ id, points, of }) => ({
    assignment: plainText(assignment),
    student_id: plainText(id),
    raw_score: points,
    late_submission_penalty: 0,
    score: points,
    max_score: of,
  }));
  return `${Papa.unparse({ fields: COLUMNS, data: rows.map((row) => COLUMNS.map((column) => (row as Record<string, unknown>)[column] ?? "")) }, { newline: "\n", escapeFormulae: FORMULA })}\n`;
}
