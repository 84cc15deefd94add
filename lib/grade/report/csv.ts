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

/** The start of a spreadsheet formula, also in full-width characters. Some programs skip leading whitespace. */
const FORMULA = /^\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/;

/**
 * One row per person with nbgrader's columns; columns that need a gradebook stay empty. A name that a spreadsheet would read
 * as a formula gets a leading apostrophe.
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
