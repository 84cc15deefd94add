import { styleText } from "node:util";

/** Not left to Node, for which stdout is not a terminal. A gray would not be readable in JupyterLab's dark theme. */
export const red = (text: string) => styleText("red", text, { validateStream: false });

/** A line of source with its number, and a caret under `column`, counted from 1. */
export function markedLine(text: string, line: number, column: number): string[] {
  const number = `    ${line} | `;
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  return [`${number}${text}`, `${" ".repeat(number.length - 2)}| ${indent}^`];
}
