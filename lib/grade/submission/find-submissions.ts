import { type Dirent, lstatSync, realpathSync, type Stats } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../../setup/user-error.mjs";
import { exerciseOfName, exerciseOfWord, isExerciseName } from "./exercise.ts";
import {
  ARCHIVE,
  decodeName,
  isOtherWork,
  NOTEBOOK,
  nativePath,
  order,
  PACKED,
  readableName,
  readFolder,
  SCRIPT,
  stemOf,
} from "./file-names.ts";
import { IN_COMMON, isPartOfDay, ownWords, readFlatFolder, wordsOf } from "./flat-folder.ts";
import { platformName } from "./platform-names.ts";
import { OF_A_CLASS, unpack } from "./unpack.ts";

/** Folders that hold no person's work. */
export const IGNORED = /^(?:\.|node_modules$|__pycache__$|__MACOSX$|site-packages$|dist-packages$)/;
/** Two of them, or nothing else, tell that a folder is a course of nbgrader. */
const NBGRADER = /^(?:source|release|submitted|autograded|feedback|gradebook\.db|nbgrader_config\.py)$/;
/** A class's folder as Microsoft Teams and GitHub Classroom name it. */
const OF_CLASS = /^submitted files$|.-submissions$/i;
/** Folders of days or topics, as in a person's repository of a whole course. */
const TOPIC =
  /^(?:(?:day|week|module|chapter|jour|semaine|tag|woche|d[ií]a|semana|gün|hafta)[\s._-]*\d+|(?:\d+[\s._-]*|(?:[dwsj]\d+[\s._-]*){1,2})?(?:numpy|pandas|keras|tensorflow|matplotlib|sklearn|scikit-learn|nlp|data[\s._-]wrangling|visuali[sz]ations?|classification|linear[\s._-]regression|neural[\s._-]networks?|time[\s._-]series|model[\s._-]selection|pipeline))\b/i;

/** Location of one person's submission: a folder, or some files in it. */
export interface SubmissionLocation {
  id: string;
  folder: string;
  /** If set, only this notebook of the folder is graded. */
  notebook?: string;
  /** If set, the folder is shared with other people, and these are the person's files in it. */
  files?: string[];
  /** If set, this archive in the folder is the submission. */
  archive?: string;
  /** Notes on how it was found. */
  remarks?: string[];
}

/**
 * Finds the submissions in the given paths, sorted by name. A path is a notebook, a script, one person's folder, a folder with one folder or
 * archive per person, such as a learning platform or nbgrader makes, or an archive (.zip, .tar, .tar.gz) of any of these.
 *
 * @param scratch an empty folder for what is unpacked; without it, archives are refused
 * @throws UserError if a path does not exist, is a file of another kind, or is an archive that cannot be unpacked
 */
export function findSubmissions(paths: readonly string[], scratch?: string): SubmissionLocation[] {
  const places = paths.flatMap((path, index) => {
    // A symbolic link given as an argument is followed; links inside a submission are not.
    const full = followed(resolve(path));
    const is = full === undefined ? undefined : status(full);
    if (full === undefined || !is)
      throw new UserError(
        `There is no ${path}: name a notebook, a script, a person's folder or a folder of folders.`,
      );
    const name = basename(full);
    if (is.isDirectory()) {
      list(full, ({ code }) => {
        throw new UserError(
          `The folder ${path} cannot be read (${code}): \`chmod -R u+rX\` makes it readable for its owner.`,
        );
      });
      return submissionsIn(full, name);
    }
    const folder = dirname(full);
    if (SCRIPT.test(name)) return [{ id: stemOf(name), folder, files: [name] }];
    if (NOTEBOOK.test(name)) return [{ id: stemOf(name), folder, notebook: name }];
    if (!isArchive(name))
      throw new UserError(
        `${path} is no notebook (.ipynb), script (.py, .ts), archive (.zip, .tar.gz) or folder: name one of these.`,
      );
    if (scratch === undefined) throw new UserError(`${path} is an archive: unpack it first.`);
    return submissionsInArchive(path, full, join(scratch, `archive-${index}`));
  });
  return withUniqueIds(places);
}

function submissionsInArchive(path: string, full: string, into: string): SubmissionLocation[] {
  let remarks: string[];
  try {
    remarks = unpack(full, into, OF_A_CLASS);
  } catch (error) {
    throw new UserError(`${path} cannot be graded: ${(error as Error).message}.`);
  }
  // Archives often hold one folder with everything.
  let folder = into;
  for (let entries = list(folder); entries.length === 1 && entries[0].isDirectory(); entries = list(folder))
    folder = join(folder, entries[0].name);
  const found = submissionsIn(folder, basename(full).replace(ARCHIVE, ""));
  return found.map((place) => ({ ...place, remarks: [...(place.remarks ?? []), ...remarks] }));
}

