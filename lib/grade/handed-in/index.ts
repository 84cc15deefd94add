import type { Question } from "../question";
import { rubric } from "../rubric";
import type { Work } from "../submission/work";
import { type Answer, answer } from "./answer";
import { findOwnFiles } from "./own-files";
import { readSources } from "./passages";

export type { Answer, Said } from "./answer";

/** The verdicts on a work as it was handed in: what its outputs show, and whether its code bears them out. Runs nothing. */
export function gradeHandedIn(work: Work, questions: readonly Question[] = rubric): Answer[] {
  const asking = { work, sources: readSources(work), own: findOwnFiles(work) };
  return questions.map((question) => answer(question, asking));
}
