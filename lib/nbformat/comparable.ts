import { canonical, sorted } from "./canonical.ts";
import { type CodeCell, codeCells, type Notebook, type Output } from "./notebook.ts";

/** The part of a code cell that must be equal in two runs. */
export type Comparable = Pick<CodeCell, "execution_count" | "outputs">;

const PLOTLY = "application/vnd.plotly.v1+json";
/** The picture that JupyterLab draws of a figure's JSON. */
const PNG = "image/png";

/**
 * The outputs of a notebook's code cells, in the form in which two runs are compared. They may differ only in
 *
 * - the form of the file: order of keys, text as a string or as lines, how a stream is split, overwritten states of a
 *   progress bar (see `canonical`);
 * - the metadata of cells, which hold an editor's state;
 * - the PNG that JupyterLab's plotly renderer adds to a figure's JSON when a notebook is saved: the browser draws it from
 *   that JSON.
 *
 * Everything else is compared byte for byte, execution counts included.
 *
 * @param drawings the MIME types of pictures that are drawn from a figure's JSON, and left out
 */
export function comparable(notebook: Notebook, drawings: readonly string[] = [PNG]): Comparable[] {
  return codeCells(canonical(notebook)).map(({ execution_count, outputs }) => ({
    execution_count,
    outputs: outputs.map((output) => sorted(withoutDrawings(output, drawings)) as Output),
  }));
}

function withoutDrawings(output: Output, drawings: readonly string[]): Output {
  if (!("data" in output) || !(PLOTLY in output.data)) return output;
  const without = (bundle: object = {}) =>
    Object.fromEntries(Object.entries(bundle).filter(([type]) => !drawings.includes(type)));
  return { ...output, data: without(output.data), metadata: without(output.metadata) };
}
