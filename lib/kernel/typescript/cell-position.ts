import type { SourceFile } from "typescript";

/** The line that tslab adds above a cell. */
export const LINE_ABOVE = "export {};\n";

/** The line and column in the cell, counted from 1, of a position in the cell's file. */
export function cellPosition(file: SourceFile, position: number): { line: number; column: number } {
  const { line, character } = file.getLineAndCharacterOfPosition(position);
  // The line above makes up for counting from 0.
  return { line, column: character + 1 };
}
