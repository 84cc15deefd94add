import Papa from "papaparse";
import { isToReview } from "../graded.ts";
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
/** Beside them: the points if everything to review were accepted, the questions to review, and the points of each. */
const OWN_COLUMNS = ["score_up_to", "to_review"];

/** The start of a spreadsheet formula, also in full-width characters. Some programs skip leading whitespace. */
const FORMULA = /^\s*[=+\-@|%\uff1d\uff0b\uff0d\uff20]/;

/**
 * One row per person with nbgrader's columns, of which those that need a gradebook stay empty, and a column per question. `score`
 * excludes what is to be reviewed. A name that a spreadsheet would read as a formula gets a leading apostrophe.
 */
export function gradesCsv({ assignment, works, questions }: ClassReport): string {
  const fields = [...COLUMNS, ...OWN_COLUMNS, ...questions.map(({ id }) => id)];
  const rows = works.map(({ id, points, upTo, of, questions }) => ({
    ...Object.fromEntries(
      questions.map((question) => [question.id, isToReview(question) ? "review" : question.points]),
    ),
    assignment: plainText(assignment),
    student_id: plainText(id),
    raw_score: points,
    late_submission_penalty: 0,
    score: points,
    max_score: of,
    score_up_to: upTo,
    to_review: questions
      .filter(isToReview)
      .map(({ id }) => id)
      .join(" "),
  }));
  return `${Papa.unparse({ fields, data: rows }, { newline: "\n", escapeFormulae: FORMULA })}\n`;
}
