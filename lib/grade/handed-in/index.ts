import type { Question } from "../question.ts";
import { rubric } from "../rubric.ts";
import type { Work } from "../submission/work.ts";
import { type Answer, answer } from "./answer.ts";
import { findOwnFiles } from "./own-files.ts";
import { readSources } from "./passages.ts";

export type { Answer, Said } from "./answer.ts";

/** The verdicts on a work as it was handed in: what its outputs show, and whether its code bears them out. Runs nothing. */
export function gradeHandedIn(work: Work, questions: readonly Question[] = rubric): Answer[] {
  const asking = { work, sources: readSources(work), own: findOwnFiles(work) };
  return questions.map((question) => answer(question, asking));
}
