import { wholeText } from "../../nbformat/notebook.ts";
import { isExerciseName } from "./exercise.ts";
import type { SubmittedNotebook } from "./submission.ts";

const KERAS = /\bkeras\b|tensorflow|\btfjs\b/i;
/** Traits of this day's exercises, by which it is told from other days with Keras. */
const TRAITS = [
  /breast[\s_-]*cancer/i,
  /get_?config/i,
  /Dense\(\s*(?:units\s*=\s*)?8\b/,
  /Dense\(\s*(?:units\s*=\s*)?10\b/,
  /(?:input_?(?:dim|shape)\s*[=:]\s*|shape\s*[=:]\s*)[([]?\s*5\b/i,
  /(?:input_?(?:dim|shape)\s*[=:]\s*|shape\s*[=:]\s*)[([]?\s*30\b/i,
];
/** A day has at least so many notebooks; fewer may be one exercise's. */
const FEW = 3;
/** Folders within a day. */
const INNER = /^(?:notebooks?|src|source|solutions?|work|code)$/i;

/**
 * The notebooks that belong to this day. In a repository of a whole course, a day is another one if none of its notebooks
 * mentions Keras, or if they have much less of what this day asks for.
 */
export function notebooksOfDay(notebooks: readonly SubmittedNotebook[]): Set<SubmittedNotebook> {
  const days = new Map<string, { notebooks: SubmittedNotebook[]; traits: Set<RegExp>; hasKeras: boolean }>();
  for (const notebook of notebooks) {
    const folder = dayFolder(notebook.path);
    const day = days.get(folder) ?? { notebooks: [], traits: new Set(), hasKeras: false };
    days.set(folder, day);
    day.notebooks.push(notebook);
    const text = textOf(notebook);
    if (KERAS.test(text)) day.hasKeras = true;
    for (const trait of TRAITS) if (trait.test(text)) day.traits.add(trait);
  }
  const withKeras = [...days.values()].filter(({ hasKeras }) => hasKeras);
  if (withKeras.length === 0) return new Set(notebooks);
  const whole = withKeras.filter(({ notebooks }) => notebooks.length >= FEW);
  const most = Math.max(0, ...whole.map(({ traits }) => traits.size));
  const own = withKeras.filter(
    (day) => !whole.includes(day) || day.traits.size === most || day.traits.size > most / 2,
  );
  return new Set(own.flatMap(({ notebooks }) => notebooks));
}

/** True for a notebook that may be of a day with Keras. */
export const mentionsKeras = (notebook: SubmittedNotebook) => KERAS.test(textOf(notebook));

const textOf = ({ notebook }: SubmittedNotebook) =>
  (notebook?.cells ?? []).map(({ source }) => wholeText(source)).join("\n");

/** The folder of a notebook's day: above folders of single exercises. */
function dayFolder(path: string): string {
  const parts = path.split("/").slice(0, -1);
  while (parts.length > 0 && isInner(parts.at(-1)!)) parts.pop();
  return parts.join("/");
}

const isInner = (name: string) => INNER.test(name) || isExerciseName(name);
