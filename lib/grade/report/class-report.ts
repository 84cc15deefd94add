import type { Graded } from "../graded.ts";
import type { Question } from "../question.ts";
import type { LimitsHeldBy } from "../sandbox/runner.ts";

/** Version of the format, described by `schemas/report.schema.json`. */
const FORM = 2;

/** The grades of a class. Equal submissions give equal reports, whenever and wherever they are graded. */
export interface ClassReport {
  form: typeof FORM;
  assignment: string;
  /** How notebooks were run again: in a sandbox, without one, or not. */
  rerun: "sandbox" | "unsafe" | "no";
  /** The enforcement of the limits of memory and threads in this run; `null` if no notebook was run. */
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
