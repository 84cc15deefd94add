import { type Cell, type Notebook, wholeText } from "../../nbformat/notebook.ts";
import { exerciseNumber } from "../question.ts";
import { rubric } from "../rubric.ts";
import { stemOf } from "./file-names.ts";
import { platformName } from "./platform-names.ts";

/** Words in the exercise names, in order of the exercises. */
const WORDS = [
  /environ|umgebung|entorno|ambiente|ortam/i,
  /s[ée]qu[ée]nt|sequenz|secuencial/i,
  /\bdense|dense_/i,
  /archite[ck]t|arquite[ct]|regress/i,
  /optimi[sz]/i,
];
/** “Exercise” in the languages of many courses. */
const EXERCISE =
  "ex|exo|exercise|exercice|question|[üu]e?bung|aufgabe|ejercicio|exerc[ií]cio|esercizio|al[ıi][şs]t[ıi]rma|egzersiz|soru|zadanie|[ćc]wiczenie|oefening|opgave|övning|øvelse|упражнение|задание";
/** Further exercises, as in `ex01_02_03` and `ex1+2`; `ex04_2` is a second version. */
const FURTHER = String.raw`(?:(?:\s*[+&]\s*|,|\s(?:and|und|et|y)\s|_(?=0\d|\d_\d)|(?<=_\d)_)0?\d(?!\d))*`;
const NUMBERED = new RegExp(
  String.raw`(?:^|[^\p{L}])(?:${EXERCISE})[\s._-]*(?:n[°ºo]\.?\s*)?0?(\d)(?!\d)(${FURTHER})`,
  "giu",
);
const LEADING = /^0?(\d)(?!\d)/;
/** The last exercise of the day. */
const MOST = Math.max(...rubric.map(exerciseNumber));
const RANGE = new RegExp(String.raw`\d\s*(?:-|–|to|bis|à)\s*0?[1-${MOST}](?!\d)`);

/** The exercise as a name tells it. */
interface Naming {
  /** The number after a word such as “exercise”, or a leading one; may be above the last. */
  number?: number;
  /** It stands after a word such as “exercise”. */
  isNumbered: boolean;
  /** The exercises whose own words it has. */
  words: number[];
}

function namingOf(name: string): Naming {
  const numbers = new Set(
    [...name.matchAll(NUMBERED)].flatMap(([, first, further]) =>
      [first, ...further.split(/\D+/).filter(Boolean)].map(Number),
    ),
  );
  const words = WORDS.flatMap((word, exercise) => (word.test(name) ? [exercise] : []));
  if (numbers.size > 1 || RANGE.test(name)) return { isNumbered: false, words };
  const [number] = numbers;
  if (number !== undefined) return { number, isNumbered: true, words };
  const leading = LEADING.exec(name)?.[1];
  return { number: leading === undefined ? undefined : Number(leading), isNumbered: false, words };
}

/** `null` where number and words disagree, as in a numbering from 1. */
function exerciseOf(naming: Naming): number | null {
  const { number, words } = naming;
  if (number === undefined) return words.length === 1 ? words[0] : null;
  return number > MOST || contradicts(naming) ? null : number;
}

const contradicts = ({ number, words }: Naming) => words.length > 0 && !words.includes(number!);

/**
 * The exercise number in a file name such as `ex04_optimize`, `Exercise 2`, `3` or `dense layers`. `null` if there is none,
 * more than one as in `ex1-3` and `ex01_02`, or one that its words contradict as in `01-environment`.
 */
export const exerciseOfName = (name: string): number | null => exerciseOf(namingOf(name));

/** The words of a name that do not belong to its exercise: `anna` for `anna_ex00` and `ex02-dense-anna`. */
export function besideExercise(name: string): string {
  const unnumbered = name
    .normalize("NFC")
    .replaceAll(NUMBERED, " ")
    .replace(/^0?\d(?=[^\p{L}\p{N}])|[\s._-]0?\d$/u, " ");
  const words = unnumbered.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== "");
  return words
    .filter((word) => !WORDS.some((own) => own.test(word)))
    .join(" ")
    .toLowerCase();
}

/** The number of a name's exercise, at its end as in `anna_3` too; `undefined` without one. */
export const numberOfName = (name: string): number | undefined => {
  const last = /[\s._-]0?(\d)$/.exec(name)?.[1];
  return namingOf(name).number ?? (last === undefined ? undefined : Number(last));
};

