import type { CellPassage } from "../outputs/passages.ts";
import type { Ending } from "../question.ts";
import { type Candidate, ofParts } from "./candidate.ts";

const LONGEST = 120;
/** How Python shows an object, at the end of a line. */
const OBJECT = /<(?:[\w.]+ (?:object )?at 0x[0-9a-fA-F]+|\w+ name=\w+, built=\w+)>\s*$/;

/** The last line of a cell's output, ignoring trailing whitespace. */
export function findEnding({ pattern }: Ending, passage: CellPassage): Candidate {
  // A cell that answers other questions too shows more below; of its objects, this one has to be the last.
  const lines = passage.text.trimEnd().split("\n");
  const last = lines.findLast((line) => OBJECT.test(line))?.trimEnd() ?? lines.at(-1)!;
  const met = new RegExp(pattern).test(last);
  return {
    ...ofParts([{ text: "the output ends as asked", met }]),
    // The beginning is enough of a wrong output.
    found: met || last.length <= LONGEST ? last : `${last.slice(0, LONGEST)}…`,
    passages: [passage],
    words: [/Sequential (?:object )?at\b/, /<Sequential name=/],
  };
}
