import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { rubric } from "../grade/rubric.ts";
import type { Notebook } from "../nbformat/notebook.ts";
import { root } from "../setup/paths.mjs";
import { UserError } from "../setup/user-error.mjs";

/** Name of the kernelspec of the day's notebooks. */
export const KERNEL = "tslab";

export const notebooksFolder = join(root, "notebooks");

/**
 * Names of the day's notebooks, without extension: `ex00_environment` and so on, and `index`, the way through them. Includes
 * missing ones that the rubric asks about, and excludes a learner's `my_ex00`.
 */
export function notebookNames(): string[] {
  const files = existsSync(notebooksFolder) ? readdirSync(notebooksFolder) : [];
  const there = files
    .filter((file) => /^(ex\d\d_.*|index)\.ipynb$/.test(file))
    .map((file) => basename(file, ".ipynb"));
  return [...new Set([...there, ...rubric.map((question) => question.notebook)])].sort();
}

/** Notebooks beside the day, which only run when they are named. */
const BESIDE = ["explore"];

/**
 * Chooses notebooks by their names or the beginnings of them: `ex04`, `ex04_optimize`, `ex04_optimize.ipynb`,
 * `notebooks/ex04_optimize.ipynb`. Without words, the day's.
 *
 * @throws UserError for a word that no notebook begins with
 */
export function chooseNotebooks(words: readonly string[]): string[] {
  if (words.length === 0) return notebookNames();
  const names = [...notebookNames(), ...BESIDE];
  const chosen = words.flatMap((word) => namesBeginning(word, names));
  return names.filter((name) => chosen.includes(name));
}

/**
 * The names that begin with a word, which may also be a path of a notebook.
 *
 * @param otherwise the end of the error's sentence
 * @throws UserError if there is none
 */
export function namesBeginning(word: string, names: readonly string[], otherwise = ""): string[] {
  const start = basename(word, ".ipynb");
  const found = names.filter((name) => start !== "" && name.startsWith(start));
  if (found.length > 0) return found;
  throw new UserError(
    `No notebook is named ${JSON.stringify(word)}: choose from ${names.join(", ")}${otherwise}.`,
  );
}

/**
 * Reads one of the day's notebooks.
 *
 * @throws UserError if it cannot be read, is not a notebook, or is written for another kernel
 */
export function readNotebook(name: string): Notebook {
  const path = notebookPath(name);
  const shown = relative(root, path);
  const restore = `restore it with git checkout -- ${shown}`;
  let text: string;
  try {
    text = readFileSync(path, "utf8");
  } catch (error) {
    throw new UserError(`${shown} cannot be read (${(error as NodeJS.ErrnoException).code}): ${restore}`);
  }
  let notebook: Notebook;
  try {
    notebook = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${shown} is not JSON (${(error as Error).message}): ${restore}`);
  }
  if (!Array.isArray(notebook?.cells) || notebook.nbformat !== 4) {
    throw new UserError(
      `${shown} is not a notebook of nbformat 4: open it in JupyterLab and save it, or ${restore}`,
    );
  }
  const kernel = notebook.metadata?.kernelspec?.name;
  if (kernel !== KERNEL) {
    throw new UserError(
      `${shown} is written for ${kernel === undefined ? "no kernel" : `the kernel ${JSON.stringify(kernel)}`}, not for "${KERNEL}": ` +
        "open it in JupyterLab, choose “TypeScript (tslab)” as its kernel and save it.",
    );
  }
  return notebook;
}

export function notebookPath(name: string): string {
  return join(notebooksFolder, `${name}.ipynb`);
}
