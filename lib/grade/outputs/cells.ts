import type { Source } from "./passages.ts";

/** Comments alone are no code. */
export const hasCode = ({ reading }: Source, index: number): boolean => reading.plain[index].trim() !== "";

/** Without imports, something has to be left that shows an output: a call, or an expression. */
export function shows({ reading }: Source, index: number): boolean {
  const rest = reading.plain[index]
    .replaceAll(/^[^\S\n]*(?:from\s+\S+\s+)?import\b(?!\s*\()(?:[^\n{(]|\{[^}]*\}|\([^)]*\))*/gm, "")
    .replaceAll(/^[^\S\n]*;?\s*$/gm, "");
  return rest.trim() !== "";
}

/** A cell as people know it: `ex04_optimize [3]`. */
export function name({ submitted, cells }: Source, index: number): string {
  const count = cells[index].cell.execution_count;
  const notebook = submitted.path
    .split("/")
    .at(-1)!
    .replace(/\.ipynb$/, "");
  return `${notebook} ${count === null ? `cell ${index + 1}` : `[${count}]`}`;
}
