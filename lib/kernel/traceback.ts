import { styleText } from "node:util";

/** Colours text as ipykernel does. Not left to Node, which sees that stdout is no terminal. */
export const colour = (name: "red" | "gray", text: string) =>
  styleText(name, text, { validateStream: false });

/** A line of source with its number, and a caret under `column`, counted from 1. */
export function markedLine(text: string, line: number, column: number): string[] {
  const number = `    ${line} | `;
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  return [`${number}${text}`, `${" ".repeat(number.length - 2)}| ${indent}^`];
}
