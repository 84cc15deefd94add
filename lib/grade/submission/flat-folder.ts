import type { Dirent } from "node:fs";
import { basename, extname, join } from "node:path";
import { besideExercise, exercisesOfCells, numberOfName } from "./exercise.ts";
import { readNotebookFile } from "./read-notebook.ts";

/** Words that tell one person's files apart, and not people. */
const VERSION =
  /^(?:\d{1,2}|v\d+|[a-z]|untitled\d*|copy|kopie|copie|copia|of|von|draft|entwurf|brouillon|borrador|finale?|old|alt|new|neu|nouveau|backup|tests?|try|attempt|versuch|essai|solutions?|l[öo]sung(?:en)?|answers?|notes?|template|corrected|improved|extra|bonus|part|teil|partie|my|our|the|notebook|output|checkpoint|submission)$/;
/** Exercises that two people have in common; one may be done in two ways by one person. */
const IN_COMMON = 2;
/** Exercises in the headings of a notebook that is a whole day's. */
const WHOLE_DAY = 3;
/** Notebooks that are read to find two of a whole day. */
const MOST_READ = 12;

/** The people whose files lie beside each other in one folder. */
export interface FlatFolder {
  /** Names of files, by person; empty if the folder is one person's. */
  people: Map<string, string[]>;
  /** A note on how the folder was read; `undefined` if there is no doubt. */
  remark: string | undefined;
}

/** Tells people apart by what their files' names have beside the exercise, or by notebooks that each hold the whole day. */
export function readFlatFolder(folder: string, entries: readonly Dirent[]): FlatFolder {
  const files = entries.filter((entry) => entry.isFile() && /\.(?:ipynb|py)$/.test(entry.name));
  const assigned = byPrefix(files.map(({ name }) => name));
  if (assigned.size > 1) return { people: assigned, remark: remarkOn(assigned.size) };
  const numbered = files.filter(({ name }) => numberOfName(stem(name)) !== undefined);
  if (numbered.length > 0) return byExercise(files, numbered);
  const named = files.map(({ name }) => name).filter((name) => name.endsWith(".ipynb"));
  const people = groups(named, (name) => stem(name));
  const isClass =
    people.size === named.length &&
    named.slice(0, MOST_READ).filter((name) => isWholeDay(join(folder, name))).length > 1;
  return isClass
    ? { people: new Map(named.map((name) => [stem(name), [name]])), remark: remarkOn(named.length) }
    : ONE_PERSON;
}

const ONE_PERSON: FlatFolder = { people: new Map(), remark: undefined };

/** Google Classroom's people: all files are named `Anna Muster - ex04.ipynb`, and no prefix is an exercise. */
function byPrefix(names: readonly string[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of names) {
    const [person, ...rest] = name.split(" - ");
    if (rest.length === 0 || besideExercise(person) === "" || numberOfName(person) !== undefined)
      return new Map();
    found.set(person, [...(found.get(person) ?? []), name]);
  }
  return found;
}

function byExercise(files: readonly Dirent[], numbered: readonly Dirent[]): FlatFolder {
  const people = groups(
    numbered.map(({ name }) => name),
    (name) => besideExercise(stem(name)),
  );
  const exercises = [...people.values()].map((own) => new Set(own.map((name) => numberOfName(stem(name))!)));
  const common = (a: Set<number>, b: Set<number>) => [...a].filter((exercise) => b.has(exercise)).length;
  const most = Math.max(0, ...exercises.flatMap((a, at) => exercises.slice(at + 1).map((b) => common(a, b))));
  if (most === 0) return ONE_PERSON;
  if (most < IN_COMMON) {
    const remark = `read as one person's folder, though files are named ${[...people.keys()].join(", ")}: if these are people, give each a folder`;
    return { people: new Map(), remark };
  }
  const known = new Set([...people.values()].flat());
  const others = files.map(({ name }) => name).filter((name) => !known.has(name));
  return { people, remark: remarkOn(people.size, others) };
}

/** Names of files by what is left of them without words for versions. Files without anything left belong to nobody. */
function groups(names: readonly string[], keyOf: (name: string) => string): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const name of names) {
    const words = keyOf(name)
      .normalize("NFC")
      .toLowerCase()
      .split(/[^\p{L}\p{N}]+/u);
    const key = words.filter((word) => word !== "" && !VERSION.test(word)).join(" ");
    if (key !== "") found.set(key, [...(found.get(key) ?? []), name]);
  }
  return found;
}

function isWholeDay(path: string): boolean {
  const reading = readNotebookFile(path);
  if (!("notebook" in reading)) return false;
  const exercises = new Set(exercisesOfCells(reading.notebook));
  exercises.delete(null);
  return exercises.size >= WHOLE_DAY;
}

const stem = (name: string) => basename(name, extname(name));
const remarkOn = (people: number, others: readonly string[] = []) =>
  `its folder was read as that of ${people} people, told apart by the names of their files${others.length > 0 ? `; of nobody: ${others.slice(0, 3).join(", ")}` : ""}`;
