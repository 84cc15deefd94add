import { cellName } from "../verdict.ts";
import type { Source } from "./passages.ts";

/** Comments alone are no code. */
export const hasCode = ({ reading }: Source, index: number): boolean => reading.plain[index].trim() !== "";

/** Without imports, something has to be left that shows an output: a call, or an expression. */
export function hasOutputCode({ reading }: Source, index: number): boolean {
  const rest = reading.plain[index]
    .replaceAll(/^[^\S\n]*(?:from\s+\S+\s+)?import\b(?!\s*\()(?:[^\n{(]|\{[^}]*\}|\([^)]*\))*/gm, "")
    .replaceAll(/^[^\S\n]*;?\s*$/gm, "");
  return rest.trim() !== "";
}

export const nameOf = ({ submitted: { path }, cells }: Source, index: number): string =>
  cellName({ notebook: path, cell: cells[index].cell.execution_count, index });
