import { type Dirent, lstatSync, realpathSync, type Stats } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { UserError } from "../../setup/user-error.mjs";
import { exerciseOfName } from "./exercise.ts";
import { decodeName, nativePath, readFolder } from "./file-names.ts";
import { LARGEST, readNotebookFile } from "./read-notebook.ts";
import type { Submission, SubmittedNotebook } from "./submission.ts";

const IGNORED = /^(?:\.|node_modules$|__pycache__$|__MACOSX$)/;
const MOST_FILES = 2000;
const DEEPEST = 6;
const MOST_FOLDERS = 2000;
const MOST_NOTEBOOKS = 60;
/** Bytes of all notebooks of one person. */
const MOST_BYTES = 200_000_000;
/** Remarks listed per person. */
const MOST_REMARKS = 20;

/** Location of one person's submission: a folder, or a single notebook in it. */
export interface SubmissionLocation {
  id: string;
  folder: string;
  /** If set, only this notebook of the folder is graded. */
  notebook?: string;
}

/**
 * Finds the submissions in the given paths, sorted by name. A path is a notebook, one person's folder (it has notebooks, or a
 * folder `notebooks/`) or a folder with one folder per person.
 *
 * @throws UserError if a path does not exist
 */
export function findSubmissions(paths: readonly string[]): SubmissionLocation[] {
  const places = paths.flatMap((path) => {
    // A symbolic link given as an argument is followed; links inside a submission are not.
    const full = followed(resolve(path));
    const is = full === undefined ? undefined : status(full);
    if (full === undefined || !is)
      throw new UserError(`There is no ${path}: name a notebook, a person's folder or a folder of folders.`);
    if (!is.isDirectory()) {
      return [{ id: basename(full, ".ipynb"), folder: dirname(full), notebook: basename(full) }];
    }
    const entries = list(full);
    const ofOnePerson = entries.some((entry) => isNotebook(entry) || entry.name === "notebooks");
    const people = entries.filter(
      (entry) => (entry.isDirectory() || entry.isSymbolicLink()) && !IGNORED.test(entry.name),
    );
    if (ofOnePerson || people.length === 0) return [{ id: basename(full), folder: full }];
    return people.map(({ name }) => ({ id: name, folder: join(full, name) }));
  });
  const seen = new Set<string>();
  return places
    .sort((a, b) => order(a.id, b.id))
    .map((place) => {
      let { id } = place;
      for (let n = 2; seen.has(id); n++) id = `${place.id} (${n})`;
      seen.add(id);
      return { ...place, id };
    });
}

function followed(path: string): string | undefined {
  try {
    return decodeName(realpathSync(path, { encoding: "buffer" }));
  } catch {
    return undefined;
  }
}

/** Reads a submission. Symbolic links are not followed. */
export function readSubmission({ id, folder, notebook }: SubmissionLocation): Submission {
  const submission: Submission = { id, folder, notebooks: [], files: [], remarks: [] };
  if (status(folder)?.isSymbolicLink()) {
    submission.remarks.push("the folder is a link, which is not followed");
    return submission;
  }
  if (notebook !== undefined) submission.notebooks.push(submittedNotebook(folder, notebook, MOST_BYTES));
  const left: Left = { files: MOST_FILES, folders: MOST_FOLDERS, bytes: MOST_BYTES, only: notebook };
  walk(submission, left, "", 0);
  if (left.files < 0) submission.remarks.push(`only the first ${MOST_FILES} files were looked at`);
  if (left.folders < 0) submission.remarks.push(`only the first ${MOST_FOLDERS} folders were looked at`);
  if (submission.remarks.length > MOST_REMARKS) {
    const more = submission.remarks.length - MOST_REMARKS;
    submission.remarks.splice(MOST_REMARKS, more, `${more} more remarks like these`);
  }
  if (submission.notebooks.length === 0) submission.remarks.push("no notebook was handed in");
  return submission;
}

/** The rest of the limits for one person's folder. */
interface Left {
  files: number;
  folders: number;
  bytes: number;
  /** If set, the only notebook that is graded; others count as plain files. */
  only: string | undefined;
}

function walk(submission: Submission, left: Left, below: string, depth: number): void {
  const unread = ({ code }: NodeJS.ErrnoException) =>
    submission.remarks.push(`${below === "" ? "the folder" : below} cannot be read (${code})`);
  for (const entry of list(join(submission.folder, below), unread)) {
    const path = below === "" ? entry.name : `${below}/${entry.name}`;
    if (entry.name === "node_modules")
      submission.remarks.push(`${path} is not looked at, and notebooks run without it`);
    if (IGNORED.test(entry.name)) continue;
    if (entry.isSymbolicLink()) submission.remarks.push(`${path} is a link, which is not followed`);
    else if (entry.isDirectory()) {
      if (depth >= DEEPEST) submission.remarks.push(`${path} lies too deep to be looked at`);
      else if (--left.folders >= 0) walk(submission, left, path, depth + 1);
    } else if (--left.files < 0) return;
    else if (path === left.only) left.files++;
    else if (isNotebook(entry) && left.only === undefined) {
      const isRead = submission.notebooks.length < MOST_NOTEBOOKS;
      submission.notebooks.push(submittedNotebook(submission.folder, path, isRead ? left.bytes : 0));
      const size = status(join(submission.folder, path))?.size ?? 0;
      // Larger notebooks are not read.
      if (size <= LARGEST) left.bytes -= size;
    } else if (entry.isFile()) submission.files.push(path);
  }
}

function submittedNotebook(folder: string, path: string, left: number): SubmittedNotebook {
  const exercise = exerciseOfName(basename(path, ".ipynb"));
  if (left <= 0)
    return {
      path,
      exercise,
      trouble: "the notebooks before it are so large, or so many, that it is not read",
    };
  return { path, exercise, ...readNotebookFile(join(folder, path)) };
}

/** The entries of a folder. If it cannot be read, calls `unread` and returns none. */
function list(folder: string, unread?: (error: NodeJS.ErrnoException) => void): Dirent[] {
  try {
    return readFolder(folder);
  } catch (error) {
    unread?.(error as NodeJS.ErrnoException);
    return [];
  }
}

const status = (path: string): Stats | undefined => lstatSync(nativePath(path), { throwIfNoEntry: false });
const isNotebook = (entry: Dirent) =>
  entry.name.endsWith(".ipynb") && !entry.isDirectory() && !entry.isSymbolicLink();
const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
