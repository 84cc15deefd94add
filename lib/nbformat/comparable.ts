import { canonical, sorted } from "./canonical.ts";
import { type CodeCell, codeCells, type Notebook, type Output } from "./notebook.ts";

/** Of a code cell, what two runs must agree on. */
export type Comparable = Pick<CodeCell, "execution_count" | "outputs">;

const PLOTLY = "application/vnd.plotly.v1+json";
const PNG = "image/png";

/**
 * The outputs of a notebook, cell by cell, in the one form in which they are compared. Two runs may differ in
 *
 * - the form of the file: order of keys, text whole or as lines, one stream in several pieces, what a
 *   progress bar has overwritten (see `canonical`);
 * - the cells' metadata, which hold an editor's state;
 * - the picture that JupyterLab's plotly renderer puts beside plotly's own JSON when a notebook is saved there: it is
 *   drawn by the browser, from that JSON;
 *
 * and in nothing else: the rest is compared byte for byte, execution counts too.
 */
export function comparable(notebook: Notebook): Comparable[] {
  return codeCells(canonical(notebook)).map(({ execution_count, outputs }) => ({
    execution_count,
    outputs: outputs.map((output) => sorted(withoutRenderedPicture(output)) as Output),
  }));
}

function withoutRenderedPicture(output: Output): Output {
  if (!("data" in output) || !(PLOTLY in output.data)) return output;
  const { [PNG]: _picture, ...data } = output.data;
  const { [PNG]: _size, ...metadata } = output.metadata ?? {};
  return { ...output, data, metadata };
}