/** @param name of the person, if it is one person's folder */
function submissionsIn(folder: string, name: string): SubmissionLocation[] {
  const entries = visible(folder);
  const ofNbgrader = entries.filter((entry) => NBGRADER.test(entry.name)).length;
  const isCourse = ofNbgrader > 1 || ofNbgrader === entries.length;
  for (const tree of isCourse ? ["submitted", "autograded"] : [])
    if (entries.some((entry) => entry.name === tree && entry.isDirectory()))
      return submissionsIn(join(folder, tree), name);
  const ofClass = entries.find((entry) => entry.isDirectory() && OF_CLASS.test(entry.name));
  if (ofClass) return submissionsIn(join(folder, ofClass.name), name);
  const platform = entries.filter((entry) => platformName(entry.name));
  if (platform.length > 0 && platform.length >= entries.length / 2)
    return [...ofPlatform(folder, platform), ...besidePlatform(folder, entries)];
  const folders = entries.filter((entry) => entry.isDirectory() || entry.isSymbolicLink());
  const archives = entries.filter(isArchiveFile);
  const flat = readFlatFolder(folder, entries);
  if (flat.people.size > 0)
    return [
      ...[...flat.people].map(([id, files]) => ({ id, folder, files, remarks: [flat.remark!] })),
      ...besidePlatform(
        folder,
        entries.filter((entry) => !isNotebook(entry)),
      ),
    ];
  const isOfWork =
    new Set(folders.flatMap((entry) => partOfWork(entry.name) ?? [])).size > 1 ||
    areExercises(folders.map(({ name }) => name));
  const strays = entries.filter(isNotebook);
  const isOnePerson =
    entries.some((entry) => entry.name === "notebooks") ||
    isOfWork ||
    (folders.length === 0 && archives.length <= 1);
  const work = strays.length > 0 ? folders.filter(({ name }) => holdsWork(join(folder, name))) : folders;
  // Documents join a class, but do not make one.
  const read = work.filter(({ name }) => holdsWork(join(folder, name), isScript));
  // A notebook beside people's folders is somebody's, too.
  const areVersions = work.some(({ name }) => isPartOfDay(name));
  if (isOnePerson || (strays.length > 0 && (read.length < 2 || areVersions))) {
    const remarks = [
      flat.remark,
      ...(read.length > 1 && strays.length > 0 && !isOfWork ? [besideFolders(strays, work)] : []),
    ];
    const found = remarks.filter((remark) => remark !== undefined);
    return [{ id: name, folder, ...(found.length > 0 && { remarks: found }) }];
  }
  return [...peopleOf(folder, work), ...[...archives, ...strays].flatMap((entry) => placesOf(folder, entry))];
}

/** The people whose folders these are, or those in them, if they are groups of people. */
function peopleOf(folder: string, work: readonly Dirent[]): SubmissionLocation[] {
  const all = work.map(({ name }) => ({ id: name, folder: join(folder, name) }));
  // Beside a person's folder with notebooks, another one with folders is a person's, too.
  if (all.some((own) => list(own.folder).some(isNotebook))) return all;
  const groups = all.map((own) => peopleOfGroup(own.folder));
  const kinds = new Set(all.flatMap(({ id }, at) => (groups[at] ? wordsOf(id)[0] : [])));
  return all.flatMap(
    (own, at) => groups[at] ?? ((kinds.has(wordsOf(own.id)[0]) && onlyMember(own)) || [own]),
  );
}

/** The person in the folder of a group that has no other. */
function onlyMember({ id, folder }: SubmissionLocation): SubmissionLocation[] | undefined {
  const entries = visible(folder);
  const folders = entries.filter((entry) => entry.isDirectory());
  const archives = entries.filter(isArchiveFile);
  const [only, ...others] = folders.length > 0 ? folders : archives;
  const name = only && withoutEnding(only.name);
  if (!only || others.length > 0 || partOfWork(name) !== undefined || isPartOfDay(name)) return undefined;
  return only.isDirectory() ? submissionsIn(folder, id) : [ofArchive(folder, only)];
}

/**
 * The people in a folder of a group, a section or a whole class, whose folders answer the same exercises, or which has their archives;
 * undefined for a person's folder.
 */
