import type { Question } from "../question.ts";
import { rubric } from "../rubric.ts";
import type { Submission } from "../submission/submission.ts";
import type { Verdict } from "../verdict.ts";
import { answer } from "./answer.ts";
import { readSources, type Source } from "./passages.ts";

/** The verdicts on a submission as it is: what its outputs show, and whether its code bears them out. Runs nothing. */
export function gradeOutputs(
  submission: Submission,
  questions: readonly Question[] = rubric,
  sources: readonly Source[] = readSources(submission.notebooks),
): Verdict[] {
  return questions.map((question) => answer(question, { submission, sources, questions }));
}
