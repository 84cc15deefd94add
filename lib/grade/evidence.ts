import { pythonRepr } from "../keras/python-repr";
import { type CodeCell, codeCells, type Notebook, textForm, wholeText } from "./notebook";

const PLAIN = "text/plain";

/** A text that may answer a question, and where it stands. */
export interface Passage {
  /** The execution count of the cell that printed it; `null` for a built model. */
  cell: number | null;
  text: string;
}

/** A Sequential as it was built, whatever was printed of it: a dictionary in Keras' own keys. */
export interface BuiltModel {
  name: string;
  /** With the batch in front: `[null, 5]`. */
  input_shape: (number | null)[];
  /** Without the input's own layer: each its class and its configuration. */
  layers: { class_name: string; [key: string]: unknown }[];
}

/**
 * What the cells printed, a passage a cell: standard output and the text form of each value, in order.
 *
 * A cell that ended in an error proves nothing, nor does what it printed before.
 */
export function printed(notebook: Notebook): Passage[] {
  return codeCells(notebook)
    .filter((cell) => !endedInError(cell))
    .map((cell) => ({ cell: cell.execution_count, text: cellText(cell) }))
    .filter(({ text }) => text.trim() !== "");
}

/** The built models as passages that a question can be asked of. */
export function built(models: readonly BuiltModel[]): Passage[] {
  return models.map((model) => ({ cell: null, text: pythonRepr(model) }));
}

export function endedInError(cell: CodeCell): boolean {
  return cell.outputs.some((output) => output.output_type === "error");
}

/** Standard output and the text form of each value, in order. */
export function cellText(cell: CodeCell): string {
  let text = "";
  for (const output of cell.outputs) {
    if (output.output_type === "error") continue;
    if (output.output_type === "stream") {
      if (output.name === "stdout") text += wholeText(output.text);
    } else {
      text += `${text === "" || text.endsWith("\n") ? "" : "\n"}${textForm(PLAIN, output.data[PLAIN]) ?? ""}\n`;
    }
  }
  return text;
}
