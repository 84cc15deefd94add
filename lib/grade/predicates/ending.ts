import type { Passage } from "../evidence.ts";
import type { Ending } from "../question.ts";
import type { Finding } from "./finding.ts";

/** Looks for a cell whose output ends with a line that matches the pattern, ignoring trailing whitespace. */
export function findEnding({ pattern }: Ending, passages: readonly Passage[]): Finding {
  const ends = passages.map(({ cell, text }) => ({ cell, found: text.trimEnd().split("\n").at(-1) ?? "" }));
  const asked = new RegExp(pattern);
  const met = ends.filter(({ found }) => asked.test(found)).at(-1);
  if (met) return { met: true, ...met };
  return { met: false, ...(ends.at(-1) ?? { found: "nothing", cell: null }) };
}
