import { join } from "node:path";
import type { Notebook } from "../../nbformat/notebook.ts";
import type { OwnFiles } from "../code/own-modules.ts";
import type { Language } from "../code/parse.ts";
import { readWhole } from "./open-file.ts";

/** Bytes of a script or module that are looked at. */
const MOST_OF_SCRIPT = 1_000_000;

/** One person's submission. */
export interface Submission {
  /** The name of the person's folder, or of the notebook without its extension. */
  id: string;
  folder: string;
  notebooks: SubmittedNotebook[];
  /** Paths of the other files, relative to `folder`. */
  files: string[];
  /** Files and folders that were skipped, each with the reason. */
  remarks: string[];
}

/** A submitted notebook. */
export interface SubmittedNotebook {
  /** Relative to the folder, separated by `/`. */
  path: string;
  /** The exercise number in its file name. */
  exercise: number | null;
  /** If missing, `trouble` says why it could not be read. */
  notebook?: Notebook;
  language?: Language;
  /** Why it could not be read; of a script, that it shows no output until it is run. */
  trouble?: string;
}

/** The text of a person's script or module; undefined if it cannot be read. */
export function textOf(folder: string, path: string): string | undefined {
  try {
    return readWhole(join(folder, path), MOST_OF_SCRIPT).toString("utf8");
  } catch {
    return undefined;
  }
}

/** A person's files, in which their notebooks find modules. */
export const filesOf = ({ folder, files }: Submission): OwnFiles => ({
  paths: files,
  read: (path) => textOf(folder, path),
});
