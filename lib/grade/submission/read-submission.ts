import { basename, join } from "node:path";
import { codeOf, newNotebook } from "../../nbformat/notebook.ts";
import type { Language } from "../code/parse.ts";
import { listed } from "../report/plain-text.ts";
import { mentionsKeras, notebooksOfDay } from "./day.ts";
import { exercisesOfNotebooks, isExerciseName, numberOfName, tellingName } from "./exercise.ts";
import { ARCHIVE, SCRIPT, UNREAD } from "./file-names.ts";
import {
  entriesAt,
  IGNORED,
  isArchive,
  isNotebook,
  list,
  type SubmissionLocation,
  status,
} from "./find-submissions.ts";
import { importersOf, namesOf } from "./importers.ts";
import { LARGEST, readNotebookFile } from "./read-notebook.ts";
import { type Submission, type SubmittedNotebook, textOf } from "./submission.ts";
import { OF_A_PERSON, unpack } from "./unpack.ts";

/** What is looked at of one person; the notebooks may be those of a whole course. */
const MOST = { files: 2000, folders: 2000, notebooks: 1000 };
const DEEPEST = 10;
/** Zip files in one another. */
const DEEPEST_ARCHIVE = 3;
/** Notebooks of this day that are graded. */
const MOST_NOTEBOOKS = 60;
/** Bytes of all notebooks of one person. */
const MOST_BYTES = 200_000_000;
/** Remarks listed per person. */
const MOST_REMARKS = 20;
/** Found in the folder of a Python environment, and what else that holds. Some people work in such a folder. */
const ENVIRONMENT = /^(?:pyvenv\.cfg|conda-meta|site-packages)$/;
const PART_OF_ENVIRONMENT =
  /^(?:bin|lib|lib64|include|share|etc|conda-meta|Scripts|Lib|Include|pyvenv\.cfg)$/;

/**
 * Reads a submission. Symbolic links are not followed; environments of Python and packages of Node are left out.
 *
 * @param scratch a folder, made if needed, for archives; without it they are not unpacked
 */
export function readSubmission(location: SubmissionLocation, scratch?: string): Submission {
  const { id, folder, archive, notebook, files } = location;
  const submission: Submission = {
    id,
    folder,
    notebooks: [],
    files: [],
    remarks: [...(location.remarks ?? [])],
  };
  if (status(folder)?.isSymbolicLink()) {
    submission.remarks.push("the folder is a link, which is not followed");
    return submission;
  }
  const found = find(submission, { notebook, files: archive === undefined ? files : [archive] });
  if (found.notebooks.length === 0 && found.archives.length > 0) {
    let inner = found;
    const { files } = submission;
    // An archive may hold others.
    for (let level = 0; level < DEEPEST_ARCHIVE && inner.notebooks.length === 0; level++) {
      if (inner.archives.length === 0) break;
      const into = scratch && join(scratch, `unpacked-${level}`);
      if (!unpackAll(submission, inner.archives, found.unread, into)) break;
      inner = find(submission, {});
    }
    readAll(submission, inner);
    // An archive of data, beside scripts.
    if (inner !== found && !submission.notebooks.some(({ notebook }) => notebook)) {
      const unpacked = { ...submission };
      Object.assign(submission, { folder, files });
      readAll(submission, found);
      if (submission.notebooks.length === 0) Object.assign(submission, unpacked);
    }
  } else {
    if (found.archives.length > 0) submission.remarks.push(`not unpacked: ${listed(found.archives)}`);
    readAll(submission, found);
  }
  submission.notebooks.push(...found.unread);
  if (submission.notebooks.length === 0) {
    submission.remarks.push("no notebook was submitted");
  }
  if (submission.remarks.length > MOST_REMARKS) {
    const more = submission.remarks.length - MOST_REMARKS;
    submission.remarks.splice(MOST_REMARKS, more, `${more} more remarks like these`);
  }
  return submission;
}

/** The contents of a person's folder, as paths in it. */
interface Found {
  notebooks: string[];
  archives: string[];
  /** Folders and archives that may hold notebooks: they are left to a person. */
  unread: SubmittedNotebook[];
}

