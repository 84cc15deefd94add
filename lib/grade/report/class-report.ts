import type { Graded } from "../grade.ts";
import type { Question } from "../question.ts";

/** Version of the report's form; `schemas/report.schema.json` describes it. */
export const FORM = 1;

/** The grades of a class: the same for the same work, whenever and wherever it was graded. */
export interface ClassReport {
  form: typeof FORM;
  assignment: string;
  /** Whether the work was run again, in a sandbox or without one. */
  rerun: "sandbox" | "unsafe" | "no";
  questions: { id: string; asked: string; points: number }[];
  works: Graded[];
}

export function classReport(
  assignment: string,
  rerun: ClassReport["rerun"],
  questions: readonly Question[],
  works: readonly Graded[],
): ClassReport {
  return {
    form: FORM,
    assignment,
    rerun,
    questions: questions.map(({ id, asked, points }) => ({ id, asked, points })),
    works: [...works].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
