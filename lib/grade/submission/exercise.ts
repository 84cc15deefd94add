/** Words in the exercise names, in order of the exercises. */
const WORDS = [/environment/i, /sequential/i, /\bdense|dense_/i, /architect|regression/i, /optimi[sz]/i];
const NUMBERED = /(?:^|[^a-z])(?:ex|exo|exercise|exercice|question)[\s._-]*0?([0-4])(?!\d)/i;

/**
 * The exercise number in a file name such as `ex04_optimize`, `Exercise 2`, `3` or `dense layers`. `null` if there is none, or
 * more than one as in `ex1-3`.
 */
export function exerciseOfName(name: string): number | null {
  const numbers = [...name.matchAll(new RegExp(NUMBERED, "gi"))].map(([, number]) => Number(number));
  if (new Set(numbers).size > 1 || /\d\s*(?:-|–|to|bis|à)\s*0?[1-4](?!\d)/.test(name)) return null;
  const [number] = [...numbers, ...(/^0?([0-4])(?!\d)/.exec(name)?.slice(1).map(Number) ?? [])];
  if (number !== undefined) return number;
  const word = WORDS.findIndex((word) => word.test(name));
  return word < 0 ? null : word;
}

/** The exercise number in a leading Markdown heading or code comment; `null` if there is none. */
export function exerciseOfHeading(source: string): number | null {
  for (const line of source.split("\n")) {
    const heading = /^\s*(?:#+|\/\/+|\*\*)\s*(.*)$/.exec(line)?.[1];
    const number = heading ? NUMBERED.exec(heading) : null;
    if (number) return Number(number[1]);
    if (heading === undefined && line.trim() !== "") return null;
  }
  return null;
}