function peopleOfGroup(folder: string): SubmissionLocation[] | undefined {
  const entries = visible(folder);
  const inner = entries.filter(
    (entry) => entry.isDirectory() && holdsWork(join(folder, entry.name), isScript),
  );
  const archives = entries.filter(isArchiveFile);
  const all = [...inner, ...archives];
  if (entries.some(isNotebook)) return undefined;
  if (all.length === 1 && inner.length === 1) return peopleOfGroup(join(folder, inner[0].name));
  if (all.some(({ name }) => partOfWork(name) !== undefined || isPartOfDay(stemOf(name)))) return undefined;
  const names = all.map(({ name }) => withoutEnding(name));
  if (areNumbered(names)) return undefined;
  const exercises = inner.map(({ name }) => exercisesBelow(join(folder, name)));
  const areAlike = exercises.some((own, at) =>
    exercises.some((other, i) => i > at && [...own].filter((one) => other.has(one)).length >= IN_COMMON),
  );
  if (!areAlike && (archives.length < 2 || !arePeople(names, basename(folder)))) return undefined;
  const remark = `in the folder ${basename(folder)}, which was read as that of several people`;
  return submissionsIn(folder, basename(folder)).map((place) => ({
    ...place,
    remarks: [...(place.remarks ?? []), remark],
  }));
}

/** True for one person's `TP1` and `TP4`, or dates: the same word, if any, and numbers. Those of people are longer. */
function areNumbered(names: readonly string[]): boolean {
  const words = names.map((name) => /^(\p{L}*)(?:[\s._-]*\d{1,4}(?!\d))+$/u.exec(name)?.[1]);
  return words.every((word) => word !== undefined && word === words[0]);
}

/** True if names differ in more than versions, and share no word with the folder's, as one person's would. */
function arePeople(names: readonly string[], folder: string): boolean {
  const words = names.map(ownWords);
  const shared = new Set(wordsOf(folder));
  return (
    new Set(words.map((own) => own.join(" "))).size === names.length &&
    !words.flat().some((word) => shared.has(word))
  );
}

/** The exercises that names of notebooks in a folder tell. */
function exercisesBelow(folder: string, depth = 3): Set<number> {
  const entries = visible(folder);
  const found = entries.flatMap((entry) => {
    if (entry.isDirectory() && depth > 0) return [...exercisesBelow(join(folder, entry.name), depth - 1)];
    return isNotebook(entry) ? (exerciseOfName(stemOf(entry.name)) ?? []) : [];
  });
  return new Set(found);
}

const besideFolders = ([stray]: readonly Dirent[], folders: readonly Dirent[]) =>
  `read as one person's folder, though ${stray.name} lies beside the folders ${folders
    .slice(0, 3)
    .map(({ name }) => name)
    .join(", ")}: if these are people, move it away`;

/** True if a notebook, an archive or other work lies in the folder, or a notebook or an archive in one of its folders. */
function holdsWork(folder: string, isOther = isOtherWork, depth = 2): boolean {
  const entries = visible(folder);
  return (
    entries.some((entry) => isNotebook(entry) || isArchive(entry.name)) ||
    (depth === 2 && entries.some(({ name }) => isOther(name))) ||
    (depth > 0 &&
      entries.some((entry) => entry.isDirectory() && holdsWork(join(folder, entry.name), isOther, depth - 1)))
  );
}

const isScript = (name: string) => SCRIPT.test(name);

/**
 * The part of one person's work that a folder is, such as `ex01` or `day04`; undefined for people. Folders of the same part, such as
 * `keras-anna` and `keras-ben`, are people's.
 */
const partOfWork = (name: string): string | undefined =>
  TOPIC.exec(name)?.[0].toLowerCase() ?? (isExerciseName(name) ? String(exerciseOfName(name)) : undefined);

/** True for folders such as `sequential`, `dense` and `optimize`: most of them, for three exercises at least. */
function areExercises(names: readonly string[]): boolean {
  const named = names.flatMap((name) => exerciseOfWord(name) ?? []);
  return new Set(named).size >= 3 && named.length > names.length / 2;
}

