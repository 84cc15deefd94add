import { fromVersion3 } from "./from-version-3.ts";
import type { Cell, Notebook, Output } from "./notebook.ts";

const MAX_CELLS = 5_000;
/** Characters of code in one notebook. */
const MAX_CODE = 400_000;
/** Nesting levels of metadata and output data. A plotly figure has about ten. */
const MAX_DEPTH = 200;

/**
 * Parses an untrusted notebook of nbformat 3 or 4: keeps what conforms to nbformat 4, and drops the rest.
 *
 * @param text the file's text
 * @returns the notebook, or why it is not one, as the end of a sentence; never throws
 */
export function parseNotebook(text: string): { notebook: Notebook } | { trouble: string } {
  const json = text.replace(/^\uFEFF/, ""); // the byte order mark some editors write
  if (json.trim() === "") return { trouble: "it is empty" };
  let data: unknown;
  try {
    data = JSON.parse(json);
  } catch {
    return { trouble: "it is not JSON" };
  }
  if (isObject(data) && data.nbformat === 3) data = fromVersion3(data);
  if (!isObject(data)) return { trouble: "it is not a notebook" };
  if (data.nbformat !== 4 || !Array.isArray(data.cells))
    return { trouble: "it is not a notebook of nbformat 3 or 4" };
  if (data.cells.length > MAX_CELLS)
    return { trouble: `it has ${data.cells.length} cells, more than the ${MAX_CELLS} that are read` };
  const cells = data.cells.flatMap((cell) => asCell(cell) ?? []);
  const code = cells.reduce(
    (sum, { cell_type, source }) => sum + (cell_type === "code" ? source.length : 0),
    0,
  );
  if (code > MAX_CODE)
    return { trouble: `its cells hold ${code} characters, more than the ${MAX_CODE} that are read` };
  const metadata = shallow(data.metadata);
  return { notebook: { cells, metadata, nbformat: 4, nbformat_minor: Number(data.nbformat_minor) || 0 } };
}

/** Keeps the known fields of a cell; undefined if it is not a cell. */
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

/** Drops entries nested deeper than `MAX_DEPTH`, so that recursive readers do not exhaust the stack. */
function shallow(data: unknown): Record<string, unknown> {
  if (!isObject(data)) return {};
  return Object.fromEntries(Object.entries(data).filter(([, value]) => isShallow(value, MAX_DEPTH)));
}

/** True if a value has at most `left` nesting levels. */
export function isShallow(value: unknown, left: number): boolean {
  if (typeof value !== "object" || value === null) return true;
  return left > 0 && Object.values(value).every((inner) => isShallow(inner, left - 1));
}

function multiline(text: unknown): string {
  if (Array.isArray(text)) return text.filter((line) => typeof line === "string").join("");
  return typeof text === "string" ? text : "";
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
