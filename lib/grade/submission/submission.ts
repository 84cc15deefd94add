import type { Notebook } from "../../nbformat/notebook.ts";
import type { Language } from "../code/parse.ts";

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