/** The part of a path that tells the exercise: the file's name, or if that is one such as `solution`, the folder of the exercise. */
export function tellingName(path: string): string {
  const parts = path.split("/");
  const file = stemOf(parts.pop()!);
  const name = platformName(file)?.rest ?? file;
  const { number, words } = namingOf(name);
  return number !== undefined || words.length > 0 ? name : (parts.findLast(isExerciseName) ?? name);
}

/** True for `ex01` or `Übung 3`, whose number stands after a word such as “exercise”. */
export const isExerciseName = (name: string): boolean => namingOf(name).isNumbered;

/** The exercise whose own words a name has, such as `dense layers`; `undefined` for none or several. */
export function exerciseOfWord(name: string): number | undefined {
  const { words } = namingOf(name);
  return words.length === 1 ? words[0] : undefined;
}

/** The exercise that a leading heading or comment names; in Markdown also the last heading below other text. */
function namingOfHeading({ cell_type, source }: Cell): Naming | undefined {
  const lines = wholeText(source).split("\n");
  const headings = lines.map((line) => /^\s*(?:#+|\/\/+|\*\*)\s*(.*)$/.exec(line)?.[1]);
  const text = lines.findIndex((line, at) => headings[at] === undefined && line.trim() !== "");
  const namings = headings.map((heading) => (heading ? namingOf(heading) : undefined));
  const leading = namings.slice(0, text < 0 ? undefined : text).find((naming) => naming?.isNumbered);
  if (leading !== undefined || cell_type !== "markdown") return leading;
  return namings.findLast((naming, at) => naming?.isNumbered && /^\s*#/.test(lines[at]));
}

/**
 * The exercise of each cell, by the last heading above that names one; `null` before the first, and where the next heading skips an
 * exercise, whose cells have none of their own.
 */
export function exercisesOfCells({ cells }: Notebook): (number | null)[] {
  const namings = cells.map(namingOfHeading);
  const all = namings.flatMap((naming) => naming ?? []);
  // In a notebook that numbers its exercises in another way, every cell may answer every question.
  if (countsFromOne(all) || all.some(contradicts)) return cells.map(() => null);
  const headings = namings.flatMap((naming, at) => (naming ? { at, number: naming.number! } : []));
  const exercises: (number | null)[] = cells.map(() => null);
  for (const [i, { at, number }] of headings.entries()) {
    const next = headings[i + 1] ?? { at: cells.length, number: MOST + 1 };
    if (number <= MOST) exercises.fill(number, at, next.number > number + 1 ? at + 1 : next.at);
  }
  return exercises;
}

/** Exercises in the headings of a notebook that is a whole day's. */
const WHOLE_DAY = 3;

/** True for a notebook that has headings of several exercises. */
export const hasWholeDay = (notebook: Notebook): boolean =>
  new Set(exercisesOfCells(notebook).filter((exercise) => exercise !== null)).size >= WHOLE_DAY;

const countsFromOne = (namings: readonly Naming[]) =>
  namings.some(({ number }) => number === MOST + 1) && !namings.some(({ number }) => number === 0);

/**
 * The exercise of each notebook, by its name or that of its folder. `null`: it may answer all of them, because it has headings of
 * several exercises, or because the names are numbered differently.
 *
 * @param others files beside them, which count as a series only if there are no notebooks; their exercises come last
 */
export function exercisesOfNotebooks(
  notebooks: readonly { path: string; notebook?: Notebook }[],
  others: readonly { path: string; notebook?: Notebook }[] = [],
): (number | null)[] {
  const all = [...notebooks, ...others];
  const namings = all.map(({ path }) => namingOf(tellingName(path)));
  const exercises = namings.map(exerciseOf);
  const isOther = countsFromOne(namings.filter(({ isNumbered }, at) => isNumbered || at < notebooks.length));
  // Fewer are not a numbering: a whole day may be called “3 Keras” or “dense networks”.
  const leading = notebooks.length > 0 ? exercises.slice(0, notebooks.length) : exercises;
  const isSeries = new Set(leading.filter((exercise) => exercise !== null)).size >= 3;
  return all.map(({ notebook }, at) => {
    if (isOther || (!namings[at].isNumbered && !isSeries)) return null;
    return notebook && hasWholeDay(notebook) ? null : exercises[at];
  });
}
