import type { CellPassage } from "../outputs/passages.ts";
import type { Statements } from "../question.ts";
import type { Candidate } from "./candidate.ts";

/** Checks that each subject starts a line, and that the text after the last colon of every such line is `say`. */
export function findStatements({ subjects, say }: Statements, passages: readonly CellPassage[]): Candidate[] {
  const lines = passages.flatMap((passage) =>
    passage.text.split("\n").map((line) => ({ passage, line: line.trim() })),
  );
  const saysIt = (line: string) => line.slice(line.lastIndexOf(":") + 1).trim() === say;
  const about = subjects.map((subject) => lines.filter(({ line }) => line.startsWith(subject)));
  const shown = about.flat();
  if (shown.length === 0) return [];
  const parts = subjects.map((subject, at) => ({
    text: `${subject}: ${say}`,
    met: about[at].length > 0 && about[at].every(({ line }) => saysIt(line)),
  }));
  const met = parts.every((part) => part.met);
  const missing = subjects.filter((_, at) => about[at].length === 0);
  const found = [
    ...shown.map(({ line }) => line).filter((line) => met || !saysIt(line)),
    ...missing.map((subject) => `no line on “${subject}”`),
  ];
  return [
    {
      met,
      points: parts.filter((part) => part.met).length,
      found: found.join("\n"),
      parts,
      passages: [...new Set(shown.map(({ passage }) => passage))],
      words: found.slice(0, 50).map((line) => new RegExp(escaped(line))),
      say,
    },
  ];
}

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
