import type { Dirent } from "node:fs";
import { join } from "node:path";
import { listed } from "../report/plain-text.ts";
import { besideExercise, exerciseOfWord, hasWholeDay, numberOfName } from "./exercise.ts";
import { isOtherWork, NOTEBOOK, SCRIPT, stemOf } from "./file-names.ts";
import { readNotebookFile } from "./read-notebook.ts";

/** Words that tell one person's files apart, and not people. */
const VERSION =
  /^(?:\d{1,2}|v\d+|[a-z]|untitled\d*|copy|kopie|copie|copia|of|von|draft|entwurf|brouillon|borrador|finale?|old|alt|new|neu|nouveau|backup|tests?|try|attempt|versuch|essai|solutions?|l[öo]sung(?:en)?|answers?|notes?|template|corrected|improved|extra|bonus|part|teil|partie|my|our|the|notebook|output|checkpoint|submission)$/;
/** Words of a person's folders; some are initials of people, too. */
const OF_FOLDERS =
  /^(?:notebooks|src|source|work|code|python|py|typescript|ts|versions?|uploads?|submissions)$/;
/** Words of a day or its subject. */
const TOPIC =
  /^(?:day\d*|tag|jour|week\d*|module|keras|tensorflow|tf|numpy|pandas|sklearn|neural|networks?|nn|ann|mlp|deep|learning|machine|ml|ai|models?|classification|linear|logistic|homework|hw\d*|assignment|project|task)$/;
/** Exercises that two people have in common; one may be done in two ways by one person. */
export const IN_COMMON = 2;
/** Notebooks that are read to find two of a whole day. */
const MOST_READ = 12;

/** The people whose files lie beside each other in one folder. */
export interface FlatFolder {
  /** Names of files, by person; empty if the folder is one person's. */
  people: Map<string, string[]>;
  /** A note on how the folder was read; `undefined` if there is no doubt. */
  remark: string | undefined;
}

/**
 * Tells people apart by what their files' names have beside the exercise, or by notebooks that each hold the whole day. Every notebook
 * of a class's folder belongs to somebody.
 */
export function readFlatFolder(folder: string, entries: readonly Dirent[]): FlatFolder {
  const names = entries
    .filter((entry) => entry.isFile() && (NOTEBOOK.test(entry.name) || isOtherWork(entry.name)))
    .map(({ name }) => name);
  const notebooks = names.filter((name) => NOTEBOOK.test(name));
  const prefixes = byPrefix(names);
  if (withWork(prefixes).size > 1) return { people: prefixes, remark: remarkOn(prefixes.size) };
  const known = withWork(byExercise(names));
  if (known.size > 1) return classOf(known, names);
  const people = groups(notebooks, (name) => stemOf(name));
  const isClass =
    people.size === notebooks.length &&
    notebooks.slice(0, MOST_READ).filter((name) => isWholeDay(join(folder, name))).length > 1;
  if (isClass)
    return {
      people: new Map(notebooks.map((name) => [stemOf(name), [name]])),
      remark: remarkOn(notebooks.length),
    };
  const doubtful = [...groups(notebooks, (name) => besideExercise(stemOf(name))).keys()];
  if (new Set(doubtful.map((key) => key.split(" ")[0])).size < 2) return ONE_PERSON;
  return {
    people: new Map(),
    remark: `read as one person's folder, though files are named ${listed(doubtful)}: if these are people, give each a folder`,
  };
}

const isRead = (name: string) => NOTEBOOK.test(name) || SCRIPT.test(name);

/** Without those who have documents alone, which may be slides. */
const withWork = (people: Map<string, string[]>) =>
  new Map([...people].filter(([, own]) => own.some(isRead)));

const ONE_PERSON: FlatFolder = { people: new Map(), remark: undefined };

/** Google Classroom's people: all files are named `Anna Muster - ex04.ipynb`, and no prefix is an exercise. */
function byPrefix(names: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of names) {
    const [person, ...rest] = name.split(" - ");
    if (rest.length === 0 && !isRead(name)) continue;
    if (rest.length === 0 || besideExercise(person) === "" || numberOfName(person) !== undefined)
      return new Map();
    found.set(person, [...(found.get(person) ?? []), name]);
  }
  return found;
}

/** The roster: names with several exercises, as numbers or words, of which two people at least have some in common. */
function byExercise(names: readonly string[]): Map<string, string[]> {
  const exercise = (name: string) => numberOfName(stemOf(name)) ?? exerciseOfWord(stemOf(name));
  const people = groups(
    names.filter((name) => exercise(name) !== undefined),
    (name) => besideExercise(stemOf(name)),
  );
  const exercises = new Map([...people].map(([key, own]) => [key, new Set(own.map(exercise))]));
  const isKnown = (key: string) =>
    [...exercises].some(
      ([other, own]) =>
        other !== key && [...own].filter((one) => exercises.get(key)!.has(one)).length >= IN_COMMON,
    );
  return new Map([...people].filter(([key]) => isKnown(key)));
}

/** The roster with all files: those of other names go to whom their name begins with, or to somebody of their own. */
function classOf(known: Map<string, string[]>, names: readonly string[]): FlatFolder {
  const people = new Map(known);
  const given = new Set([...known.values()].flat());
  const others: string[] = [];
  for (const name of names.filter((one) => !given.has(one))) {
    const words = wordsOf(stemOf(name));
    const owner = [...known.keys()]
      .filter((key) => key.split(" ").every((word, at) => word === words[at]))
      .sort((a, b) => b.length - a.length)[0];
    const key = owner ?? words.find((word) => !isCommon(word) && besideExercise(word) !== "");
    if (key !== undefined && (owner !== undefined || NOTEBOOK.test(name)))
      people.set(key, [...(people.get(key) ?? []), name]);
    else others.push(name);
  }
  return { people, remark: remarkOn(people.size, others) };
}

/** Names of files by what is left of them without words for versions and topics. Files without anything left belong to nobody. */
function groups(names: readonly string[], keyOf: (name: string) => string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of names) {
    const key = ownWordsOf(keyOf(name)).join(" ");
    if (key !== "") found.set(key, [...(found.get(key) ?? []), name]);
  }
  return found;
}

export const wordsOf = (text: string): string[] =>
  text
    .normalize("NFC")
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word !== "");
const ownWordsOf = (text: string) => wordsOf(text).filter((word) => !isCommon(word));
const isCommon = (word: string) => VERSION.test(word) || TOPIC.test(word);

function isWholeDay(path: string): boolean {
  const reading = readNotebookFile(path);
  return "notebook" in reading && hasWholeDay(reading.notebook);
}

/** True for a name of which nothing but versions and topics is left beside the exercise. */
export const isPartOfDay = (name: string): boolean => ownWords(name).every((word) => OF_FOLDERS.test(word));

/** The words of a name beside the exercise, versions and topics. */
export const ownWords = (name: string): string[] => ownWordsOf(besideExercise(name));

const remarkOn = (people: number, others: readonly string[] = []) =>
  `its folder was read as that of ${people} people, told apart by the names of their files${others.length > 0 ? `; of nobody: ${listed(others)}` : ""}`;
