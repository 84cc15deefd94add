/** A notebook as data: the parts of nbformat 4 that this project reads. https://nbformat.readthedocs.io */

/** Text as nbformat stores it: one string, or a list of lines. */
type MultilineText = string | string[];

/** A MIME bundle: one value in several formats, by MIME type. Text formats are text, JSON formats are plain data. */
export type MimeBundle = Record<string, unknown>;

export type Output =
  | { output_type: "stream"; name: "stdout" | "stderr"; text: MultilineText }
  | {
      output_type: "execute_result";
      data: MimeBundle;
      metadata: Record<string, unknown>;
      execution_count: number | null;
    }
  | { output_type: "display_data"; data: MimeBundle; metadata: Record<string, unknown> }
  | { output_type: "error"; ename: string; evalue: string; traceback: string[] };

export interface CodeCell {
  cell_type: "code";
  id?: string;
  metadata: Record<string, unknown>;
  source: MultilineText;
  execution_count: number | null;
  outputs: Output[];
}

interface TextCell {
  cell_type: "markdown" | "raw";
  id?: string;
  metadata: Record<string, unknown>;
  source: MultilineText;
  attachments?: Record<string, MimeBundle>;
}

export type Cell = CodeCell | TextCell;

export interface Notebook {
  cells: Cell[];
  metadata: { kernelspec?: { name?: string; display_name?: string }; [key: string]: unknown };
  nbformat: number;
  nbformat_minor: number;
}

/** Joins text that is stored as lines. */
export function wholeText(text: MultilineText): string {
  return Array.isArray(text) ? text.join("") : text;
}

/** The text of an entry of a MIME bundle, such as `text/plain`, SVG or base64; `undefined` for JSON data. */
export function textForm(type: string, value: unknown): string | undefined {
  if (typeof value === "string") return value;
  const isJson = type === "application/json" || (type.startsWith("application/") && type.endsWith("+json"));
  return Array.isArray(value) && !isJson ? wholeText(value) : undefined;
}

/** A notebook of code cells that were not run. */
export function newNotebook(sources: readonly string[]): Notebook {
  const cells = sources.map((source, at): CodeCell => {
    return { cell_type: "code", id: `cell-${at}`, metadata: {}, source, execution_count: null, outputs: [] };
  });
  return { cells, metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

/** The code of all cells as one text. */
export const codeOf = (notebook: Notebook): string =>
  codeCells(notebook)
    .map(({ source }) => wholeText(source))
    .join("\n");

/** The code cells, in order. */
export function codeCells(notebook: Notebook): CodeCell[] {
  return notebook.cells.filter((cell): cell is CodeCell => cell.cell_type === "code");
}
