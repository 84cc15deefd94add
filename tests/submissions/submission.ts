import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A verdict on a question. */
export type Said = "met" | "met in Keras 3's wording" | "not met" | "not confirmed";

/** Ids of the rubric; "ex02" stands for all of its questions. */
export type Expected = Record<string, Said>;

/** One person's work, made up, and what a just grader says of it. */
export interface Submission {
  /** Names its folder. */
  id: string;
  kind: "honest" | "wrong" | "imitation" | "attack" | "bad input";
  /** Its special feature, for the name of the test. */
  about: string;
  /** Path in the person's folder → a notebook, or the text of any other file. */
  files: Record<string, NotebookContent | string>;
  /** The verdicts on the outputs as submitted; a question that is not named is "not met". */
  expected: Expected;
  /** Words that the reasons or remarks must hold: what gives the imitation away. */
  named?: RegExp;
  /** The verdicts after it was run again, where they are others. */
  rerun?: Expected;
}

/** A cell of a made-up notebook. */
export type MadeCell = Record<string, unknown> & { cell_type: string };

export interface NotebookContent {
  cells: MadeCell[];
  metadata: Record<string, unknown>;
  nbformat: number;
  nbformat_minor: number;
}

interface CellOptions {
  /** The last expression's value, as text or as a MIME bundle. */
  value?: string | Record<string, string>;
  /** Execution count where it is not the cell's place; `null`: the cell was not run. */
  count?: number | null;
  /** The cell ended in this error. */
  error?: [name: string, message: string];
}

/** A code cell, what it printed, and how else it is special. */
export function code(source: string, printed = "", { value, count, error }: CellOptions = {}): MadeCell {
  const outputs: object[] = [];
  if (printed !== "") outputs.push({ output_type: "stream", name: "stdout", text: printed });
  if (value !== undefined) {
    const data = typeof value === "string" ? { "text/plain": value } : value;
    outputs.push({ output_type: "execute_result", data, metadata: {}, execution_count: count ?? 1 });
  }
  if (error) outputs.push({ output_type: "error", ename: error[0], evalue: error[1], traceback: [] });
  return { cell_type: "code", metadata: {}, source: source.trim(), outputs, execution_count: count };
}

/** A cell of Markdown. */
export function text(source: string): MadeCell {
  return { cell_type: "markdown", metadata: {}, source };
}

/** A TypeScript notebook of these cells, run from top to bottom where a cell does not say otherwise. */
export const typescript = (...cells: MadeCell[]) => notebook("tslab", "typescript", cells);

/** A Python notebook of these cells. */
export const python = (...cells: MadeCell[]) => notebook("python3", "python", cells);

function notebook(kernel: string, language: string, cells: MadeCell[]): NotebookContent {
  let count = 0;
  return {
    cells: cells.map((cell) => {
      if (cell.cell_type !== "code") return cell;
      count++;
      return cell.execution_count === undefined ? counted(cell, count) : cell;
    }),
    metadata: {
      kernelspec: { name: kernel, language, display_name: kernel },
      language_info: { name: language },
    },
    nbformat: 4,
    nbformat_minor: 4,
  };
}

/** Run from top to bottom. */
export function renumbered(notebook: NotebookContent): NotebookContent {
  let count = 0;
  return {
    ...notebook,
    cells: notebook.cells.map((cell) => (cell.cell_type === "code" ? counted(cell, ++count) : cell)),
  };
}

function counted(cell: MadeCell, count: number): MadeCell {
  const outputs = (cell.outputs as Record<string, unknown>[]).map((output) =>
    output.output_type === "execute_result" ? { ...output, execution_count: count } : output,
  );
  return { ...cell, execution_count: count, outputs };
}

/** Writes the person's folder into `parent`. @returns its path */
export function writeSubmission({ id, files }: Submission, parent: string): string {
  const folder = join(parent, id);
  for (const [path, file] of Object.entries(files)) {
    const target = join(folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, typeof file === "string" ? file : JSON.stringify(file, null, 1));
  }
  return folder;
}
