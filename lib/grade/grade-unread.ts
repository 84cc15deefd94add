import type { Graded } from "./graded.ts";
import type { Question } from "./question.ts";

/** The result of a submission on which the grader itself failed: every question is left for a person to judge. */
export function gradeUnread(id: string, questions: readonly Question[], error: unknown): Graded {
  const { name, message } = error as Error;
  const reason = `the grader could not grade it (${name}: ${String(message).split("\n")[0]})`;
  const nothing = { said: "not confirmed" as const, found: "nothing" };
  return {
    id,
    points: 0,
    upTo: questions.reduce((sum, { points }) => sum + points, 0),
    of: questions.reduce((sum, { points }) => sum + points, 0),
    questions: questions.map(({ id, asked, points }) => ({
      id,
      asked,
      ...nothing,
      where: null,
      points: 0,
      of: points,
      parts: [],
      reasons: [reason],
      submitted: nothing,
      rerun: null,
      agreement: null,
      cell: null,
      review: null,
    })),
    notebooks: [],
    remarks: [],
  };
}
