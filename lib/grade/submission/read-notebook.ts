import { readFileSync } from "node:fs";
import type { Cell, Notebook, Output } from "../../nbformat/notebook.ts";
import type { Language } from "../code/parse.ts";
import { withFile } from "./open-file.ts";

/** Bytes. An honest day is below half a megabyte; pictures may make it more. */
export const LARGEST = 50_000_000;

/** Cells, and characters of code, of one notebook. */
const MOST_CELLS = 5_000;
const MOST_CODE = 400_000;
/** How deep data may be nested: a figure is ten deep. */
const DEEPEST = 200;

/** A notebook, or the sentence that says why it is none. Never throws: what it reads was written by anybody. */
export type Reading = { notebook: Notebook; language?: Language; trouble?: string } | { trouble: string };

export function readNotebookFile(path: string, largest = LARGEST): Reading {
  let text: string;
  try {
    const read = withFile(path, (file, { size }) => (size > largest ? size : readFileSync(file, "utf8")));
    if (typeof read === "number")
      return {
        trouble: `it is ${megabytes(read)} MB, larger than the ${megabytes(largest)} MB that are read`,
      };
    text = read;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { trouble: code === "ENOTFILE" ? "it is not a file" : `it cannot be read (${code})` };
  }
  text = text.replace(/^\uFEFF/, ""); // some editors begin a file so
  if (text.trim() === "") return { trouble: "it is empty" };
  let data: unknown;
  try {
    data = JSON.parse(text);
  } catch {
    return { trouble: "it is not JSON" };
  }
  return asNotebook(data);
}

function asNotebook(data: unknown): Reading {
  if (!isObject(data)) return { trouble: "it is not a notebook" };
  if (data.nbformat === 3 || Array.isArray(data.worksheets)) {
    return {
      trouble: "it is of nbformat 3: opening and saving it in JupyterLab makes it a notebook of today",
    };
  }
  if (data.nbformat !== 4 || !Array.isArray(data.cells))
    return { trouble: "it is not a notebook of nbformat 4" };
  if (data.cells.length > MOST_CELLS)
    return { trouble: `it has ${data.cells.length} cells, more than the ${MOST_CELLS} that are read` };
  const metadata = shallow(data.metadata);
  const cells = data.cells.flatMap((cell) => asCell(cell) ?? []);
  const code = cells.reduce(
    (sum, { cell_type, source }) => sum + (cell_type === "code" ? source.length : 0),
    0,
  );
  if (code > MOST_CODE)
    return { trouble: `its cells hold ${code} characters, more than the ${MOST_CODE} that are read` };
  const notebook: Notebook = {
    cells,
    metadata,
    nbformat: 4,
    nbformat_minor: Number(data.nbformat_minor) || 0,
  };
  const language = languageOf(metadata);
  if (language === undefined) {
    return { notebook, trouble: `it is written for ${kernelOf(metadata)}, whose code is not read here` };
  }
  return { notebook, language };
}

function languageOf(metadata: Record<string, unknown>): Language | undefined {
  const kernel = isObject(metadata.kernelspec) ? metadata.kernelspec : {};
  const info = isObject(metadata.language_info) ? metadata.language_info : {};
  const words = [kernel.language, info.name, kernel.name, kernel.display_name].map((word) =>
    String(word ?? "").toLowerCase(),
  );
  if (words.some((word) => /^(?:typescript|javascript|tslab|jslab|deno)/.test(word))) return "typescript";
  return words.some((word) => /^(?:i?python|conda)/.test(word)) ? "python" : undefined;
}

function kernelOf(metadata: Record<string, unknown>): string {
  const kernel = isObject(metadata.kernelspec) ? metadata.kernelspec.name : undefined;
  return typeof kernel === "string"
    ? `the kernel ${JSON.stringify(kernel.slice(0, 40))}`
    : "no kernel that it names";
}

/** Only what has the form of a cell. */
function asCell(cell: unknown): Cell | undefined {
  if (!isObject(cell)) return undefined;
  const source = multiline(cell.source);
  const metadata = shallow(cell.metadata);
  const id = typeof cell.id === "string" ? { id: cell.id } : {};
  if (cell.cell_type !== "code") {
    return { cell_type: cell.cell_type === "markdown" ? "markdown" : "raw", ...id, metadata, source };
  }
  const outputs = Array.isArray(cell.outputs) ? cell.outputs.flatMap((output) => asOutput(output) ?? []) : [];
  const count = typeof cell.execution_count === "number" ? cell.execution_count : null;
  return { cell_type: "code", ...id, metadata, source, execution_count: count, outputs };
}

function asOutput(output: unknown): Output | undefined {
  if (!isObject(output)) return undefined;
  const metadata = shallow(output.metadata);
  const data = shallow(output.data);
  switch (output.output_type) {
    case "stream":
      return {
        output_type: "stream",
        name: output.name === "stderr" ? "stderr" : "stdout",
        text: multiline(output.text),
      };
    case "execute_result": {
      const count = typeof output.execution_count === "number" ? output.execution_count : null;
      return { output_type: "execute_result", data, metadata, execution_count: count };
    }
    case "display_data":
      return { output_type: "display_data", data, metadata };
    case "error":
      return {
        output_type: "error",
        ename: String(output.ename ?? ""),
        evalue: String(output.evalue ?? ""),
        traceback: [],
      };
    default:
      return undefined;
  }
}

/** The entries that are nested no deeper than those who go through them can follow. */
function shallow(data: unknown): Record<string, unknown> {
  if (!isObject(data)) return {};
  return Object.fromEntries(Object.entries(data).filter(([, value]) => isShallow(value, DEEPEST)));
}

function isShallow(value: unknown, left: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return left > 0 && Object.values(value).every((inner) => isShallow(inner, left - 1));
}

function multiline(text: unknown): string {
  if (Array.isArray(text)) return text.filter((line) => typeof line === "string").join("");
  return typeof text === "string" ? text : "";
}

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const megabytes = (bytes: number) => Math.ceil(bytes / 1_000_000);
