/** A line of source with its number, and a caret under `column`, counted from 1. */
export function markedLine(text: string, line: number, column: number): string[] {
  const number = `    ${line} | `;
  const indent = text.slice(0, column - 1).replace(/[^\t]/g, " ");
  return [`${number}${text}`, `${" ".repeat(number.length - 2)}| ${indent}^`];
}

/** Ends a traceback with the error's name and message, as Python does: some tools show only the last line. */
export function withSummary(ename: string, evalue: string, traceback: string[]): string[] {
  const summary = `${ename}: ${evalue}`;
  return traceback.join("\n").endsWith(summary) ? traceback : [...traceback, ...summary.split("\n")];
}
