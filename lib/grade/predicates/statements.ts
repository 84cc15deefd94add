import type { CellPassage } from "../outputs/passages.ts";
import type { Statements } from "../question.ts";
import { type Candidate, escaped, ofParts } from "./candidate.ts";

/**
 * Checks that each subject starts a line, and that the rest of every such line, or the text after its last colon, is `say`, perhaps
 * with a remark in parentheses behind it.
 */
export function findStatements(
  { subjects, say, doubt }: Statements,
  passages: readonly CellPassage[],
): Candidate[] {
  const lines = passages.flatMap((passage) =>
    passage.text.split("\n").map((line) => ({ passage, line: line.trim() })),
  );
  const saysIt = (line: string, subject: string) => {
    const bare = line.replace(/(?<=\w) ?\([^()]*\)$/, "");
    return (
      bare.slice(bare.lastIndexOf(":") + 1).trim() === say ||
      bare.slice(subject.length).replace(/^[\s:=→-]+/, "") === say
    );
  };
  // A line with a number says more than the doubt allows for.
  const isAbout = (line: string, subject: string) =>
    line.startsWith(subject) && (doubt === undefined || !/\d/.test(line));
  const about = subjects.map((subject) => lines.filter(({ line }) => isAbout(line, subject)));
  const shown = about.flat();
  if (shown.length === 0) return [];
  const parts = subjects.map((subject, at) => ({
    text: `${subject}: ${say}`,
    met: about[at].length > 0 && about[at].every(({ line }) => saysIt(line, subject)),
  }));
  const answer = ofParts(parts);
  const missing = subjects.filter((_, at) => about[at].length === 0);
  const found = [
    ...about.flatMap((lines, at) =>
      lines.map(({ line }) => line).filter((line) => answer.met || !saysIt(line, subjects[at])),
    ),
    ...missing.map((subject) => `no line on “${subject}”`),
  ];
  return [
    {
      ...answer,
      found: found.join("\n"),
      passages: [...new Set(shown.map(({ passage }) => passage))],
      words: found.slice(0, 50).map((line) => new RegExp(escaped(line))),
      say,
      doubts: doubt === undefined ? [] : [doubt],
    },
  ];
}
