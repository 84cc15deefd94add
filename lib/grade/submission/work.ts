import type { Notebook } from "../../nbformat/notebook.ts";
import type { Language } from "../code/parse.ts";

/** What one person handed in. */
export interface Work {
  /** The name of the person's folder, or of the notebook without its extension. */
  id: string;
  /** Where it lies. */
  folder: string;
  notebooks: HandedIn[];
  /** The other files, by their paths in the folder. */
  files: string[];
  /** What was left out, and why. */
  remarks: string[];
}

export interface HandedIn {
  /** Its path in the folder, with `/` between. */
  path: string;
  /** The exercise that its name tells. */
  exercise: number | null;
  /** Without it, `trouble` says why it could not be read. */
  notebook?: Notebook;
  language?: Language;
  trouble?: string;
}
