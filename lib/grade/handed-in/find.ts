import { pythonRepr } from "../../python-repr.ts";
import type { BuiltModel } from "../evidence.ts";
import { findEnding } from "../predicates/ending.ts";
import { holding, holdsSome } from "../predicates/literal.ts";
import { findStatements } from "../predicates/statements.ts";
import { findLiterals } from "../python-literal.ts";
import type { Ending, Literal, Predicate, Question, Statements } from "../question.ts";
import { bothEnds, type Candidate } from "./candidate.ts";
import { findAccuracies } from "./find-accuracies.ts";
import { findImports } from "./find-imports.ts";
import { findVersions } from "./find-versions.ts";
import type { CellPassage } from "./passages.ts";
import { readRecords } from "./records.ts";

/** Candidates from one cell. */
const MOST = 1_000;

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
      return statements(predicate, sound);
    case "ending":
      return sound.map((passage) => ending(predicate, passage));
    case "literal":
      return sound.flatMap((passage) => literals(predicate, passage, question.code.kind === "model"));
    case "accuracy":
      return sound.flatMap((passage) => findAccuracies(predicate, passage));
    case "versions":
      return findVersions(predicate, sound);
    case "imports":
      return findImports(predicate, passages);
  }
}

/** The candidate of a model that was built, as seen in a run or read in the code. */
export function modelCandidate(predicate: Literal, model: BuiltModel, passages: CellPassage[]): Candidate {
  const [literal] = findLiterals(pythonRepr(model));
  const { points, whole, found, parts } = holding(predicate, literal);
  return { met: whole, points, found, parts, passages, doubts: [], words: [] };
}

function statements(predicate: Statements, passages: readonly CellPassage[]): Candidate[] {
  const { met, found } = findStatements(predicate, passages);
  const about = (subject: string) =>
    passages.filter(({ text }) => text.split("\n").some((line) => line.trim().startsWith(subject)));
  const parts = predicate.subjects.map((subject) => {
    const its = about(subject);
    return {
      text: `${subject}: ${predicate.say}`,
      met: its.length > 0 && findStatements({ ...predicate, subjects: [subject] }, its).met,
    };
  });
  const shown = [...new Set(predicate.subjects.flatMap(about))];
  const words = found
    .split("\n")
    .slice(0, 50)
    .map((line) => new RegExp(escaped(line)));
  return shown.length === 0
    ? []
    : [
        {
          met,
          points: parts.filter((part) => part.met).length,
          found,
          parts,
          passages: shown,
          doubts: [],
          words,
          say: predicate.say,
        },
      ];
}

const LONGEST = 120;
/** How Python shows an object, at the end of a line. */
const OBJECT = /<(?:[\w.]+ (?:object )?at 0x[0-9a-fA-F]+|\w+ name=\w+, built=\w+)>\s*$/;

function ending(predicate: Ending, passage: CellPassage): Candidate {
  // A cell that answers other questions too shows more below; of its objects, this one has to be the last.
  const lines = passage.text.split("\n");
  const last = lines.map((line) => OBJECT.test(line)).lastIndexOf(true);
  const text = last < 0 ? passage.text : lines.slice(0, last + 1).join("\n");
  const { met, found } = findEnding(predicate, [{ ...passage, text }]);
  return {
    met,
    points: met ? 1 : 0,
    // The beginning is enough of a wrong output.
    found: met || found.length <= LONGEST ? found : `${found.slice(0, LONGEST)}…`,
    parts: [{ text: "the output ends as asked", met }],
    passages: [passage],
    doubts: [],
    words: [/Sequential (?:object )?at\b/, /<Sequential name=/],
  };
}

function literals(predicate: Literal, passage: CellPassage, deep: boolean): Candidate[] {
  const records = readRecords(passage, deep).filter((literal) => holdsSome(predicate, literal));
  return bothEnds(records, MOST).flatMap((literal) => {
    const { points, whole, found, parts } = holding(predicate, literal);
    if (points <= 0) return [];
    const units = /'units': (\d+)/.exec(found)?.[1];
    const words = units ? [new RegExp(`units['"]?\\s*[:=]\\s*${units}\\b`)] : [];
    return [{ met: whole, points, found, parts, passages: [passage], doubts: [], words, literal }];
  });
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
