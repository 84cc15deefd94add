import type { CellPassage } from "../outputs/passages.ts";
import type { Predicate, Question } from "../question.ts";
import { findAccuracies } from "./accuracy.ts";
import type { Candidate } from "./candidate.ts";
import { findEnding } from "./ending.ts";
import { findImports } from "./imports.ts";
import { findLiteral } from "./literal.ts";
import { findStatements } from "./statements.ts";
import { findVersions } from "./versions.ts";

/** Whatever in these passages may answer, in the notebooks' order. */
export function findCandidates(
  predicate: Predicate,
  question: Question,
  passages: readonly CellPassage[],
): Candidate[] {
  // The output of a cell that failed proves nothing.
  const sound = passages.filter(({ failed, text }) => !failed && text.trim() !== "");
  switch (predicate.kind) {
    case "statements":
      return findStatements(predicate, sound);
    case "ending":
      return sound.map((passage) => findEnding(predicate, passage));
    case "literal":
      return sound.flatMap((passage) => findLiteral(predicate, passage, question.code.kind === "model"));
    case "accuracy":
      return sound.flatMap((passage) => findAccuracies(predicate, passage));
    case "versions":
      return findVersions(predicate, sound);
    case "imports":
      return findImports(predicate, passages);
  }
}
