import type { CodeCell, Notebook, Output } from "../../lib/nbformat/notebook.ts";

/** A notebook as it was executed: each cell with what it printed, or with its outputs as they are. */
export function executed(...cells: (string | Output[])[]): Notebook {
  return { cells: cells.map(cell), metadata: {}, nbformat: 4, nbformat_minor: 5 };
}

function cell(printed: string | Output[], index: number): CodeCell {
  const outputs: Output[] =
    typeof printed === "string" ? [{ output_type: "stream", name: "stdout", text: printed }] : printed;
  return {
    cell_type: "code",
    id: `c${index}`,
    metadata: {},
    source: "",
    execution_count: index + 1,
    outputs,
  };
}

/** The value of a cell's last expression. */
export function result(text: string): Output {
  return { output_type: "execute_result", data: { "text/plain": text }, metadata: {}, execution_count: 1 };
}

export const thrown: Output = { output_type: "error", ename: "Error", evalue: "no", traceback: [] };
