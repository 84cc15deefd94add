/** A message in bold: no colour of JupyterLab's has a contrast of 4.5 on the background of errors in both themes. */
export const bold = (text: string) => `\x1b[1m${text}\x1b[22m`;

/** The mark below a line, white on red: with both colours its own, its contrast is above 5 in every theme. */
const caret = "\x1b[38;5;231;48;5;160m^\x1b[39;49m";

/** JupyterLab breaks longer lines, and the mark would stand below another part. */
const widest = 96;

/** A line of source, or the part of a long one around `column`, with its number, and a caret on red under `column`, counted from 1. */
export function markedLine(text: string, line: number, column: number): string[] {
  const number = `    ${line} | `;
  const start = Math.max(0, Math.min(column - widest / 2, text.length - widest));
  const before = start === 0 ? "" : "…";
  const after = start + widest < text.length ? "…" : "";
  const indent = (before + text.slice(start, column - 1)).replace(/[^\t]/g, " ");
  return [
    `${number}${before}${text.slice(start, start + widest)}${after}`,
    `${" ".repeat(number.length - 2)}| ${indent}${caret}`,
  ];
}
