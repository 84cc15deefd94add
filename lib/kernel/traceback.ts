/** A message in bold: no colour of JupyterLab's has a contrast of 4.5 on the background of errors in both themes. */
export const bold = (text: string) => `\x1b[1m${text}\x1b[22m`;

/** The mark below a line, in the red of 256 colours: its contrast is above 3 in both themes, that of ANSI's reds is not. */
const marked = (text: string) => `\x1b[38;5;196m${text}\x1b[39m`;

/** A line of source with its number, and a red caret under `column`, counted from 1. */
export function markedLine(text: string, line: number, column: number): string[] {
  const number = `    ${line} | `;
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  return [`${number}${text}`, marked(`${" ".repeat(number.length - 2)}| ${indent}^`)];
}