/** Looks through a folder. Files that are neither notebooks nor archives are added to the submission. */
function find(submission: Submission, only: Pick<SubmissionLocation, "notebook" | "files">): Found {
  const found: Found = {
    notebooks: only.notebook === undefined ? [] : [only.notebook],
    archives: [],
    unread: [],
  };
  const left = { ...MOST };
  walk("", 0);
  for (const kind of ["files", "folders", "notebooks"] as const)
    if (left[kind] < 0) submission.remarks.push(`only the first ${MOST[kind]} ${kind} were looked at`);
  return found;

  function walk(below: string, depth: number): void {
    const unread = ({ code }: NodeJS.ErrnoException) => {
      const path = below === "" ? basename(submission.folder) : below;
      const trouble = `the folder ${path} cannot be read (${code}): \`chmod -R u+rX\` makes it readable for its owner`;
      submission.remarks.push(trouble);
      found.unread.push({ path, exercise: null, trouble });
    };
    // A folder of many people is not listed for each of them.
    const entries =
      depth === 0 && only.files !== undefined
        ? entriesAt(submission.folder, only.files)
        : list(join(submission.folder, below), unread);
    const isEnvironment = entries.some(({ name }) => ENVIRONMENT.test(name));
    if (isEnvironment)
      submission.remarks.push(`${below || "the folder"} is an environment of Python, which is not looked at`);
    for (const entry of entries) {
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.name === "node_modules")
        submission.remarks.push(`${path} is not looked at, and notebooks run without it`);
      if (IGNORED.test(entry.name) || (isEnvironment && PART_OF_ENVIRONMENT.test(entry.name))) continue;
      if (entry.isSymbolicLink()) submission.remarks.push(`${path} is a link, which is not followed`);
      else if (entry.isDirectory()) {
        if (depth >= DEEPEST) submission.remarks.push(`${path} lies too deep to be looked at`);
        else if (--left.folders >= 0) walk(path, depth + 1);
      } else if (path === only.notebook) continue;
      else if (isNotebook(entry) && only.notebook === undefined) {
        if (--left.notebooks >= 0) found.notebooks.push(path);
      } else if (--left.files >= 0 && entry.isFile()) {
        if (isArchive(entry.name)) found.archives.push(path);
        else submission.files.push(path);
      }
    }
  }
}

/** Unpacks a person's archives, and makes their folder that of the submission. @returns false if none can be unpacked */
function unpackAll(
  submission: Submission,
  archives: readonly string[],
  unread: SubmittedNotebook[],
  into: string | undefined,
): boolean {
  if (into === undefined) {
    submission.remarks.push(`not unpacked: ${listed(archives)}`);
    return false;
  }
  let isUnpacked = false;
  for (const archive of archives) {
    // Several may hold files of the same names.
    const own = archives.length === 1 ? into : join(into, archive.replace(ARCHIVE, ""));
    try {
      const remarks = unpack(join(submission.folder, archive), own, OF_A_PERSON);
      submission.remarks.push(...remarks.map((remark) => `${archive}: ${remark}`));
      isUnpacked = true;
    } catch (error) {
      const trouble = `it cannot be unpacked: ${(error as Error).message}`;
      unread.push({ path: archive, exercise: null, trouble });
    }
  }
  if (!isUnpacked) return false;
  submission.folder = into;
  submission.files = [];
  return true;
}

/** Reads the notebooks of this day, and scripts that stand for some. */
function readAll(submission: Submission, { notebooks: paths }: Found): void {
  const { folder } = submission;
  let left = MOST_BYTES;
  // A whole course may exceed the limits: read what looks like this day first.
  const byPlace = [...paths].sort((a, b) => Number(/keras/i.test(b)) - Number(/keras/i.test(a)));
  const read = new Map(
    byPlace.map((path): [string, SubmittedNotebook] => {
      if (left <= 0) return [path, { path, exercise: null, trouble: TOO_MUCH }];
      // Larger notebooks are not read.
      const size = status(join(folder, path))?.size ?? 0;
      if (size <= LARGEST) left -= size;
      return [path, { path, exercise: null, ...readNotebookFile(join(folder, path)) }];
    }),
  );
  const all = paths.map((path) => read.get(path)!);
  const ofDay = notebooksOfDay(all);
  const others = all.filter((notebook) => !ofDay.has(notebook)).map(({ path }) => path);
  if (others.length > 0) submission.remarks.push(`not part of this day: ${listed(others)}`);
  const own = all.filter((notebook) => ofDay.has(notebook));
  submission.notebooks = [
    ...own.slice(0, MOST_NOTEBOOKS),
    ...own.slice(MOST_NOTEBOOKS).map(({ path }) => ({ path, exercise: null, trouble: TOO_MUCH })),
  ];
  const scripts = scriptsOf(submission);
  const unread = unreadFiles(submission);
  const work = [...submission.notebooks, ...scripts];
  const exercises = exercisesOfNotebooks(work, unread);
  for (const [at, notebook] of [...work, ...unread].entries()) notebook.exercise = exercises[at];
  // A script beside the notebook of its exercise, or one of no exercise beside notebooks, is a helper.
  addUnanswered(submission, scripts);
  addUnanswered(submission, unread);
}

