import type { Notebook } from "../nbformat/notebook.ts";
import { type BuiltModel, built, type Passage, printed } from "./evidence.ts";
import { findAccuracy } from "./predicates/accuracy.ts";
import { findEnding } from "./predicates/ending.ts";
import type { Finding } from "./predicates/finding.ts";
import { findLiteral } from "./predicates/literal.ts";
import { findStatements } from "./predicates/statements.ts";
import type { Predicate, Question } from "./question.ts";
import { rubric } from "./rubric.ts";
import type { Verdict } from "./verdict.ts";

/** The evidence in a notebook: its executed cells, and the models that its session built. */
export interface Evidence {
  notebook: Notebook;
  models: readonly BuiltModel[];
}

/**
 * The verdicts on one executed notebook, in the rubric's order. The evidence may be in any cell. Runs nothing.
 *
 * @param name the notebook's name without its extension, such as `ex02_dense`
 */
export function judge(
  name: string,
  { notebook, models }: Evidence,
  questions: readonly Question[] = rubric,
): Verdict[] {
  return questions
    .filter((question) => question.notebook === name)
    .map(({ id, asked, where, predicate }) => {
      const passages = where === "model" ? built(models) : printed(notebook);
      const nothing = where === "model" ? "no model was built" : "nothing was printed";
      const { met, found, cell } =
        passages.length > 0 ? find(predicate, passages) : { met: false, found: nothing, cell: null };
      return { id, asked, found, notebook: name, cell, verdict: met ? "met" : "not met" };
    });
}

/** Looks for one predicate in the passages. */
function find(predicate: Predicate, passages: readonly Passage[]): Finding {
  switch (predicate.kind) {
    case "statements":
      return findStatements(predicate, passages);
    case "ending":
      return findEnding(predicate, passages);
    case "literal":
      return findLiteral(predicate, passages);
    case "accuracy":
      return findAccuracy(predicate, passages);
    case "versions":
    case "imports":
      // Only submissions are judged by these: the day's own notebooks print statements.
      return { met: false, found: "nothing", cell: null };
  }
}
