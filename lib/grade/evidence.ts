import { type CodeCell, type MimeBundle, textForm, wholeText } from "../nbformat/notebook.ts";
import { htmlText } from "./html-text.ts";

/** The error in which a cell ended, such as `NameError: name 'y' is not defined`; `undefined` without one. */
export function errorOf({ outputs }: CodeCell): string | undefined {
  const error = outputs.find(({ output_type }) => output_type === "error");
  return error && "ename" in error
    ? `${error.ename}: ${error.evalue}`.split("\n")[0].slice(0, 120)
    : undefined;
}

/** Without the codes by which a terminal sets colours or moves. */
export const withoutCodes = (text: string): string =>
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is how a terminal's codes begin
  text.replaceAll(/\x1b\[[0-9;]*[A-Za-z]/g, "");

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

/** IPython's text for an object that is displayed as HTML or Markdown. */
const NO_TEXT = /^\s*(?:<IPython\.core\.display\.(?:HTML|Markdown) object>)?\s*$/;

function valueText(data: MimeBundle): string {
  const [plain = "", html, markdown] = ["text/plain", "text/html", "text/markdown"].map((type) =>
    textForm(type, data[type]),
  );
  if (!NO_TEXT.test(plain)) return plain;
  return html === undefined ? (markdown ?? plain) : htmlText(html);
}