/** Adds what answers an exercise that no notebook answers; of no exercise, only if no notebooks have Keras, or they have other numbers. */
function addUnanswered({ notebooks }: Submission, others: readonly SubmittedNotebook[]): void {
  const answered = new Set(notebooks.filter(mentionsKeras).map(({ exercise }) => exercise));
  const numbers = new Set(notebooks.map(({ path }) => numberOfName(tellingName(path))));
  const isOfOther = (name: string) => isExerciseName(name) && !numbers.has(numberOfName(name));
  const isMissing = ({ path, exercise }: SubmittedNotebook) =>
    exercise === null
      ? answered.size === 0 || (answered.has(null) && isOfOther(tellingName(path)))
      : !answered.has(exercise) && !answered.has(null);
  notebooks.push(...others.filter(isMissing).slice(0, MOST_NOTEBOOKS));
}

/** Files that may hold an answer, and are left to a person. */
const unreadFiles = ({ files }: Submission): SubmittedNotebook[] =>
  files.flatMap((path) => {
    const trouble = UNREAD.find(([kind]) => kind.test(path))?.[1];
    return trouble === undefined ? [] : [{ path, exercise: null, trouble }];
  });

const TOO_MUCH = "the notebooks before it are so large, or so many, that it is not read";

/** TypeScript that is no script of an exercise, as in a copy of the project. */
const OF_PROJECT = /(?:^|\/)(?:lib|tests?)\/.*\.ts$/;

/** Scripts with Keras, but for those without an exercise that notebooks or other scripts import. */
function scriptsOf({ folder, files, notebooks }: Submission): SubmittedNotebook[] {
  const scripts = files
    .filter((path) => SCRIPT.test(path) && !OF_PROJECT.test(path))
    .map((path) => ({ path, text: textOf(folder, path) ?? "", language: languageOf(path) }));
  const cells = notebooks.flatMap(({ path, notebook, language }) =>
    notebook ? [{ path, text: codeOf(notebook), language }] : [],
  );
  const isHelper = (path: string, importers: ReadonlyMap<string, ReadonlySet<string>>) =>
    numberOfName(tellingName(path)) === undefined &&
    namesOf(path).some((name) => {
      const others = importers.get(name);
      return others !== undefined && others.size > Number(others.has(path));
    });
  // A helper's own modules are helpers.
  let readers = cells;
  for (let count = -1; count < readers.length; ) {
    count = readers.length;
    const importers = importersOf(readers);
    readers = [...cells, ...scripts.filter(({ path }) => isHelper(path, importers))];
  }
  const [byNotebooks, byScripts] = [importersOf(readers), importersOf(scripts)];
  const work = scripts.filter(
    ({ path, text }) => /\b(?:keras|tensorflow)\b/.test(text) && !isHelper(path, byNotebooks),
  );
  const last = work.filter(({ path }) => !isHelper(path, byScripts));
  // Scripts that import one another are all work.
  return (last.length > 0 ? last : work).map(({ path, text, language }) => ({
    path,
    exercise: null,
    notebook: newNotebook(cellsOf(text)),
    language,
    trouble: "it is a script, which was not run",
  }));
}

const languageOf = (path: string): Language => (path.endsWith(".py") ? "python" : "typescript");

/** The cells of a script: those that editors mark by `# %%` or `// %%`, or one. */
const cellsOf = (text: string) =>
  text
    .split(/^(?=(?:#|\/\/) ?%%)/m)
    .map((source) => source.trimEnd())
    .filter((source) => source !== "");
