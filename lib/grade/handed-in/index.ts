import type { Question } from "../question.ts";
import { rubric } from "../rubric.ts";
import type { Submission } from "../submission/submission.ts";
import { type Answer, answer } from "./answer.ts";
import { findOwnFiles } from "./own-files.ts";
import { readSources } from "./passages.ts";

export type { Answer, Said } from "./answer.ts";

/** The verdicts on a work as it was handed in: what its outputs show, and whether its code bears them out. Runs nothing. */
export function gradeHandedIn(submission: Submission, questions: readonly Question[] = rubric): Answer[] {
  const asking = { submission, sources: readSources(submission), own: findOwnFiles(submission), questions };
  return questions.map((question) => answer(question, asking));
}
