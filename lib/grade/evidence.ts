import {
  type CodeCell,
  codeCells,
  type MimeBundle,
  type Notebook,
  textForm,
  wholeText,
} from "../nbformat/notebook.ts";
import { pythonRepr } from "../python-repr.ts";
import { htmlText } from "./html-text.ts";

const PLAIN = "text/plain";
const HTML = "text/html";

/** Text that may answer a question, and the cell that it comes from. */
export interface Passage {
  /** The execution count of the cell that printed it; `null` for a built model. */
  cell: number | null;
  text: string;
}

/** A Sequential model as it was built, whatever was printed: a dictionary with Keras' keys. */
export interface BuiltModel {
  name: string;
  /** With the batch in front: `[null, 5]`. */
  input_shape: (number | null)[];
  /** Class and configuration of each layer, without the InputLayer. */
  layers: { class_name: string; [key: string]: unknown }[];
}

/**
 * The text that each cell printed: standard output and the text form of each value, in order. Cells that ended in an error are
 * left out, with what they printed before.
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

/**
 * Standard output and the text form of each value, in order. A value that has only HTML is converted to text. If there is none of
 * these, standard error, where logs go.
 */
export function cellText(cell: CodeCell): string {
  const text = shownText(cell, "stdout");
  return text.trim() === "" ? shownText(cell, "stderr") : text;
}

function shownText(cell: CodeCell, stream: "stdout" | "stderr"): string {
  const texts: string[] = [];
  let isOpen = false;
  for (const output of cell.outputs) {
    if (output.output_type === "error") continue;
    if (output.output_type !== "stream") texts.push(isOpen ? "\n" : "", valueText(output.data), "\n");
    else if (output.name === stream) texts.push(wholeText(output.text));
    const last = texts.at(-1) ?? "";
    if (last !== "") isOpen = !last.endsWith("\n");
  }
  return texts.join("");
}

/** IPython's text for an object that is displayed as HTML. */
const NO_TEXT = /^\s*(?:<IPython\.core\.display\.HTML object>)?\s*$/;

function valueText(data: MimeBundle): string {
  const plain = textForm(PLAIN, data[PLAIN]) ?? "";
  const html = textForm(HTML, data[HTML]);
  return html !== undefined && NO_TEXT.test(plain) ? htmlText(html) : plain;
}
