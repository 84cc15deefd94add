/** Words in the names of the day's exercises. */
const WORDS = [/environment/i, /sequential/i, /\bdense|dense_/i, /architect|regression/i, /optimi[sz]/i];
const NUMBERED = /(?:^|[^a-z])(?:ex|exo|exercise|exercice|question)[\s._-]*0?([0-4])(?!\d)/i;

/** The exercise that a file's name tells: `ex04_optimize`, `Exercise 2`, `3`, `dense layers`; `null` if it tells none. */
export function exerciseOfName(name: string): number | null {
  const number = NUMBERED.exec(name) ?? /^0?([0-4])(?!\d)/.exec(name);
  if (number) return Number(number[1]);
  const word = WORDS.findIndex((word) => word.test(name));
  return word < 0 ? null : word;
}

/** The exercise that a heading in Markdown, or a comment at the head of a cell, begins; `null` if it is none. */
export function exerciseOfHeading(source: string): number | null {
  for (const line of source.split("\n")) {
    const heading = /^\s*(?:#+|\/\/+|\*\*)\s*(.*)$/.exec(line)?.[1];
    const number = heading ? NUMBERED.exec(heading) : null;
    if (number) return Number(number[1]);
    if (heading === undefined && line.trim() !== "") return null;
  }
  return null;
}