/** A folder as a learning platform exports it: a folder for each person, or all files beside each other, of which the last attempt counts. */
function ofPlatform(folder: string, entries: readonly Dirent[]): SubmissionLocation[] {
  const people = new Map<string, { folders: string[]; files: string[]; attempt: string }>();
  const named = entries.map((entry) => ({ entry, ...platformName(entry.name)! }));
  for (const { person, isText, attempt = "" } of named) {
    const own = people.get(person) ?? { folders: [], files: [], attempt };
    people.set(person, own);
    if (!isText && attempt > own.attempt) own.attempt = attempt;
  }
  const earlier = new Set<string>();
  for (const { entry, person, isText, attempt = "" } of named) {
    const own = people.get(person)!;
    if (attempt < own.attempt) earlier.add(person);
    else if (entry.isFile()) own.files.push(entry.name);
    else if (!isText) own.folders.push(entry.name);
    else own.folders.push(...(own.folders.length > 0 ? [] : [entry.name]));
  }
  return [...people].flatMap(([id, { folders, files }]): SubmissionLocation[] => [
    ...folders.map((name) => ({ id, folder: join(folder, name) })),
    ...(files.length > 0 ? [{ id, folder, files, ...(earlier.has(id) && { remarks: [EARLIER] }) }] : []),
  ]);
}

const EARLIER = "of several attempts, the last one was graded";

/** Folders, archives and notebooks among a platform's, under names that it has not made. */
const besidePlatform = (folder: string, entries: readonly Dirent[]): SubmissionLocation[] =>
  entries.filter(({ name }) => !platformName(name)).flatMap((entry) => placesOf(folder, entry));

/** The place of a person's folder, archive or notebook. */
function placesOf(folder: string, entry: Dirent): SubmissionLocation[] {
  const { name } = entry;
  if (entry.isDirectory()) return [{ id: name, folder: join(folder, name) }];
  if (isArchiveFile(entry)) return [ofArchive(folder, entry)];
  return isNotebook(entry) ? [{ id: stemOf(name), folder, files: [name] }] : [];
}

/** Drops places that were named twice; tells people of one name apart, and says so. */
function withUniqueIds(places: readonly SubmissionLocation[]): SubmissionLocation[] {
  const byPlace = new Map(
    places.map((place) => [
      JSON.stringify([place.folder, place.notebook, place.files, place.archive]),
      place,
    ]),
  );
  const sorted = [...byPlace.values()].sort((a, b) => order(a.id, b.id) || order(a.folder, b.folder));
  const alike = ({ id }: SubmissionLocation) => id.normalize("NFC").toLowerCase();
  const counts = new Map<string, number>();
  for (const place of sorted) counts.set(alike(place), (counts.get(alike(place)) ?? 0) + 1);
  const seen = new Set<string>();
  return sorted.map((place) => {
    // Names that look alike are alike.
    const name = place.id.normalize("NFC");
    let number = "";
    for (let n = 2; seen.has(name + number); n++) number = ` (${n})`;
    seen.add(name + number);
    const id = place.id + number;
    const count = counts.get(alike(place))!;
    if (count === 1) return { ...place, id };
    return { ...place, id, remarks: [...(place.remarks ?? []), `submitted ${count} times under this name`] };
  });
}

function followed(path: string): string | undefined {
  try {
    return decodeName(realpathSync(path, { encoding: "buffer" }));
  } catch {
    return undefined;
  }
}

/** The entries of a folder. If it cannot be read, calls `unread` and returns none. */
export function list(folder: string, unread?: (error: NodeJS.ErrnoException) => void): Dirent[] {
  try {
    return readFolder(folder);
  } catch (error) {
    unread?.(error as NodeJS.ErrnoException);
    return [];
  }
}

/** Named entries of a folder, sorted as `list` does; those that are gone are left out. */
export const entriesAt = (folder: string, names: readonly string[]): Dirent[] =>
  [...names].sort(order).flatMap((name) => {
    const is = status(join(folder, name));
    return is ? [Object.assign(is, { name }) as unknown as Dirent] : [];
  });

/** The entries of a folder, without those that hold no person's work, such as the reports of an earlier run. */
const visible = (folder: string) =>
  list(folder).filter(
    (entry) =>
      !IGNORED.test(entry.name) && !(entry.isDirectory() && status(join(folder, entry.name, "grades.json"))),
  );

export const status = (path: string): Stats | undefined =>
  lstatSync(nativePath(path), { throwIfNoEntry: false });
export const isNotebook = (entry: Dirent) =>
  NOTEBOOK.test(entry.name) && !entry.isDirectory() && !entry.isSymbolicLink();
export const isArchive = (name: string) => ARCHIVE.test(name);
/** Also of archives that cannot be unpacked: they are somebody's. */
const isArchiveFile = (entry: Dirent) => entry.isFile() && (isArchive(entry.name) || PACKED.test(entry.name));
const withoutEnding = (name: string) => readableName(name).replace(ARCHIVE, "").replace(PACKED, "");
const ofArchive = (folder: string, { name }: Dirent): SubmissionLocation => ({
  id: withoutEnding(name),
  folder,
  ...(isArchive(name) ? { archive: name } : { files: [name] }),
});
