import type { Passage } from "../evidence.ts";
import type { Statements } from "../question.ts";
import type { Finding } from "./finding.ts";

/** Checks that each subject starts a line, and that the text after the last colon of every such line is `say`. */
export function findStatements({ subjects, say }: Statements, passages: readonly Passage[]): Finding {
  const lines = passages.flatMap(({ cell, text }) =>
    text.split("\n").map((line) => ({ cell, line: line.trim() })),
  );
  const missing: string[] = [];
  const other: string[] = [];
  const right: string[] = [];
  let cell: number | null = null;
  for (const subject of subjects) {
    const about = lines.filter(({ line }) => line.startsWith(subject));
    cell = about.at(-1)?.cell ?? cell;
    if (about.length === 0) missing.push(`no line on “${subject}”`);
    for (const { line } of about) (saysIt(line) ? right : other).push(line);
  }
  const met = missing.length === 0 && other.length === 0;
  return { met, found: (met ? right : [...other, ...missing]).join("\n"), cell };

  function saysIt(line: string): boolean {
    return line.slice(line.lastIndexOf(":") + 1).trim() === say;
  }
}
