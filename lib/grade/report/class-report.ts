import type { Graded } from "../grade.ts";
import type { Question } from "../question.ts";
import type { LimitsHeldBy } from "../sandbox/runner.ts";

/** Version of the report's form; `schemas/report.schema.json` describes it. */
const FORM = 1;

/** The grades of a class: the same for the same work, whenever and wherever it was graded. */
export interface ClassReport {
  form: typeof FORM;
  assignment: string;
  /** Whether the work was run again, in a sandbox or without one. */
  rerun: "sandbox" | "unsafe" | "no";
  /** What held the memory and threads of the works that were run in this run; `null` if none was. */
  limits: LimitsHeldBy | null;
  questions: { id: string; asked: string; points: number }[];
  works: Graded[];
}

export function classReport(
  how: Pick<ClassReport, "assignment" | "rerun" | "limits">,
  questions: readonly Question[],
  works: readonly Graded[],
): ClassReport {
  return {
    form: FORM,
    ...how,
    questions: questions.map(({ id, asked, points }) => ({ id, asked, points })),
    works: [...works].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}
